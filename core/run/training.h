// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/telemetry/device.h"

// One Train of the window, one `run` of the command line: the accelerators of an experiment, one after another or together.
namespace accelbench {

/// Where runs execute. Figures of the two never stand in one table, so one training uses one of them throughout.
enum class Where { in_process, child };

struct TrainingRequest {
  Experiment experiment;
  DataRoots roots;
  std::vector<std::string> accelerators;  ///< ids; empty: all
  double measure_s = 0;                   ///< 0: no measuring window
  bool together = false;                  ///< all at once: labelled, never ranked
  std::int64_t events_every = 0;          ///< a step event each so many steps; 0: none
  std::string weights_out;                ///< "{id}" stands for the accelerator; empty: none
  std::filesystem::path program;          ///< accelbench-cli, for children
  std::optional<Where> where;             ///< empty: the rule of the contract (all cpu: in this process)
};

struct TrainingOutcome {
  std::string fingerprint;
  Machine machine;
  Where where = Where::in_process;
  bool together = false;
  std::vector<RunSummary> runs;  ///< one for each accelerator, in the order of the experiment
};

/// Checks, loads, trains and tells `sink` all of it. Blocks; call it on a worker thread. An error means that nothing was
/// trained; a run that fails is a summary with a status. Run ids are the accelerators' ids.
/// After `stop` the current run ends as `stopped` and no further run starts.
Result<TrainingOutcome> train(const TrainingRequest& request, EventSink& sink, std::stop_token stop);

/// The ids that a request names, checked; errors name the nearest id.
Result<std::vector<const AcceleratorSpec*>> chosen_accelerators(const TrainingRequest& request);

}  // namespace accelbench
