// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/run/shared_data.h"
#include "core/run/single_run.h"
#include "core/run/training.h"

// Runs in this process: the work of a variant is made once for all its accelerators.
namespace accelbench {

/// A training whose engines were looked up. `rows.rows`, `engines` and `reasons` are of the same length; an
/// engine is null, and `reasons` says why, for a run that cannot start.
struct PlannedTraining {
  const TrainingRequest& request;
  TrainingRows rows;
  std::vector<const Engine*> engines;
  std::vector<std::string> reasons;  ///< empty text: can start
  bool swept() const { return !request.experiment.sweep.empty(); }
};

/// Rows and engines of a request; errors as of rows_of.
Result<PlannedTraining> plan_training(const TrainingRequest& request);

/// Weights of this row, see weights_name: an absolute path, or empty.
std::string weights_path(const std::string& pattern, const TrainingRow& row);
/// Relative to the current folder; the path itself where that cannot be told. The current folder for an empty
/// path.
std::string absolute_path(const std::filesystem::path& path);

/// The processors that runs of a training use one after another while others use theirs.
struct CoreShare {
  std::vector<int> processors;
  std::int64_t cores = 0;    ///< of the machine, for this process
  std::int64_t runs = 0;     ///< of the training on these cores
  std::int64_t at_once = 0;  ///< shares, of which this is one
};
/// Shares for `runs` runs at once; where there are more runs than cores, one share a core, for which the runs
/// queue.
std::vector<CoreShare> divide_cores(std::size_t runs);
/// Keeps the calling thread, and what it starts from now on, on these processors.
void stay_on(const std::vector<int>& processors);
/// The accelerator with its threads cut to the share; the summary that says so.
AcceleratorSpec with_share(AcceleratorSpec accelerator, const CoreShare& share);
RunSummary with_share(RunSummary summary, const CoreShare& share);
/// "all at once with 2 others, on 1 of 2 cores", or "one of 32 runs that share 2 cores, one each at a time".
std::string share_text(const CoreShare& share);

/// Tells the end of a run that did not begin.
void tell_unstarted(const std::string& run, const RunSummary& summary, EventSink& sink);

Result<TrainingOutcome> train_in_process(const PlannedTraining& training, DataLoader load, EventSink& sink,
                                         std::stop_token stop);

}  // namespace accelbench
