// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "ui/charts/figure.h"

namespace accelbench {

/// One bar: seconds of each phase, in the order of PhaseContent::phases.
struct PhaseBar {
  QString label;
  std::vector<double> seconds;
  QString total;  ///< written behind the bar
  bool operator==(const PhaseBar&) const = default;
};

struct PhaseContent {
  struct Kind {
    QString name;
    QColor color;
    bool operator==(const Kind&) const = default;
  };
  std::vector<Kind> phases;
  std::vector<PhaseBar> bars;
  bool shares = false;  ///< `seconds` are shares of 1
  bool operator==(const PhaseContent&) const = default;
};

/// Where the time of a launch or of a step goes: stacked bars from 0, with a legend of the phases that take
/// any.
class PhaseBars : public Figure {
  Q_OBJECT

 public:
  explicit PhaseBars(QWidget* parent = nullptr);
  void set_content(const PhaseContent& content);
  const PhaseContent& content() const { return content_; }

 protected:
  void paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                     const QFont& font) const override;
  double needed_height(const QFont& font) const override;
  QString tip_at(QPointF position) const override;

 private:
  PhaseContent content_;
};

}  // namespace accelbench
