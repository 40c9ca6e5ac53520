// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "ui/charts/figure.h"
#include "ui/charts/series.h"

namespace accelbench {

/// A value with its interval at a number of ranks.
struct ScalingMark {
  double ranks = 1;
  double value = 0;
  std::optional<double> low, high;
  QString tip;
  bool operator==(const ScalingMark&) const = default;
};

/// One accelerator over several numbers of ranks.
struct ScalingSeries {
  SeriesStyle style;
  std::vector<ScalingMark> measured;  ///< rising ranks
  std::vector<ScalingMark> model;     ///< a line with its band; dashed beyond what was measured
  bool operator==(const ScalingSeries&) const = default;
  double measured_to() const { return measured.empty() ? 0 : measured.back().ranks; }
};

struct ScalingContent {
  std::vector<ScalingSeries> series;
  bool rises =
      true;  ///< speed-up: the ideal grows with the ranks, its axis is logarithmic; else a share from 0
  bool operator==(const ScalingContent&) const = default;
};

/// Speed-up or efficiency over ranks, on an axis that doubles: measured points with intervals, the model's
/// line, and what it predicts, which is dashed and said to be so.
class ScalingPlot : public Figure {
  Q_OBJECT

 public:
  explicit ScalingPlot(QWidget* parent = nullptr);
  void set_content(const ScalingContent& content);
  const ScalingContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  ScalingContent content_;
};

}  // namespace accelbench
