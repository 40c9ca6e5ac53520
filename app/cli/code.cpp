// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/experiment_arguments.h"
#include "core/external/interpreters.h"
#include "core/program/program_text.h"

namespace accelbench {
namespace {

struct CodeArguments {
  ExperimentArguments experiment;
  std::string engine;
  std::string accelerator;
};

/// The accelerator named; else the first one of the engine; else what this engine is without any keys.
Result<AcceleratorSpec> chosen(const Experiment& experiment, const CodeArguments& arguments) {
  const auto kind = value_named<EngineKind>(arguments.engine);
  for (const AcceleratorSpec& one : experiment.accelerators) {
    const bool named = arguments.accelerator.empty() || one.id == arguments.accelerator;
    if (named && (!kind || one.engine == *kind)) return one;
  }
  if (!arguments.accelerator.empty() || !kind)
    return bad_input("--accelerator",
                     fmt::format("no accelerator \"{}\"{} in this experiment", arguments.accelerator,
                                 kind ? fmt::format(" of engine {}", arguments.engine) : ""),
                     "name one of the experiment's, or give --engine alone");
  AcceleratorSpec plain;
  plain.id = arguments.engine;
  plain.engine = *kind;
  return plain;
}

int show_code(const CodeArguments& arguments) {
  const auto opened = open_experiment(arguments.experiment);
  if (!opened) return exit_bad_input;
  if (!opened->experiment.sweep.empty())
    return tell(Error{ErrorKind::bad_input, "sweep",
                      "a program trains one work, and this experiment has several",
                      "choose one: --set 'sweep=[]' and its values"});
  const auto accelerator = chosen(opened->experiment, arguments);
  if (!accelerator) return tell(accelerator.error());
  const auto work = make_work(opened->experiment, opened->roots);
  if (!work) return tell(work.error());
  const auto text = program_text(*work, *accelerator, arguments.experiment.file);
  if (!text) return tell(text.error());
  print(*text);
  return exit_done;
}

}  // namespace

void add_code(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand(
      "code", "Show the runnable program of what an outside engine does with an experiment");
  auto arguments = std::make_shared<CodeArguments>();
  add_experiment_arguments(*command, arguments->experiment);
  std::vector<std::string> engines;
  for (const EngineKind one : python_packages) engines.emplace_back(name_of(one));
  auto* engine =
      command->add_option("--engine", arguments->engine, fmt::format("{}", fmt::join(engines, ", ")))
          ->check(CLI::IsMember(engines));
  auto* accelerator =
      command->add_option("--accelerator", arguments->accelerator,
                          "An accelerator of the experiment, with its mode, back end and precision");
  accelerator->type_name("ID");
  engine->type_name("NAME");
  command->footer(
      "Example:\n  accelbench-cli work seed.accel.yaml --output work --epochs 100\n"
      "  accelbench-cli code seed.accel.yaml --engine keras > seed_keras.py\n  python seed_keras.py work");
  command->callback([arguments, &status] {
    if (arguments->engine.empty() && arguments->accelerator.empty())
      status = tell(Error{ErrorKind::bad_input, "code", "neither --engine nor --accelerator is given",
                          "say whose program: --engine keras"});
    else
      status = show_code(*arguments);
  });
}

}  // namespace accelbench
