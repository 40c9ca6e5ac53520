// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/results/report_view.h"

namespace accelbench {

/// A picture of a report and the part (ReportPart::id) that it belongs to.
struct ReportPlot {
  std::string part;
  std::string file;  ///< a name for it: "loss-by-epoch"
  std::string svg;
};

/// All pictures of a comparison or a training: forest, runs by round, curves, phases, split of the step;
/// those of the first variants where there are many. `alone`: each with its own style, else the page has it.
std::vector<ReportPlot> report_plots(const ReportView& view, bool alone);

/// The stylesheet of a page with these pictures.
std::string plot_style(const ReportView& view);

}  // namespace accelbench
