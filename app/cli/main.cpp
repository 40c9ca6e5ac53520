// SPDX-License-Identifier: GPL-3.0-or-later
#include <clocale>
#include <csignal>

#include "app/cli/command_line.h"
#include "core/run/plugin_engine.h"

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  // Closed pipes and limits on file sizes are errors of a write, which every writer here looks at.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  accelbench::allow_plugins();
  return accelbench::run_command_line(argc, argv);
}
