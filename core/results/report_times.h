// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/results/report_view.h"

// Where the time of runs and steps goes: medians over the counted runs of a row.
namespace accelbench {

/// launch, load, compile, warm_up, train, evaluate, exchange, rest.
std::vector<std::string> phase_names();
/// Seconds of each, the measuring window left out; empty where no run tells its total.
std::vector<double> phase_seconds(const ReportView& view, const ReportRow& row);

/// gather, forward, backward, optimizer, other.
std::vector<std::string> split_names();
/// Shares, together about 1; empty where no run tells them.
std::vector<double> split_shares(const ReportView& view, const ReportRow& row);

}  // namespace accelbench
