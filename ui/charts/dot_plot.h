// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/charts/figure.h"
#include "ui/charts/series.h"
#include "ui/charts/span.h"

namespace accelbench {

/// One run's value.
struct Dot {
  std::int64_t round = 0;       ///< from 1
  std::optional<double> value;  ///< empty: not measured, a cross at the lower edge
  bool missed = false;          ///< the target: a cross at the upper edge
  bool set_aside = false;       ///< hollow
  QString tip;
  bool operator==(const Dot&) const = default;
};

/// The runs of one accelerator.
struct DotSeries {
  SeriesStyle style;
  std::vector<Dot> dots;
  std::optional<double> median;  ///< a thin line
  bool operator==(const DotSeries&) const = default;
};

struct DotContent {
  std::vector<DotSeries> series;
  std::int64_t rounds = 1;  ///< how far the axis goes at least
  bool operator==(const DotContent&) const = default;
};

/// Every run as a dot over its round. The axis is logarithmic where the accelerators are so far apart that
/// their own scatter could not be seen otherwise.
class DotPlot : public Figure {
  Q_OBJECT

 public:
  explicit DotPlot(QWidget* parent = nullptr);
  void set_content(const DotContent& content);
  const DotContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  DotContent content_;
};

}  // namespace accelbench
