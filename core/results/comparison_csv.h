// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/results/comparison_report.h"

namespace accelbench {

/// Of a comparison: accelerators.csv, pairs.csv, rounds.csv (a line a run, with every quantity), looks.csv,
/// scaling.csv (where there are several numbers of ranks; measured rows and predictions) beside runs.csv,
/// epochs.csv, devices.csv; of a training the last three. Numbers in the C locale, empty where not measured,
/// "inf" where a target was missed.
Status write_comparison_csv(const ReportSource& source, const std::filesystem::path& folder, bool force);

}  // namespace accelbench
