// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_arguments.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/cli/experiment_arguments.h"
#include "app/cli/user_settings.h"
#include "core/data/model_data.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

Status check_arguments(const ModelArguments& arguments) {
  const bool files = !arguments.files.empty(), experiment = !arguments.experiment.empty();
  if (files != experiment) return {};
  return bad_input(
      files ? "--data" : "DATA", files ? "stands together with files of samples" : "no samples are named",
      files ? "keep one of them" : "name a csv, npy, npz or IDX file, or give --data EXPERIMENT");
}

Result<std::vector<NamedSamples>> samples_of_experiment(const ModelArguments& arguments,
                                                        const TrainedModel& model) {
  const auto read = read_experiment_file(arguments.experiment);
  if (!read) return tl::make_unexpected(read.error().front());
  DataRoots roots{fs::absolute(arguments.experiment).parent_path(), {}};
  for (const std::string& folder : arguments.allowed) roots.allowed.push_back(fs::absolute(folder));
  trust(roots);
  auto data = load_dataset_for_model(read->experiment.data, roots, model.columns);
  if (!data) return tl::make_unexpected(data.error());
  std::vector<NamedSamples> parts = {{"train", std::move(data->train)}};
  if (data->validation.samples > 0) parts.push_back({"validation", std::move(data->validation)});
  return parts;
}

/// How tables and archives of the training were written says how these are.
template <class Source>
Source source_of(const TrainedModel& model) {
  const auto* source = std::get_if<Source>(&model.experiment.data.source);
  return source != nullptr ? *source : Source{};
}

Result<std::vector<NamedSamples>> samples_of_files(const ModelArguments& arguments, const TrainedModel& model,
                                                   bool answers) {
  CsvData text = source_of<CsvData>(model);
  text.header.reset();  // of those files, not of these
  const std::vector<fs::path> files(arguments.files.begin(), arguments.files.end());
  auto table =
      load_for_model(files, model.columns, answers ? Columns::features_and_targets : Columns::features,
                     source_of<NpzData>(model), text);
  if (!table) return tl::make_unexpected(table.error());
  return std::vector<NamedSamples>{{arguments.files.front(), all_rows(std::move(*table))}};
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
  auto parts = arguments.files.empty() ? samples_of_experiment(arguments, *model)
                                       : samples_of_files(arguments, *model, answers);
  if (!parts) return tl::make_unexpected(parts.error());
  return ModelAndSamples{std::move(*model), std::move(*parts)};
}

}  // namespace accelbench
