// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/charts/scaling_plot.h"
#include "ui/session/comparison_board.h"

// From accelerators over several numbers of ranks to their figures.
namespace accelbench {

ScalingContent speed_up_of(const ComparisonBoard& board);
ScalingContent efficiency_of(const ComparisonBoard& board);
/// "strong scaling: the ranks share one batch": how the figures are to be read.
QString scaling_caption(const ComparisonBoard& board);

}  // namespace accelbench
