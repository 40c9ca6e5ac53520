// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/forecast.h"

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

constexpr double seconds_an_hour = 3600;

/// Seconds of the whole training at the rate of the trial. A trial that reached the end is the training.
std::optional<double> training_s(const Trial& trial, const Experiment& experiment) {
  const RunSummary& summary = trial.summary;
  if (summary.status == RunStatus::completed) return summary.train_s;
  const std::int64_t steps = trial.steps_per_epoch * experiment.training.epochs;
  if (!summary.train_s || summary.steps == 0 || steps == 0) return std::nullopt;
  return *summary.train_s * static_cast<double>(steps) / static_cast<double>(summary.steps);
}

}  // namespace

std::optional<double> predicted_run_s(const Trial& trial, const Experiment& experiment) {
  const auto training = training_s(trial, experiment);
  const RunSummary& summary = trial.summary;
  if (!training || !summary.total_s || !summary.train_s) return std::nullopt;
  const double around = std::max(0.0, *summary.total_s - *summary.train_s);
  const double measure_s = experiment.comparison.measure_s;
  return around + *training + (*training < measure_s ? measure_s : 0);
}

Forecast::Row forecast_row(const std::string& row, const Trial& trial, const Experiment& experiment,
                           const AcceleratorSpec& accelerator) {
  Forecast::Row forecast;
  forecast.row = row;
  forecast.run_s = predicted_run_s(trial, experiment);
  if (!forecast.run_s) return forecast;
  const RunSummary& summary = trial.summary;
  if (summary.energy_j && *summary.total_s > 0)
    forecast.energy_j = *summary.energy_j / *summary.total_s * *forecast.run_s;
  if (accelerator.price_per_hour)
    forecast.cost = *accelerator.price_per_hour * *forecast.run_s / seconds_an_hour;
  forecast.currency = accelerator.currency;
  return forecast;
}

Forecast forecast_of(std::vector<Forecast::Row> rows, const ComparisonSpec& comparison,
                     const std::vector<std::int64_t>& planned_looks, double elapsed_s) {
  Forecast forecast;
  forecast.rows = std::move(rows);
  for (const Forecast::Row& row : forecast.rows) forecast.round_s += row.run_s.value_or(0);
  if (!planned_looks.empty()) forecast.first_look = planned_looks.front();
  forecast.most_rounds = comparison.rounds.max;
  if (forecast.round_s <= 0) return forecast;
  const auto in_time = static_cast<std::int64_t>(
      std::floor(std::max(0.0, comparison.time_limit_s - elapsed_s) / forecast.round_s));
  if (in_time < forecast.most_rounds) forecast.rounds_in_time = std::max<std::int64_t>(in_time, 1);
  return forecast;
}

}  // namespace accelbench
