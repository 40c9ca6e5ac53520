// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPainter>
#include <QSize>

#include "ui/charts/chart_theme.h"
#include "ui/charts/plot_frame.h"

namespace accelbench {

/// A chart as a page of a report: on white, with title, unit, legend, axes and, small at the bottom, where it
/// came from. All sizes are in logical pixels of the painter.
void paint_chart_page(QPainter& painter, const ChartContent& content, QSize size,
                      bool with_provenance = true);

/// Pages have their own size in pixels, so their fonts have, too: the same picture on every screen.
QFont page_font(int pixels, bool bold = false);
/// Text at the top of what is left of the page.
void paint_page_row(QPainter& painter, const QFont& font, const QColor& color, QRectF& rest,
                    const QString& text);
/// Where the page came from, small at the bottom of what is left of it.
void paint_page_footer(QPainter& painter, const QString& provenance, const ChartTheme& theme, QRectF& rest);

/// "Loss", "Throughput (samples/s)": the name of the values with their unit, without what the title says
/// already, and how the lines are to be read: "mse · logarithmic · dashed: validation".
QString y_caption(const ChartContent& content);

}  // namespace accelbench
