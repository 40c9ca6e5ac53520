// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/manual_page.h"

namespace accelbench {
namespace {

const std::vector<std::string> pages = {"accelbench", "accelbench-cli", "accelbench.yaml"};

std::string page_text(const std::string& page, const CLI::App& program) {
  if (page == "accelbench") return desktop_manual();
  return page == "accelbench-cli" ? commands_manual(program) : experiment_manual();
}

}  // namespace

void add_manual(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("manual", "Print a manual page, as man reads it");
  auto page = std::make_shared<std::string>("accelbench-cli");
  command->add_option("PAGE", *page, "accelbench, accelbench-cli or accelbench.yaml")
      ->check(CLI::IsMember(pages))
      ->type_name("")
      ->capture_default_str();
  command->footer("Example:\n  accelbench-cli manual accelbench.yaml | man -l -");
  command->callback([page, &program, &status] {
    print(page_text(*page, program));
    status = exit_done;
  });
}

}  // namespace accelbench
