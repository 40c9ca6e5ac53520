// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/experiment_arguments.h"
#include "core/run/training.h"

namespace accelbench {

struct RunArguments {
  ExperimentArguments experiment;
  std::vector<std::string> accelerators;
  std::string events;
  std::int64_t events_every = 0;
  std::string weights;
  double measure_s = 0;
  bool together = false;
  std::string output;
  std::string checkpoints;
  std::string resume;
  bool force = false;
  bool json = false;
  bool no_progress = false;
};

/// What can be said of the arguments without the experiment.
Status check_arguments(const RunArguments& arguments);
/// Everything that is refused before a training begins: unknown accelerators, files in the way.
Status check_request(const RunArguments& arguments, const TrainingRequest& request);
TrainingRequest request_of(const RunArguments& arguments, const std::filesystem::path& results,
                           OpenedExperiment opened);
/// Where the results go: --output, or a new file in the user's data folder.
std::filesystem::path results_file_of(const RunArguments& arguments);

}  // namespace accelbench
