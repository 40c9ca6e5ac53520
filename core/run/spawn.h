// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sys/types.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/run/child_process.h"

namespace accelbench {

/// A program to start: its standard descriptors are the only ones that it gets.
struct Spawning {
  const std::filesystem::path& program;
  const std::vector<std::string>& arguments;
  const ChildSurroundings& surroundings;
  std::array<int, 3> descriptors;  ///< stdin, stdout, stderr
};

/// Starts it in a process group of its own (so that Ctrl-C in a terminal reaches it through us, in order), no
/// signal blocked or ignored. 0 and its process, or the number of the error.
int spawn(const Spawning& spawning, pid_t& process);

}  // namespace accelbench
