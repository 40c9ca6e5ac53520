// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/results/results_file.h"
#include "core/results/text_table.h"

// Results for other programs and for people.
namespace accelbench {

nlohmann::ordered_json report_json(const Results& results);
/// As `baseline`: no ratios, for runs that must not be ranked (no id is written so).
inline constexpr const char* no_ratios = "-";
/// A table for a terminal: one row a run, with the ratio of each throughput to that of `baseline` (empty: the
/// first) in the same variant, and a column for each swept key whose values differ.
std::string report_table(const std::vector<RunSummary>& runs, const std::string& baseline);
/// The same as cells, for other ways to write it.
struct RunTable {
  std::vector<TextTable::Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::string notes;  ///< lines under the table
};
RunTable run_table(const std::vector<RunSummary>& runs, const std::string& baseline);
/// runs.csv, epochs.csv, devices.csv; numbers in the C locale, empty where not measured.
std::vector<std::pair<std::string, std::string>> report_csv(const Results& results);  ///< names and texts
Status write_report_csv(const Results& results, const std::filesystem::path& folder, bool force);

}  // namespace accelbench
