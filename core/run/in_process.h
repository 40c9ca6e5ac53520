// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/run/single_run.h"
#include "core/run/training.h"

// Runs in this process: the work is made once for all of them.
namespace accelbench {

/// A training whose accelerators and engines were looked up. `accelerators` and `engines` are of the same
/// length; an engine is null, and `reasons` says why, for a run that cannot start.
struct PlannedTraining {
  const TrainingRequest& request;
  std::vector<AcceleratorSpec> accelerators;
  std::vector<const Engine*> engines;
  std::vector<std::string> reasons;  ///< empty text: can start
};

/// Weights of this accelerator: "{id}" replaced; an absolute path, or empty.
std::string weights_path(const std::string& pattern, const std::string& id);
/// Relative to the current folder; the path itself where that cannot be told. The current folder for an empty
/// path.
std::string absolute_path(const std::filesystem::path& path);

/// How many of the cores each of several runs at once gets: the accelerator with `threads` cut to it.
struct CoreShare {
  std::vector<int> processors;
  std::int64_t cores = 0;  ///< of the machine, for this process
  std::int64_t runs = 0;   ///< at once
};
/// Shares for `runs` runs; where there are more runs than processors, processors are shared.
std::vector<CoreShare> divide_cores(std::size_t runs);
/// Keeps the calling thread, and what it starts from now on, on these processors.
void stay_on(const std::vector<int>& processors);
/// The accelerator with its threads cut to the share; the summary that says so.
AcceleratorSpec with_share(AcceleratorSpec accelerator, const CoreShare& share);
RunSummary with_share(RunSummary summary, const CoreShare& share);
/// "all at once with 2 others, on 1 of 2 cores".
std::string share_text(const CoreShare& share);

Result<TrainingOutcome> train_in_process(const PlannedTraining& training, const WorkMaker& make,
                                         EventSink& sink, std::stop_token stop);

}  // namespace accelbench
