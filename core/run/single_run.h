// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/engine/engine.h"
#include "core/run/device_watch.h"
#include "core/run/event_stream.h"
#include "core/run/run_control.h"
#include "core/run/weight_watch.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// One run of a work on one accelerator, in this process and on the calling thread.
namespace accelbench {

struct ChildRequest;  // core/run/child_request.h

/// Why a run that was not alone on its device has no energy.
inline constexpr const char* energy_is_shared = "energy: several runs share the device";

struct SingleRun {
  const Work& work;
  const Engine& engine;
  AcceleratorSpec accelerator;
  double measure_s = 0;
  std::int64_t events_every = 0;
  std::string weights_out = {};  ///< a path; empty: none
  std::vector<std::string> capabilities = run_capabilities();
  std::int64_t sampled_threads = 0;        ///< denominator of the utilization; 0: the threads of this run
  std::string utilization_kind = {};       ///< empty: that of the sampler
  std::string run = {};                    ///< names its checkpoints; empty: the accelerator's id
  std::filesystem::path checkpoints = {};  ///< folder for them; empty: none can be written
  std::filesystem::path resume_from = {};  ///< a checkpoint, or a folder of them; empty: from the beginning
  RunFollower* follower = nullptr;         ///< of the control that may pause it
  EnergyMeter* energy = nullptr;           ///< begun at the launch; null: the run begins one of its own
  bool shares_device = false;              ///< with other runs: the energy of the device is not its own
  WeightWatch* weights = nullptr;          ///< answered while it trains; null: none
  /// Told the summary of the run, on another thread, when its device does not answer any more, and must end
  /// the process. Empty: nothing looks, as in processes that must not end.
  std::function<void(RunSummary)> hung = {};
  DevicePatience patience = {};
  const ChildRequest* request = nullptr;  ///< in a child: what it was asked for
};

/// Reads the data and makes the work: make_work, or what tests put in its place.
using WorkMaker = std::function<Result<Work>(const Experiment&, const DataRoots&)>;
/// Tells the phase `load` around it; data that do not fit into memory are an error.
Result<Work> load_work(const WorkMaker& make, const Experiment& experiment, const DataRoots& roots,
                       EventStream& events);

/// Compiles, trains, measures, writes the weights. Whatever goes wrong is the status and reason of the
/// summary. Sends every event but run_finished.
RunSummary run_once(const SingleRun& run, EventStream& events, std::stop_token stop);

/// Writes the weights of a finished training, with all that is needed to use them alone, to
/// `run.weights_out`.
Status keep_trained_weights(const SingleRun& run, const std::vector<TrainedLayer>& layers);

/// The summary of a run that did not start: names, status and reason; figures empty. `work` may be null.
RunSummary unstarted(const AcceleratorSpec& accelerator, const Engine* engine, const Work* work,
                     RunStatus status, std::string reason);
/// `unavailable` for what machine or build cannot, `failed` for the rest.
RunStatus status_of(const Error& error);
std::string reason_of(const Error& error);

}  // namespace accelbench
