// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>

#include "ui/unattended.h"

namespace accelbench {

/// The command line of the desktop program, read before there is an application: without a display it decides
/// whether one can be made at all.
struct Arguments {
  Errand errand;
  bool new_window = false;         ///< even where one is open
  bool offscreen = false;          ///< no display: draw into memory
  std::optional<int> exit_status;  ///< answered already (--help, bad arguments): leave with this
};

Arguments read_arguments(int argc, const char* const* argv);

}  // namespace accelbench
