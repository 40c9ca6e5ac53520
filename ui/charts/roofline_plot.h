// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ui/charts/figure.h"
#include "ui/charts/series.h"
#include "ui/charts/span.h"

namespace accelbench {

/// One run: what it did a second over what it did a byte.
struct RooflineDot {
  SeriesStyle style;
  double flop_per_byte = 0;
  double flop_per_s = 0;
  QString tip;
  bool operator==(const RooflineDot&) const = default;
};

/// The most that some cores of the machine can give.
struct Roof {
  QString name;
  double flop_per_s = 0;
  std::optional<double> bytes_per_s;  ///< empty: not measured; the roof is then flat
  bool operator==(const Roof&) const = default;
};

struct RooflineContent {
  std::vector<RooflineDot> dots;
  std::vector<Roof> roofs;
  bool operator==(const RooflineContent&) const = default;
};

/// Operations a second against operations a byte, both logarithmic, under lines of what the machine can give:
/// its memory's slope up to the flat part of its arithmetic. Source: Williams, Waterman and Patterson,
/// "Roofline", CACM 52 (4), 2009.
class RooflinePlot : public Figure {
  Q_OBJECT

 public:
  explicit RooflinePlot(QWidget* parent = nullptr);
  void set_content(const RooflineContent& content);
  const RooflineContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  RooflineContent content_;
};

/// Decades in sight: all dots with their roofs, and room around them. In log10.
struct RooflineSpans {
  Span x, y;
};
RooflineSpans roofline_spans(const RooflineContent& content);

/// The most that a roof allows at this intensity.
double roof_at(const Roof& roof, double flop_per_byte);

}  // namespace accelbench
