// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFont>
#include <QPainter>
#include <memory>

#include "ui/charts/chart_theme.h"
#include "ui/charts/plot_frame.h"

// Draws a frame with Qt Charts: the only place that includes it.
namespace accelbench {

class PlotScene {
 public:
  PlotScene();
  ~PlotScene();
  PlotScene(const PlotScene&) = delete;
  PlotScene& operator=(const PlotScene&) = delete;

  /// Axes, grid, lines and markers of the frame, with its upper left corner at `corner`.
  void paint(QPainter& painter, QPointF corner, const PlotFrame& frame, const ChartTheme& theme,
             const QFont& font);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace accelbench
