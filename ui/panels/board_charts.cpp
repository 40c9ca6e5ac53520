// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/board_charts.h"

#include <QCoreApplication>
#include <array>

#include "ui/charts/line_chart.h"
#include "ui/charts/phase_bars.h"
#include "ui/charts/plot_frame.h"
#include "ui/charts/roofline_plot.h"

namespace accelbench {

namespace {

constexpr std::optional<double> open_end = std::nullopt;

/// Texts are translated where they are shown.
struct ChartFacts {
  const char* id;
  const char* title;
  const char* caption;  ///< of the values; empty: their unit alone
  const char* unit;
  std::optional<double> least, most;
  BestValue best;
  const char* empty_text;
};

constexpr const char* metric_text =
    QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Add this metric under Training to see it epoch by epoch.");
constexpr const char* sensor_text = QT_TRANSLATE_NOOP(
    "accelbench::ChartBoard",
    "Read 10 times a second where the machine tells it; the log says what it does not tell.");

// One row a chart, in the order of BoardChart.
constexpr std::array<ChartFacts, board_charts> facts = {{
    {"loss", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Loss"), "", "", open_end, open_end,
     BestValue::lowest,
     QT_TRANSLATE_NOOP("accelbench::ChartBoard",
                       "Press Train (F5): the loss of every accelerator appears here.")},
    {"accuracy", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Accuracy"), "", "", 0.0, 1.0,
     BestValue::highest, metric_text},
    {"mae", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Mean absolute error"), "", "", open_end, open_end,
     BestValue::lowest, metric_text},
    {"mse", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Mean squared error"), "", "", open_end, open_end,
     BestValue::lowest, metric_text},
    {"rmse", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Root mean squared error"), "", "", open_end,
     open_end, BestValue::lowest, metric_text},
    {"r2", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "R²"), "", "", open_end, open_end, BestValue::highest,
     metric_text},
    {"throughput", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Throughput"), "",
     QT_TRANSLATE_NOOP("accelbench::ChartBoard", "samples/s"), 0.0, open_end, BestValue::none,
     QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Samples a second, epoch by epoch.")},
    {"utilization", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Utilization"),
     QT_TRANSLATE_NOOP("accelbench::ChartBoard", "% of its processors"), "%", 0.0, 1.0, BestValue::none,
     QT_TRANSLATE_NOOP("accelbench::ChartBoard",
                       "How busy each accelerator keeps its processors, read 10 times a second.")},
    {"memory", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Memory"), "", "MiB", 0.0, open_end,
     BestValue::none, sensor_text},
    {"power", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Power"), "", "W", 0.0, open_end, BestValue::none,
     sensor_text},
    {"temperature", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Temperature"), "", "°C", open_end, open_end,
     BestValue::none, sensor_text},
    {"clock", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Clock"), "", "MHz", 0.0, open_end, BestValue::none,
     sensor_text},
    {"learning_rate", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Learning rate"), "", "", open_end,
     open_end, BestValue::none,
     QT_TRANSLATE_NOOP("accelbench::ChartBoard",
                       "The learning rate of each epoch, after schedules and callbacks.")},
    {"step_split", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Time of a step"), "", "", open_end, open_end,
     BestValue::none,
     QT_TRANSLATE_NOOP(
         "accelbench::ChartBoard",
         "Where the time of a step goes, once a run ended: gather, forward, backward, optimizer.")},
    {"roofline", QT_TRANSLATE_NOOP("accelbench::ChartBoard", "Roofline"), "", "", open_end, open_end,
     BestValue::none,
     QT_TRANSLATE_NOOP("accelbench::ChartBoard",
                       "Operations a second against what the machine can give, once a run ended.")},
}};

QString text_of(const char* text) {
  return *text == '\0' ? QString() : QCoreApplication::translate("accelbench::ChartBoard", text);
}

LineChart* make_lines(BoardChart chart, const ChartFacts& row, QWidget* parent) {
  auto* made = new LineChart(parent);
  made->set_title(text_of(row.title));
  made->set_y(text_of(row.caption), text_of(row.unit));
  made->set_y_range(row.least, row.most);
  made->set_best(row.best);
  made->set_dashed_meaning(text_of(QT_TRANSLATE_NOOP("accelbench::ChartBoard", "validation")));
  made->set_empty_text(text_of(row.empty_text));
  if (stands_over_time(chart)) made->set_x(ChartX::time);
  return made;
}

Figure* make_figure(BoardChart chart, QWidget* parent) {
  if (chart == roofline_chart) return new RooflinePlot(parent);
  return new PhaseBars(parent);
}

}  // namespace

std::optional<CurveKind> curves_of(BoardChart chart) {
  if (chart >= step_split_chart) return {};
  return static_cast<CurveKind>(chart);
}

bool stands_over_time(BoardChart chart) { return chart >= utilization_chart && chart <= clock_chart; }

QString chart_id(BoardChart chart) { return QLatin1String(facts.at(chart).id); }

std::optional<BoardChart> chart_of(const QString& id) {
  for (std::size_t i = 0; i < facts.size(); ++i)
    if (id == QLatin1String(facts.at(i).id)) return static_cast<BoardChart>(i);
  return {};
}

QString chart_title(BoardChart chart) { return text_of(facts.at(chart).title); }

QString chart_empty_text(BoardChart chart) { return text_of(facts.at(chart).empty_text); }

QWidget* make_chart(BoardChart chart, QWidget* parent) {
  const ChartFacts& row = facts.at(chart);
  QWidget* made = nullptr;
  if (curves_of(chart)) {
    made = make_lines(chart, row, parent);
  } else {
    Figure* figure = make_figure(chart, parent);
    figure->set_title(text_of(row.title));
    figure->set_empty_text(text_of(row.empty_text));
    made = figure;
  }
  made->setObjectName(chart_id(chart));
  return made;
}

}  // namespace accelbench
