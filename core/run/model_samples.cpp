// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/model_samples.h"

#include <utility>

#include "core/data/model_data.h"

namespace accelbench {
namespace {

using Parts = std::vector<NamedSamples>;

Result<Parts> parts_of_data(const TrainedModel& model, const SampleChoice& choice) {
  auto data = load_dataset_for_model(*choice.data, choice.roots, model.columns);
  if (!data) return tl::make_unexpected(data.error());
  Parts parts = {{"train", std::move(data->train)}};
  if (data->validation.samples > 0) parts.push_back({"validation", std::move(data->validation)});
  return parts;
}

/// How tables and archives of the training were written says how these are.
template <class Source>
Source source_like(const TrainedModel& model) {
  const auto* source = std::get_if<Source>(&model.experiment.data.source);
  return source != nullptr ? *source : Source{};
}

Result<Parts> parts_of_files(const TrainedModel& model, const SampleChoice& choice, bool answers) {
  CsvData text = source_like<CsvData>(model);
  text.header.reset();  // of those files, not of these
  const Columns columns = answers ? Columns::features_and_targets : Columns::features;
  auto table = load_for_model(choice.files, model.columns, columns, source_like<NpzData>(model), text);
  if (!table) return tl::make_unexpected(table.error());
  Parts parts;
  parts.push_back({choice.files.front().string(), all_rows(std::move(*table))});
  return parts;
}

}  // namespace

Result<Parts> samples_for_model(const TrainedModel& model, const SampleChoice& choice, bool answers) {
  if (choice.data) return parts_of_data(model, choice);
  if (choice.files.empty())
    return bad_input("data", "no samples are named", "name a csv, npy, npz or IDX file");
  return parts_of_files(model, choice, answers);
}

std::vector<double> features_as_read(const TrainedModel& model, std::span<const float> features) {
  std::vector<double> values(features.begin(), features.end());
  const auto& moments = model.columns.moments;
  if (!moments) return values;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = values[i] * moments->deviation[i] + moments->mean[i];
  return values;
}

}  // namespace accelbench
