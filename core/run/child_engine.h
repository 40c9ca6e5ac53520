// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace accelbench {

/// `accelbench-cli engine`: one run for a parent process. One JSON request line on stdin, then commands; events on
/// descriptor 1, which is kept under a private number and pointed at 2, so that no library can write into the stream.
/// Returns the exit status of the process.
int run_child_engine();

}  // namespace accelbench
