// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/experiment_arguments.h"
#include "core/comparison/comparison.h"
#include "core/results/results_file.h"

namespace accelbench {

struct CompareArguments {
  ExperimentArguments
      experiment;             ///< of --repeat: a results file; --rounds and --time-limit are settings of it
  bool fixed_rounds = false;  ///< --rounds was given
  std::vector<std::string> accelerators;
  bool until_resolved = false;
  std::optional<std::string> a_a;  ///< empty text: the baseline
  std::string ranks;   ///< "1,2,4": each accelerator that takes ranks, over so many; empty: as it is
  bool weak = false;   ///< batches and samples grow with them
  std::string resume;  ///< a results file
  bool repeat = false;
  bool dry_run = false;
  std::string output;
  bool json = false;
  bool force = false;
  bool no_progress = false;
};

/// Refuses what contradicts itself.
Status check_arguments(const CompareArguments& arguments);

/// A comparison that can begin, or go on.
struct PreparedComparison {
  ComparisonRequest request;
  std::unique_ptr<Recorder> recorder;
  std::filesystem::path results;
  std::optional<Results> repeated;  ///< what is repeated here
};

/// Reads the experiment (from wherever it comes), puts the arguments into it and opens the results file.
/// Problems are told; the status to end with stands in the error.
Result<PreparedComparison> prepare_comparison(const CompareArguments& arguments);

}  // namespace accelbench
