// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_arguments.h"

#include <CLI/CLI.hpp>

#include "app/cli/experiment_arguments.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

Status check_arguments(const ModelArguments& arguments) {
  const bool files = !arguments.files.empty(), experiment = !arguments.experiment.empty();
  if (files != experiment) return {};
  return bad_input(
      files ? "--data" : "DATA", files ? "stands together with files of samples" : "no samples are named",
      files ? "keep one of them" : "name a csv, npy, npz or IDX file, or give --data EXPERIMENT");
}

Result<SampleChoice> choice_of(const ModelArguments& arguments) {
  SampleChoice choice;
  choice.files.assign(arguments.files.begin(), arguments.files.end());
  if (!choice.files.empty()) return choice;
  const auto read = read_experiment_file(arguments.experiment);
  if (!read) return tl::make_unexpected(read.error().front());
  choice.data = read->experiment.data;
  choice.roots = roots_of(arguments.experiment, arguments.allowed);
  return choice;
}

}  // namespace

void add_model_arguments(CLI::App& command, ModelArguments& arguments) {
  command.add_option("WEIGHTS", arguments.weights, "Trained weights, as run --weights writes them")
      ->required();
  command.add_option(
      "DATA", arguments.files,
      "Samples: a table of text, x.npy, an .npz archive, or IDX images; with answers also y.npy "
      "or the labels");
  command.add_option("--data", arguments.experiment, "The data of this experiment instead of files")
      ->type_name("EXPERIMENT");
  command
      .add_option("--allow-path", arguments.allowed,
                  "A folder that the experiment may also read; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
}

Result<ModelAndSamples> open_model(const ModelArguments& arguments, bool answers) {
  if (auto good = check_arguments(arguments); !good) return tl::make_unexpected(good.error());
  auto model = read_trained_model(arguments.weights);
  if (!model) return tl::make_unexpected(model.error());
  const auto choice = choice_of(arguments);
  if (!choice) return tl::make_unexpected(choice.error());
  auto parts = samples_for_model(*model, *choice, answers);
  if (!parts) return tl::make_unexpected(parts.error());
  return ModelAndSamples{std::move(*model), std::move(*parts)};
}

}  // namespace accelbench
