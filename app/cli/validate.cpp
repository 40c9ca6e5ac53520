// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "core/experiment/sweep.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

int validate(const std::string& file) {
  const auto read = read_experiment_file(file);
  if (!read) {
    tell(read.error());
    return exit_bad_input;
  }
  if (const auto variants = expand_sweep(read->experiment); !variants) {
    Error error = variants.error();
    error.place = file + ": " + error.place;
    return tell(error);
  }
  for (const std::string& warning : read->warnings) tell(warning);
  print(file + ": ok\n");
  return exit_done;
}

}  // namespace

void add_validate(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("validate", "Check experiments: each problem with its place and its fix");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "Experiments")->required();
  command->footer("Example:\n  accelbench-cli validate seed.accel.yaml digits.accel.yaml");
  command->callback([files, &status] {
    for (const std::string& file : *files) status = std::max(status, validate(file));
  });
}

}  // namespace accelbench
