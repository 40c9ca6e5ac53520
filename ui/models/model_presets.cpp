// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_presets.h"

#include <QCoreApplication>

namespace accelbench {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ModelPresets", text); }

std::int64_t outputs_of(const std::optional<DataShape>& shape, const Experiment& experiment) {
  if (experiment.training.loss == Loss::binary_crossentropy) return 1;
  if (shape && shape->classes > 0) return shape->classes;
  if (shape && shape->targets > 0) return shape->targets;
  return experiment.model.layers.empty() ? 1 : experiment.model.layers.back().units;
}

std::vector<LayerSpec> with_output(const std::vector<std::int64_t>& hidden, std::int64_t outputs) {
  std::vector<LayerSpec> layers;
  for (const std::int64_t units : hidden) layers.push_back({units, Activation::relu, 0.0});
  layers.push_back({outputs, Activation::linear, 0.0});
  return layers;
}

SyntheticData* generated(Experiment& experiment) {
  return std::get_if<SyntheticData>(&experiment.data.source);
}

/// For data of any shape.
std::function<void(Experiment&)> hidden_layers(std::vector<std::int64_t> hidden,
                                               const std::optional<DataShape>& shape) {
  return [hidden = std::move(hidden), shape](Experiment& experiment) {
    experiment.model.layers = with_output(hidden, outputs_of(shape, experiment));
  };
}

std::function<void(Experiment&)> seed_network(const std::optional<DataShape>& shape) {
  return [shape](Experiment& experiment) {
    const Experiment seed = seed_experiment();
    SyntheticData* data = generated(experiment);
    if (data == nullptr) return hidden_layers({64, 32}, shape)(experiment);
    experiment.model.layers = seed.model.layers;
    experiment.training.loss = seed.training.loss;
    *data = std::get<SyntheticData>(seed.data.source);
  };
}

std::function<void(Experiment&)> image_network(const std::optional<DataShape>& shape) {
  return [shape](Experiment& experiment) {
    SyntheticData* data = generated(experiment);
    if (data == nullptr) return hidden_layers({128, 64}, shape)(experiment);
    experiment.model.layers = with_output({128, 64}, 10);
    experiment.training.loss = Loss::categorical_crossentropy;
    data->generator = Generator::blobs;
    data->features = 784;
    data->targets = 1;
    data->classes = 10;
    data->samples = std::max<std::int64_t>(data->samples, 10'000);
  };
}

}  // namespace

std::vector<ModelPreset> model_presets(const std::optional<DataShape>& shape) {
  return {
      {tr("Seed network 10 – 64 – 32 – 1"),
       tr("The small regression that the program opens with; generated data take its shape."),
       seed_network(shape)},
      {tr("MNIST-like 784 – 128 – 64 – 10"),
       tr("Ten classes of images; generated data take 784 features and 10 classes."), image_network(shape)},
      {tr("Wide: 2 × 1024"), tr("Two wide layers: large products, work for many threads and for GPUs."),
       hidden_layers({1024, 1024}, shape)},
      {tr("Deep: 8 × 64"), tr("Eight narrow layers: many small products, one after another."),
       hidden_layers(std::vector<std::int64_t>(8, 64), shape)}};
}

}  // namespace accelbench
