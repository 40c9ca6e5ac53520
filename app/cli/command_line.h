// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace accelbench {

/// Reads the arguments, runs the command and returns the exit status of the process.
int run_command_line(int argc, const char* const* argv);

}  // namespace accelbench
