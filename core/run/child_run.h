// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/experiment/choices.h"
#include "core/run/child_process.h"
#include "core/run/child_request.h"
#include "core/run/run_control.h"

namespace accelbench {

/// How a child engine is started and how long it is waited for.
struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments = {"engine"};
  double silence_s = 10;  ///< a child that says nothing for so long hangs: heartbeats come every half second
  double begin_s = 0;     ///< for its first word, where that takes longer; 0: silence_s
  double terminate_after_s = 1;  ///< from the stop on
  double kill_after_s = 2;       ///< from the stop on, and from run_finished on
  std::string note = {};  ///< added to the reason of the run, however it ends: "all at once with 2 others, …"
  bool shares_device = false;     ///< with other runs: the energy of the device is not its own
  RunControl* control = nullptr;  ///< its commands are passed on to the child
  RunFollower* follower =
      nullptr;  ///< used in place of one of the control's, where somebody follows it already
  ChildSurroundings surroundings = {};
  std::string called = "the engine's process";  ///< in reasons
  std::function<void(pid_t)> started = {};      ///< told its process before anything is read of it
  std::string* log = nullptr;                   ///< gets the last lines that it wrote to stderr, at its end
  /// Looks at each event before it is passed on; one that it refuses ends the run.
  std::function<Status(const Event&)> check = {};
};

/// The command for this kind of engine: one that trains in yet another process gets the time to end that
/// first.
ChildCommand for_engine(ChildCommand command, EngineKind engine);

/// What is asked of a child, and how it is told from others.
struct ChildJob {
  std::string request;         ///< one line of JSON
  std::string run;             ///< id that its events must have
  std::int64_t origin_ns = 0;  ///< monotonic clock when the run was asked for
};

/// Whether there is a program to start; `unavailable` otherwise.
Status check_program(const std::filesystem::path& program);

/// Runs a child engine on the calling thread and passes its events on. Whatever it does (dies, hangs, sends
/// what is no event) becomes the status and reason of a run_finished. `unstarted`: the names of the summary
/// in that case.
RunSummary run_in_child(const ChildCommand& command, const ChildJob& job, const RunSummary& unstarted,
                        EventSink& sink, std::stop_token stop);
RunSummary run_in_child(const ChildCommand& command, const ChildRequest& request, const RunSummary& unstarted,
                        EventSink& sink, std::stop_token stop);

}  // namespace accelbench
