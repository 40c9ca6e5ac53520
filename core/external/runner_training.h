// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <stop_token>

#include "core/run/event_stream.h"
#include "core/run/single_run.h"

namespace accelbench {

/// How a runner is started and how long it is waited for.
struct RunnerProgram {
  std::filesystem::path interpreter;
  std::filesystem::path script;  ///< main.py
  double silence_s = 90;         ///< importing a framework from a cold disk may keep its heartbeat waiting
  double terminate_after_s = 1;
  double kill_after_s = 2;
};

/// Trains the work by a program of ours in a Python of the user's, see OutsideEngine::train. The program gets
/// the work bundle in a folder that goes with it and is killed with this process.
RunSummary train_with_runner(const RunnerProgram& program, const SingleRun& run, EventStream& events,
                             std::stop_token stop);

}  // namespace accelbench
