// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/exit_status.h"
#include "app/cli/model_arguments.h"
#include "core/run/prediction_csv.h"

namespace accelbench {
namespace {

struct PredictArguments {
  ModelArguments model;
  std::string output;
  bool probabilities = false;
  bool force = false;
};

Status print_predictions(const ModelAndSamples& opened, bool probabilities) {
  print(prediction_head(opened.model, probabilities));
  for (const NamedSamples& part : opened.parts) {
    const auto done = predict(opened.model, part.samples, [&](const Answers& answers) {
      print(prediction_lines(opened.model, answers, probabilities));
      return true;
    });
    if (!done) return done;
  }
  return {};
}

int predict_all(const PredictArguments& arguments) {
  const Existing existing = arguments.force ? Existing::replace : Existing::refuse;
  const PredictionFile output{arguments.output, existing, arguments.probabilities};
  const auto opened = open_model(arguments.model, false);
  if (!opened) return tell(opened.error());
  const Status done = arguments.output.empty() ? print_predictions(*opened, arguments.probabilities)
                                               : write_predictions(opened->model, opened->parts, output);
  return done ? exit_done : tell(done.error());
}

}  // namespace

void add_predict(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("predict", "What a trained model answers to samples, as CSV");
  auto arguments = std::make_shared<PredictArguments>();
  add_model_arguments(*command, arguments->model);
  command->add_option("--output", arguments->output, "Write the answers to this file")->type_name("FILE");
  command->add_flag("--probabilities", arguments->probabilities, "Also the probability of every class");
  command->add_flag("--force", arguments->force, "Replace a file that exists");
  command->footer(
      "Examples:\n  accelbench-cli predict digits.safetensors new-digits.csv --output answers.csv\n"
      "  accelbench-cli predict digits.safetensors --data digits.accel.yaml");
  command->callback([arguments, &status] { status = predict_all(*arguments); });
}

}  // namespace accelbench
