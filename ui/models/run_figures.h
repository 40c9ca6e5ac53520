// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/charts/phase_bars.h"
#include "ui/charts/roofline_plot.h"
#include "ui/session/run_board.h"

// From runs that ended to the figures that a board shows of them.
namespace accelbench {

/// Time of a step by what it was spent on, where all runs that tell of it have a median; else shares.
PhaseContent step_split_of(const RunBoard& board);

/// What a step touches at least: parameters, their gradients and moments, activations and a batch, each byte
/// once, in float32. Empty where the run told too little.
std::optional<double> bytes_of_step(const RunRow& row);

/// Runs under the roofs of the machine that they ran on, as far as those were measured (`selftest`).
RooflineContent roofline_of(const RunBoard& board);
/// Why there are no roofs; empty where there are.
QString roofs_missing_text(const RooflineContent& content);

}  // namespace accelbench
