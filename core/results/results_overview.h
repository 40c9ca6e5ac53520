// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/results/results_file.h"

// What a list of results files tells of each.
namespace accelbench {

/// One results file in a line. Verdicts are those that were told when it was recorded.
struct ResultsOverview {
  ResultsEntry entry;
  std::string fingerprint;                   ///< of the work; empty where there were several, or none yet
  std::vector<std::string> accelerators;     ///< ids, each once, as they come in the file; at most 64
  std::vector<std::string> best;             ///< of a comparison: a row for each variant that has one
  std::string verdict;                       ///< the first deciding sentence of a comparison; empty: none
  std::optional<double> final_loss;          ///< of a training: the lowest
  std::optional<double> samples_per_second;  ///< of a training: the highest
  std::int64_t not_completed = 0;            ///< runs of a training that failed, diverged, …
};

/// Reads a few values, not the whole file: damage deeper in it is found by read_results(). Errors as there.
Result<ResultsOverview> results_overview(const std::filesystem::path& file);

}  // namespace accelbench
