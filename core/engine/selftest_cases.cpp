// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "core/base/philox.h"
#include "core/engine/selftest.h"
#include "core/engine/selftest_speed.h"

namespace accelbench {
namespace {

/// What a work is made of; the rest is drawn.
struct Recipe {
  std::int64_t features = 3;
  std::vector<LayerSpec> layers;
  TrainingSpec training = {};
  std::int64_t samples = 40;  ///< with batches of 16 the last one of an epoch is short
  std::int64_t classes = 0;   ///< 0: numbers
  bool zero_or_one = false;   ///< numbers that an accuracy can count
  std::vector<bool> frozen = {};
};

constexpr std::uint64_t seed = 20;
constexpr std::int64_t batch = 16, validation = 23;

/// Numbers in [low, high), a function of the stream.
std::vector<float> uniform(std::size_t count, std::uint64_t stream, double low, double high) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto words = Philox::words(seed, stream, i);
    values[i] = static_cast<float>(low + (high - low) * uniform_double(words[0], words[1]));
  }
  return values;
}

std::uint32_t word(std::uint64_t stream, std::size_t i) { return Philox::words(seed, stream, i)[2]; }

struct Storage {
  std::vector<float> x, y;
  std::vector<std::int32_t> labels;
};

/// Numbers of both signs that keep away from the predictions: the gradient of |d| jumps at 0, and what
/// rounding does to it there is no error of an engine.
std::vector<float> targets(const Recipe& recipe, std::size_t count, std::uint64_t stream) {
  const double least = recipe.training.loss == Loss::mae ? 1.5 : 0.5;
  std::vector<float> y = uniform(count, stream, least, least + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const bool set = (word(stream, i) & 1) != 0;
    y[i] = recipe.zero_or_one ? (set ? 1.0F : 0.0F) : (set ? y[i] : -y[i]);
  }
  return y;
}

Samples draw_samples(const Recipe& recipe, std::int64_t samples, std::uint64_t stream) {
  auto storage = std::make_shared<Storage>();
  const auto rows = static_cast<std::size_t>(samples);
  const std::int64_t columns = recipe.classes > 0 ? 0 : recipe.layers.back().units;
  storage->x = uniform(rows * static_cast<std::size_t>(recipe.features), stream, -1, 1);
  storage->y = targets(recipe, rows * static_cast<std::size_t>(columns), stream + 1);
  for (std::size_t i = 0; i < rows && recipe.classes > 0; ++i)
    storage->labels.push_back(
        static_cast<std::int32_t>(word(stream + 2, i) % static_cast<std::uint32_t>(recipe.classes)));
  return {samples, recipe.features, columns, storage->x, storage->y, storage->labels, storage};
}

/// Weights uniform in ±√(2 / inputs), biases in ±0.1.
std::vector<LayerWeights> draw_weights(const Recipe& recipe) {
  std::vector<LayerWeights> weights;
  std::int64_t inputs = recipe.features;
  for (const LayerSpec& layer : recipe.layers) {
    const double bound = std::sqrt(2.0 / static_cast<double>(inputs));
    const std::uint64_t stream = 300 + 2 * weights.size();
    weights.push_back({inputs, layer.units,
                       uniform(static_cast<std::size_t>(inputs * layer.units), stream, -bound, bound),
                       uniform(static_cast<std::size_t>(layer.units), stream + 1, -0.1, 0.1)});
    inputs = layer.units;
  }
  return weights;
}

Work make(const Recipe& recipe) {
  Work work;
  work.experiment.model.layers = recipe.layers;
  work.experiment.training = recipe.training;
  work.experiment.training.seed = seed;
  work.data.train = draw_samples(recipe, recipe.samples, 100);
  work.data.validation = draw_samples(recipe, validation, 200);
  work.data.classes = recipe.classes;
  work.initial_weights = draw_weights(recipe);
  work.frozen = recipe.frozen;
  work.frozen.resize(recipe.layers.size(), false);
  return work;
}

std::string shape_name(const Recipe& recipe) {
  std::string name = std::to_string(recipe.features);
  for (const LayerSpec& layer : recipe.layers) name += fmt::format("-{}", layer.units);
  return name;
}

using Cases = std::vector<SelftestCase>;

void add(Cases& cases, const std::string& group, const std::string& name, const Recipe& recipe) {
  cases.push_back({group,
                   fmt::format("{} {} {}, {} rows by {}", name, shape_name(recipe),
                               name_of(recipe.training.loss), recipe.samples, recipe.training.batch_size),
                   make(recipe)});
}

/// Fast enough that a wrong update shows in the losses of a few steps.
OptimizerSpec optimizer(OptimizerKind kind, double momentum = 0, bool nesterov = false) {
  OptimizerSpec spec;
  spec.name = kind;
  spec.learning_rate = kind == OptimizerKind::sgd ? 0.05 : kind == OptimizerKind::rmsprop ? 0.002 : 0.01;
  spec.weight_decay = 0.5;
  spec.momentum = momentum;
  spec.nesterov = nesterov;
  return spec;
}

TrainingSpec training(Loss loss) {
  TrainingSpec training;
  training.loss = loss;
  training.batch_size = batch;
  training.optimizer = optimizer(OptimizerKind::adam);
  return training;
}

/// Layers of these widths with one activation, the last one with its own.
std::vector<LayerSpec> layers(const std::vector<std::int64_t>& widths, Activation hidden,
                              Activation last = Activation::linear) {
  std::vector<LayerSpec> all;
  for (const std::int64_t width : widths) all.push_back({width, hidden});
  all.back().activation = last;
  return all;
}

void add_activations(Cases& cases) {
  for (const auto& [activation, name, meaning] : Names<Activation>::table) {
    if (activation == Activation::softmax) continue;
    const auto of = [&, kind = activation, title = std::string(name)](
                        std::int64_t features, const std::vector<std::int64_t>& widths, Activation last) {
      add(cases, "activations", title, {features, layers(widths, kind, last), training(Loss::mse)});
    };
    of(1, {1}, activation);
    of(3, {17, 9, 4}, activation);
    of(13, {77, 5}, Activation::linear);
    of(10, {64, 32, 1}, Activation::linear);
    of(20, {300, 3}, Activation::linear);
  }
}

void add_losses(Cases& cases) {
  for (const Loss loss : {Loss::mse, Loss::mae, Loss::huber}) {
    for (const std::int64_t outputs : {1, 5, 17})
      add(cases, "losses", "tanh", {13, layers({9, outputs}, Activation::tanh), training(loss)});
    const auto softmax = layers({9, 5}, Activation::tanh, Activation::softmax);
    add(cases, "losses", "softmax", {13, softmax, training(loss)});
    add(cases, "losses", "softmax of classes", {13, softmax, training(loss), 40, 5});
  }
  add(cases, "losses", "one-hot classes", {13, layers({9, 4}, Activation::tanh), training(Loss::mse), 40, 4});
  add(cases, "losses", "2 classes",
      {13, layers({9, 1}, Activation::tanh), training(Loss::binary_crossentropy), 40, 2});
  for (const std::int64_t classes : {2, 10, 33})
    add(cases, "losses", fmt::format("{} classes", classes),
        {13, layers({9, classes}, Activation::tanh), training(Loss::categorical_crossentropy), 40, classes});
}

void add_optimizers(Cases& cases) {
  OptimizerSpec large_epsilon = optimizer(OptimizerKind::adam);
  large_epsilon.epsilon = 0.1;
  const std::pair<const char*, OptimizerSpec> kinds[] = {
      {"adam", optimizer(OptimizerKind::adam)},
      {"adam with epsilon 0.1", large_epsilon},
      {"adamw", optimizer(OptimizerKind::adamw)},
      {"sgd", optimizer(OptimizerKind::sgd)},
      {"momentum", optimizer(OptimizerKind::sgd, 0.9)},
      {"nesterov", optimizer(OptimizerKind::sgd, 0.9, true)},
      {"rmsprop", optimizer(OptimizerKind::rmsprop)}};
  for (const auto& [name, spec] : kinds) {
    TrainingSpec with = training(Loss::mse);
    with.optimizer = spec;
    add(cases, "optimizers", name, {10, layers({64, 32, 1}, Activation::relu), with});
    add(cases, "optimizers", name, {13, layers({77, 5}, Activation::tanh), with});
  }
}

void add_dropout(Cases& cases) {
  for (const Activation activation :
       {Activation::linear, Activation::relu, Activation::gelu, Activation::softplus}) {
    Recipe recipe{13, layers({77, 9, 5}, activation, activation), training(Loss::mse)};
    recipe.layers[0].dropout = 0.5;
    add(cases, "dropout", fmt::format("{}, first layer", name_of(activation)), recipe);
    recipe.layers[1].dropout = 0.2;
    recipe.layers[2].dropout = 0.3;
    add(cases, "dropout", fmt::format("{}, every layer", name_of(activation)), recipe);
  }
}

void add_frozen_layers(Cases& cases) {
  const std::pair<const char*, std::vector<bool>> kinds[] = {{"first", {true, false, false}},
                                                             {"middle", {false, true, false}},
                                                             {"last", {false, false, true}},
                                                             {"first two", {true, true, false}},
                                                             {"first and last", {true, false, true}}};
  for (const auto& [name, frozen] : kinds) {
    Recipe recipe{10, layers({64, 32, 1}, Activation::tanh), training(Loss::mse)};
    recipe.frozen = frozen;
    add(cases, "frozen layers", name, recipe);
  }
}

void add_restraints(Cases& cases) {
  const auto of = [&](const std::string& name, double l1, double l2, std::optional<double> clip_norm) {
    for (const bool frozen : {false, true}) {
      Recipe recipe{13, layers({77, 5}, Activation::tanh), training(Loss::mse)};
      recipe.training.l1 = l1, recipe.training.l2 = l2;
      recipe.training.clip_norm = clip_norm;
      recipe.training.optimizer = optimizer(OptimizerKind::sgd, 0.9);
      recipe.frozen = {frozen, false};
      add(cases, "penalties and clipping", name + (frozen ? ", first layer frozen," : ""), recipe);
    }
  };
  of("l1", 0.01, 0, {});
  of("l2", 0, 0.01, {});
  of("l1 and l2", 0.01, 0.02, {});
  of("clip_norm that clips", 0, 0, 0.05);
  of("clip_norm that does not", 0, 0, 1e6);
  of("clip_norm, l1 and l2", 0.01, 0.02, 0.05);
}

void add_shapes(Cases& cases) {
  const auto of = [&](const std::string& name, std::int64_t features, const std::vector<std::int64_t>& widths,
                      std::int64_t samples, std::int64_t rows) {
    Recipe recipe{features, layers(widths, Activation::tanh), training(Loss::mse), samples};
    recipe.training.batch_size = rows;
    add(cases, "shapes", name, recipe);
  };
  of("one weight", 1, {1}, 40, 16);
  of("layers of 1", 4, {1, 1, 2}, 40, 16);
  of("no hidden layer", 7, {3}, 40, 16);
  of("many features", 600, {2}, 40, 16);
  of("deep", 5, {8, 8, 8, 8, 8, 8, 2}, 40, 16);
  of("wide", 20, {300, 300, 3}, 40, 16);
  of("one sample", 13, {77, 5}, 1, 16);
  of("batches of 1", 13, {77, 5}, 7, 1);
  of("last batch of 1", 13, {77, 5}, 33, 16);
  of("batch of all", 13, {77, 5}, 40, 64);
  of("many rows", 13, {77, 5}, 601, 250);
}

void add_metrics(Cases& cases) {
  for (const std::int64_t outputs : {1, 3}) {
    Recipe recipe{10, layers({64, outputs}, Activation::tanh), training(Loss::mse)};
    recipe.training.metrics = {Metric::accuracy, Metric::mae, Metric::mse, Metric::rmse, Metric::r2};
    recipe.zero_or_one = true;
    add(cases, "metrics", "all", recipe);
  }
  for (const Loss loss : {Loss::binary_crossentropy, Loss::categorical_crossentropy}) {
    const std::int64_t classes = loss == Loss::binary_crossentropy ? 2 : 5;
    const std::int64_t outputs = loss == Loss::binary_crossentropy ? 1 : classes;
    Recipe recipe{10, layers({64, outputs}, Activation::tanh), training(loss), 40, classes};
    recipe.training.metrics = {Metric::accuracy};
    add(cases, "metrics", "accuracy", recipe);
  }
}

}  // namespace

std::vector<SelftestCase> selftest_cases() {
  Cases cases;
  add_activations(cases);
  add_losses(cases);
  add_optimizers(cases);
  add_dropout(cases);
  add_frozen_layers(cases);
  add_restraints(cases);
  add_shapes(cases);
  add_metrics(cases);
  return cases;
}

std::vector<SpeedWork> speed_works() {
  std::vector<SpeedWork> works;
  const auto of = [&](std::int64_t features, const std::vector<std::int64_t>& widths, std::int64_t samples,
                      std::int64_t rows) {
    Recipe recipe{features, layers(widths, Activation::relu), training(Loss::mse), samples};
    recipe.training.batch_size = rows;
    recipe.training.optimizer.learning_rate = 0.0001;  // stays finite however long it is measured
    works.push_back({shape_name(recipe), make(recipe)});
  };
  of(10, {64, 32, 1}, 96, 32);
  of(784, {256, 256, 10}, 1280, 128);
  of(1024, {1024, 1024, 256}, 512, 256);
  return works;
}

}  // namespace accelbench
