// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/event.h"
#include "core/run/child_run.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// One launch of a probe, and all that a certificate wants to know of it.
namespace accelbench {

struct ProbeRun {
  RunSummary summary;
  std::optional<RunStarted> started;
  std::vector<StepEvent> steps;
  std::vector<EpochRecord> epochs;
  std::vector<TrainedLayer> weights;  ///< when it ended; empty where none were written or they cannot be read
  std::string weights_problem;        ///< why they cannot be read
};

/// The reference, in this process.
ProbeRun run_reference(const Work& probe, const std::filesystem::path& folder, const std::stop_token& stop);

/// Where a probe is launched.
struct ProbeLaunch {
  const ChildCommand& command;
  AcceleratorSpec accelerator;
  std::string run;               ///< id of its events
  std::filesystem::path bundle;  ///< of the probe
  std::filesystem::path folder;  ///< for its weights
};
/// A fresh launch of the accelerator; its events go on to `sink`.
ProbeRun run_probe(const Work& probe, const ProbeLaunch& launch, EventSink& sink,
                   const std::stop_token& stop);

}  // namespace accelbench
