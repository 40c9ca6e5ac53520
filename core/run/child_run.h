// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/run/child_request.h"
#include "core/run/run_control.h"

namespace accelbench {

/// How a child engine is started and how long it is waited for.
struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments = {"engine"};
  double silence_s = 10;  ///< a child that says nothing for so long hangs: heartbeats come every half second
  double terminate_after_s = 1;  ///< from the stop on
  double kill_after_s = 2;       ///< from the stop on, and from run_finished on
  std::string note = {};  ///< added to the reason of the run, however it ends: "all at once with 2 others, …"
  bool shares_device = false;     ///< with other runs: the energy of the device is not its own
  RunControl* control = nullptr;  ///< its commands are passed on to the child
};

/// Whether there is a program to start; `unavailable` otherwise.
Status check_program(const std::filesystem::path& program);

/// Runs a child engine on the calling thread and passes its events on. Whatever it does (dies, hangs, sends
/// what is no event) becomes the status and reason of a run_finished. `unstarted`: the names of the summary
/// in that case.
RunSummary run_in_child(const ChildCommand& command, const ChildRequest& request, const RunSummary& unstarted,
                        EventSink& sink, std::stop_token stop);

}  // namespace accelbench
