// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/results/comparison_report.h"

namespace accelbench {

/// One page that stands alone: tables, plots and the experiment's text; light or dark as the reader's system
/// is, fit to be printed. It asks nothing of the network, and its Content-Security-Policy forbids it to: no
/// script, no picture, no style but its own. Everything that comes from results is escaped.
std::string report_page(const ReportSource& source);
/// Of two results beside each other; no plots.
std::string side_by_side_page(const ReportSource& a, const ReportSource& b);

}  // namespace accelbench
