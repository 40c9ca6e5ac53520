// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ui/charts/figure.h"
#include "ui/charts/span.h"

namespace accelbench {

/// A ratio with its interval on one line.
struct ForestRow {
  QString label;
  QColor color;  ///< used only where the pair is separated
  int marker = 0;
  std::optional<double> ratio;      ///< empty: no ratio, `words` say why
  std::optional<double> low, high;  ///< an empty end beside a ratio is open: the interval has no end there
  bool separated = false;           ///< the whole interval says so
  QString words;                    ///< at the right end: the figures, or why there are none
  QString tip;                      ///< the sentence
  bool operator==(const ForestRow&) const = default;
};

struct ForestContent {
  std::vector<ForestRow> rows;
  std::optional<double> floor;   ///< ratios between 1/f and f mean nothing: a grey band
  QString axis_title;            ///< "throughput, ratio to cpu"
  QString below_one, above_one;  ///< what lies on either side of 1: "slower", "faster"
  bool operator==(const ForestContent&) const = default;
};

/// The stretch of the axis in log10 of the ratio: 1, the noise floor and all ends of intervals lie within.
Span forest_span(const ForestContent& content);

/// Ratios to the baseline, one pair a row, on a logarithmic axis with 1 marked. Nothing is coloured unless
/// its whole interval says so.
class ForestPlot : public Figure {
  Q_OBJECT

 public:
  explicit ForestPlot(QWidget* parent = nullptr);
  void set_content(const ForestContent& content);
  const ForestContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  ForestContent content_;
};

}  // namespace accelbench
