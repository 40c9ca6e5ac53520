// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/figures.h"

#include <algorithm>
#include <limits>

namespace accelbench {
namespace {

/// Widest models exceed 64 bits: figures stop at the largest number instead of wrapping round.
std::int64_t times(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

/// Values that an optimizer keeps beside each parameter.
std::int64_t moments(const OptimizerSpec& optimizer) {
  switch (optimizer.name) {
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      return 2;
    case OptimizerKind::rmsprop:
      return 1;
    case OptimizerKind::sgd:
      return optimizer.momentum > 0 ? 1 : 0;
  }
  return 0;
}

LayerFigures layer_figures(const LayerSpec& layer, std::int64_t inputs, const TrainingSpec& training,
                           bool is_first) {
  LayerFigures figures{inputs, layer.units, 0, 0, 0};
  const std::int64_t batch = training.batch_size;
  const std::int64_t weights = times(inputs, layer.units);
  figures.parameters = plus(weights, layer.units);
  figures.flop_per_step = times(is_first ? 4 : 6, times(batch, weights));
  const std::int64_t kept = times(figures.parameters, 2 + moments(training.optimizer));
  figures.memory_bytes = times(4, plus(kept, times(batch, times(2, layer.units))));
  return figures;
}

}  // namespace

ModelFigures model_figures(const ModelSpec& model, const TrainingSpec& training, std::int64_t features) {
  ModelFigures figures;
  std::int64_t inputs = features;
  std::int64_t values = 0;  // of one sample: its features, and each layer's outputs and their gradients
  for (const LayerSpec& layer : model.layers) {
    const auto one = layer_figures(layer, inputs, training, figures.layers.empty());
    figures.parameters = plus(figures.parameters, one.parameters);
    figures.flop_per_step = plus(figures.flop_per_step, one.flop_per_step);
    values = plus(values, 2 * layer.units);
    figures.layers.push_back(one);
    inputs = layer.units;
  }
  const std::int64_t targets = model.layers.empty() ? 0 : model.layers.back().units;
  const std::int64_t batch = times(training.batch_size, plus(values, plus(features, targets)));
  const std::int64_t kept = times(figures.parameters, 2 + moments(training.optimizer));
  figures.memory_bytes = times(4, plus(kept, batch));
  return figures;
}

}  // namespace accelbench
