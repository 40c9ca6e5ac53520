// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/experiment_arguments.h"
#include "core/experiment/sweep.h"
#include "core/work/bundle.h"

namespace accelbench {
namespace {

struct WorkArguments {
  ExperimentArguments experiment;
  std::string output;
  std::optional<std::int64_t> epochs;
  bool force = false;
};

/// A bundle is one work: which variant is the user's to say.
Status check_one_work(const Experiment& experiment) {
  if (experiment.sweep.empty()) return {};
  std::string fix = "choose one: --set 'sweep=[]'";
  for (const SweepAxis& axis : experiment.sweep)
    if (!axis.values.empty()) fix += fmt::format(" --set '{}={}'", axis.key, axis.values.front());
  return bad_input("sweep",
                   fmt::format("a bundle is one work, and this experiment has {} variants",
                               count_variants(experiment.sweep)),
                   fix);
}

int write_work(const WorkArguments& arguments) {
  if (arguments.epochs && *arguments.epochs < 1)
    return tell(Error{ErrorKind::bad_input, "--epochs", "the number of epochs is below 1", "give 1 or more"});
  const auto opened = open_experiment(arguments.experiment);
  if (!opened) return exit_bad_input;
  if (const Status one = check_one_work(opened->experiment); !one) return tell(one.error());
  const auto work = make_work(opened->experiment, opened->roots);
  if (!work) return tell(work.error());
  const auto written = write_bundle(*work, arguments.output, arguments.epochs, arguments.force);
  if (!written) return tell(written.error());
  print(fmt::format("fingerprint  {}\nfolder       {}\n", work->fingerprint, arguments.output));
  return exit_done;
}

}  // namespace

void add_work(CLI::App& program, int& status) {
  CLI::App* command =
      program.add_subcommand("work", "Write the work bundle: data, initial weights, hyper-parameters");
  auto arguments = std::make_shared<WorkArguments>();
  add_experiment_arguments(*command, arguments->experiment);
  command->add_option("--output", arguments->output, "The folder to write")->type_name("DIR")->required();
  command->add_option("--epochs", arguments->epochs, "Also write the sample order of the first N epochs")
      ->type_name("N");
  command->add_flag("--force", arguments->force, "Write into a folder that is not empty");
  command->footer("Example:\n  accelbench-cli work seed.accel.yaml --output seed-work --epochs 10");
  command->callback([arguments, &status] { status = write_work(*arguments); });
}

}  // namespace accelbench
