// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPainter>
#include <optional>
#include <vector>

#include "ui/charts/chart_theme.h"
#include "ui/charts/plot_frame.h"

// The cursor over a chart, with the value of every line at its nearest sample.
namespace accelbench {

/// At an x of the axis; where x is NaN, at the time that another chart gave.
struct Cursor {
  double x = 0;
  double time_s = 0;
};

struct Reading {
  SeriesStyle style;
  double x = 0;        ///< of the nearest sample
  double y = 0;        ///< value, may be NaN
  bool within = true;  ///< whether the cursor is between the line's first and last sample (or less than a
                       ///< sample beside them)
};

std::vector<Reading> readings_at(const ChartContent& content, const Cursor& cursor);

/// The time of the sample nearest to this x, over all shown lines; NaN without samples.
double time_at(const ChartContent& content, double x);

/// The x of the sample nearest to this time in the first shown line that has samples; NaN without samples.
double x_at_time(const ChartContent& content, double time_s);

/// The vertical line, a ring on each line and the box of readings.
void paint_crosshair(QPainter& painter, const ChartContent& content, const PlotFrame& frame,
                     const Cursor& cursor, const ChartTheme& theme, const QFont& font);

}  // namespace accelbench
