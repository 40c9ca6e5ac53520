// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/weight_watch.h"

#include <utility>

namespace accelbench {

namespace {

LayerWeights see_layer(const Executable& executable, std::size_t layer, const LayerWeights& shape) {
  std::vector<double> weight(shape.weight.size()), bias(shape.bias.size());
  executable.read_layer(layer, weight, bias);
  LayerWeights seen{shape.inputs, shape.units, {}, {}};
  seen.weight.reserve(weight.size());
  seen.bias.reserve(bias.size());
  for (const double value : weight) seen.weight.push_back(static_cast<float>(value));
  for (const double value : bias) seen.bias.push_back(static_cast<float>(value));
  return seen;
}

}  // namespace

std::optional<SeenWeights> WeightWatch::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(seen_, std::nullopt);
}

void WeightWatch::look(const Executable& executable, const Work& work, const std::string& run,
                       std::int64_t step) {
  // Of several runs that look at once, one answers.
  if (asked_.load(std::memory_order_relaxed) && asked_.exchange(false, std::memory_order_relaxed))
    show(executable, work, run, step);
}

void WeightWatch::show(const Executable& executable, const Work& work, const std::string& run,
                       std::int64_t step) {
  if (work.parameters() > most_parameters) return;
  SeenWeights seen{run, step, {}};
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer)
    seen.layers.push_back(see_layer(executable, layer, work.initial_weights[layer]));
  const std::lock_guard lock(mutex_);
  seen_ = std::move(seen);
}

}  // namespace accelbench
