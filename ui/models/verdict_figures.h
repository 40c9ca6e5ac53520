// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/charts/dot_plot.h"
#include "ui/charts/forest_plot.h"
#include "ui/charts/phase_bars.h"
#include "ui/session/comparison_board.h"

// From a comparison to what its figures show.
namespace accelbench {

/// One row a pair with a baseline.
ForestContent forest_of(const ComparisonBoard& board, Quantity quantity);
/// Every finished run, set-aside ones hollow.
DotContent dots_of(const ComparisonBoard& board, Quantity quantity);
/// Median seconds of each phase over the rounds that count, and each accelerator's cold start.
PhaseContent phases_of(const ComparisonBoard& board);
/// The quantities of which anything was measured, the one that decides first.
std::vector<Quantity> measured_quantities(const ComparisonBoard& board);

}  // namespace accelbench
