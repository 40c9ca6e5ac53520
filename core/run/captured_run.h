// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/run/child_process.h"

namespace accelbench {

/// A program that is run to its end; no shell stands between.
struct CapturedCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  double limit_s = 60;  ///< then it is killed with all that it started
  ChildSurroundings surroundings = {};
  std::function<void(std::string_view line)> on_line = {};  ///< each whole line of its stdout, as it comes
};

struct CapturedRun {
  int status = 0;  ///< of waitpid
  bool timed_out = false;
  bool stopped = false;
  std::string output;  ///< its first MiB
  std::string error;   ///< its last 16 KiB
  bool ended_well() const { return status == 0 && !timed_out && !stopped; }
};

/// Blocks. An error where it cannot be started; how it ended is the caller's to judge.
Result<CapturedRun> run_captured(const CapturedCommand& command, const std::stop_token& stop = {});

/// The last lines of a text, at most so many, those without letters or digits left out; on one line.
std::string last_lines(std::string_view text, std::size_t most = 3);

}  // namespace accelbench
