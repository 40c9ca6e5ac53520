// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <csignal>

#include "app/cli/commands.h"
#include "core/ranks/rank_process.h"
#include "core/run/child_engine.h"

namespace accelbench {

void add_engine(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("engine", "One run for a parent process: a request on stdin, events on stdout");
  command->footer("Example (REQUEST is one line of JSON, see the guide):\n  accelbench-cli engine < REQUEST");
  static bool is_rank = false;
  command->add_flag("--rank", is_rank, "One of the ranks that mpirun started to train one model together");
  command->callback([&status] {
    // A terminal sends Ctrl-C to parent and child alike: the parent decides, and tells the child through its
    // stdin.
    std::signal(SIGINT, SIG_IGN);
    status = is_rank ? ranks::run_rank() : run_child_engine();
  });
}

}  // namespace accelbench
