// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/results/report_plots.h"

namespace accelbench {

/// Speed-up and efficiency over ranks, one picture of each for strong and for weak scaling; none without
/// figures. `style`: as of svg::Caption.
std::vector<ReportPlot> scaling_plots(const ReportView& view, const std::string& style);

}  // namespace accelbench
