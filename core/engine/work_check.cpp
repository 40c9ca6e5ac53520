// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/work_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace accelbench {
namespace {

Status check_activations(const ModelSpec& model, Loss loss) {
  for (std::size_t layer = 0; layer < model.layers.size(); ++layer) {
    const bool last = layer + 1 == model.layers.size();
    const Activation activation = model.layers[layer].activation;
    const std::string place = fmt::format("model.layers.{}.activation", layer);
    if (activation == Activation::softmax && !last)
      return bad_input(place, "softmax stands only in the last layer", "use relu or tanh here");
    if (last && takes_logits(loss) && activation != Activation::linear)
      return bad_input(place,
                       fmt::format("{} takes logits, so the last layer is linear, not {}", name_of(loss),
                                   name_of(activation)),
                       "use activation: linear");
    if (!(model.layers[layer].dropout >= 0 && model.layers[layer].dropout < 1))
      return bad_input(fmt::format("model.layers.{}.dropout", layer), "a rate is at least 0 and below 1",
                       "use 0.5 or less");
  }
  return {};
}

Status check_metrics(const TrainingSpec& training) {
  if (!takes_logits(training.loss)) return {};
  for (const Metric metric : training.metrics)
    if (metric != Metric::accuracy)
      return bad_input(
          "training.metrics",
          fmt::format("{} compares predictions with numbers, and with {} the predictions are logits",
                      name_of(metric), name_of(training.loss)),
          "use accuracy");
  return {};
}

Status check_output(const Work& work) {
  const Loss loss = work.experiment.training.loss;
  const std::int64_t units = work.outputs(), classes = work.data.classes, targets = work.data.train.targets;
  const std::string place = fmt::format("model.layers.{}.units", work.experiment.model.layers.size() - 1);
  if (loss == Loss::categorical_crossentropy && classes == 0)
    return bad_input("training.loss", "categorical_crossentropy needs classes, the data has numbers",
                     "use mse");
  if (loss == Loss::binary_crossentropy && units != 1)
    return bad_input(place, fmt::format("binary_crossentropy has 1 output, not {}", units), "use units: 1");
  if (loss == Loss::binary_crossentropy && classes > 2)
    return bad_input("training.loss",
                     fmt::format("binary_crossentropy tells 2 classes apart, the data has {}", classes),
                     "use categorical_crossentropy");
  if (classes == 0 && units != targets)
    return bad_input(place, fmt::format("the data has {} targets, the last layer {} units", targets, units),
                     fmt::format("use units: {}", targets));
  if (classes > 0 && units != 1 && units != classes)
    return bad_input(place, fmt::format("the data has {} classes, the last layer {} units", classes, units),
                     fmt::format("use units: {}", classes));
  if (classes > 1 && units == 1 && loss == Loss::categorical_crossentropy)
    return bad_input(place, fmt::format("the data has {} classes, the last layer 1 unit", classes),
                     fmt::format("use units: {}", classes));
  return {};
}

tl::unexpected<Error> inconsistent(const char* what) {
  return failed("work", fmt::format("the work does not hold together: {}", what),
                "make it again from its experiment");
}

bool has_size(std::size_t size, std::int64_t rows, std::int64_t columns) {
  return rows >= 0 && columns >= 0 &&
         static_cast<std::uint64_t>(size) ==
             static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
}

Status check_samples(const Samples& samples, const Work& work, bool shared) {
  if (samples.samples == 0) return {};
  const std::int64_t rows = shared ? samples.held.within(samples.samples).count : samples.samples;
  if (samples.features != work.features() || !has_size(samples.x.size(), rows, samples.features))
    return inconsistent("x has not samples × features values");
  if (work.data.classes == 0 && !samples.labels.empty())
    return inconsistent("there are labels and no classes");
  if (work.data.classes == 0)
    return has_size(samples.y.size(), rows, work.outputs())
               ? Status{}
               : Status(inconsistent("y has not samples × outputs values"));
  if (!has_size(samples.labels.size(), rows, 1))
    return inconsistent("y has not one class a sample");
  const auto known = [&work](std::int32_t label) { return label >= 0 && label < work.data.classes; };
  if (!std::all_of(samples.labels.begin(), samples.labels.end(), known))
    return inconsistent("a class is out of range");
  return {};
}

Status check_weights(const Work& work) {
  const auto& layers = work.experiment.model.layers;
  if (work.initial_weights.size() != layers.size())
    return inconsistent("not every layer has initial weights");
  std::int64_t inputs = work.features();
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const LayerWeights& weights = work.initial_weights[layer];
    if (!has_size(weights.weight.size(), layers[layer].units, inputs) ||
        !has_size(weights.bias.size(), layers[layer].units, 1))
      return inconsistent("initial weights are not units × inputs");
    inputs = layers[layer].units;
  }
  return {};
}

}  // namespace

Status check_combination(const Work& work) {
  if (work.experiment.model.layers.empty())
    return bad_input("model.layers", "a model has at least one layer", "add {units: 1, activation: linear}");
  if (work.data.train.samples < 1)
    return bad_input("data", "there is no training sample", "give at least one");
  if (auto status = check_activations(work.experiment.model, work.experiment.training.loss); !status)
    return status;
  if (auto status = check_metrics(work.experiment.training); !status) return status;
  return check_output(work);
}

Status check_whole_work(const Work& work, bool shared) {
  if (auto status = check_combination(work); !status) return status;
  if (auto status = check_samples(work.data.train, work, shared); !status) return status;
  if (auto status = check_samples(work.data.validation, work, shared); !status) return status;
  return check_weights(work);
}

}  // namespace accelbench
