// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <vector>

#include "core/comparison/comparison.h"
#include "core/comparison/launcher.h"
#include "core/experiment/experiment.h"

namespace accelbench {

/// Seconds of one counted launch, as a trial of it tells: what the trial spent outside of training, the
/// training at the trial's rate, and the measuring window where the training is shorter than it. Empty where
/// the trial was too short to tell a rate.
std::optional<double> predicted_run_s(const Trial& trial, const Experiment& experiment);

/// One row of a forecast: joules at the power of the trial, money at the price of the accelerator.
Forecast::Row forecast_row(const std::string& row, const Trial& trial, const Experiment& experiment,
                           const AcceleratorSpec& accelerator);

/// What rows come to: `planned_looks` as judge() tells them.
Forecast forecast_of(std::vector<Forecast::Row> rows, const ComparisonSpec& comparison,
                     const std::vector<std::int64_t>& planned_looks, double elapsed_s);

}  // namespace accelbench
