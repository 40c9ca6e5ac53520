// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <optional>

#include "ui/session/run_curves.h"

class QWidget;

// Which charts a board can show: one row of a table each. A chart of lines needs its row and nothing else;
// one that is painted otherwise has a file of its own in ui/charts and one in ui/models that fills it.
namespace accelbench {

enum BoardChart {
  loss_chart,
  accuracy_chart,
  mae_chart,
  mse_chart,
  rmse_chart,
  r2_chart,
  throughput_chart,
  utilization_chart,
  memory_chart,
  power_chart,
  temperature_chart,
  clock_chart,
  learning_rate_chart,
  step_split_chart,
  roofline_chart,
  board_charts
};

/// What its lines show; empty: it is no chart of lines.
std::optional<CurveKind> curves_of(BoardChart chart);
/// Made by the clock, most of it while the steady window is measured, where no epoch passes.
bool stands_over_time(BoardChart chart);
/// "loss", "learning_rate": names of files and of the layout.
QString chart_id(BoardChart chart);
std::optional<BoardChart> chart_of(const QString& id);
QString chart_title(BoardChart chart);
/// What stands in an empty chart: what to do, or what comes.
QString chart_empty_text(BoardChart chart);
/// The chart with its title, unit, bounds and the text that stands in an empty one.
QWidget* make_chart(BoardChart chart, QWidget* parent);

}  // namespace accelbench
