// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPainter>
#include <QSize>

#include "ui/charts/plot_frame.h"

namespace accelbench {

/// A chart as a page of a report: on white, with title, unit, legend, axes and, small at the bottom, where it
/// came from. All sizes are in logical pixels of the painter.
void paint_chart_page(QPainter& painter, const ChartContent& content, QSize size);

/// "Loss", "Throughput (samples/s)": the name of the values with their unit, without what the title says
/// already, and how the lines are to be read: "mse · logarithmic · dashed: validation".
QString y_caption(const ChartContent& content);

}  // namespace accelbench
