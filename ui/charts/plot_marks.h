// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFont>
#include <QPainter>
#include <cstddef>

#include "ui/charts/chart_theme.h"
#include "ui/charts/plot_frame.h"

// What is painted over the lines of a chart: markers, single samples, and where samples cannot be drawn.
namespace accelbench {

/// Pieces of one line beyond this many are dots: a line of nothing but gaps would otherwise need a Qt Charts
/// series for each.
inline constexpr std::size_t most_joined_pieces = 64;

/// The colour of a line as it is drawn.
QColor line_color(const LineFrame& line, const ChartTheme& theme);

/// A line at each mark of the y axis, and a dashed one at the reference.
void paint_grid(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme);

/// What lines did over the rounds, behind them.
void paint_bands(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme);

/// The title of the x axis, dashed lines, sparse markers, dots for samples between two gaps, and small
/// crosses at the lower edge where values are skipped.
void paint_marks(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme, const QFont& font);

}  // namespace accelbench
