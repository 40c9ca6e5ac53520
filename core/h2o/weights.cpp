// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/weights.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/h2o/frames.h"

namespace accelbench::h2o {

LayerWeights there(const LayerWeights& layer, bool two_outputs_for_one) {
  if (!two_outputs_for_one) return layer;
  LayerWeights pair{layer.inputs, 2, {}, {}};
  for (const float sign : {-0.5F, 0.5F}) {
    for (const float value : layer.weight) pair.weight.push_back(sign * value);
    pair.bias.push_back(sign * layer.bias.front());
  }
  return pair;
}

TrainedLayer here(const TrainedLayer& layer, bool two_outputs_for_one) {
  if (!two_outputs_for_one) return layer;
  TrainedLayer one{layer.inputs, 1, {}, {layer.bias[1] - layer.bias[0]}};
  const auto inputs = static_cast<std::size_t>(layer.inputs);
  for (std::size_t i = 0; i < inputs; ++i) one.weight.push_back(layer.weight[inputs + i] - layer.weight[i]);
  return one;
}

Result<WeightFrames> send_weights(Rest& rest, const Work& work, const Configuration& configuration,
                                  const std::string& prefix) {
  WeightFrames frames;
  for (std::size_t k = 0; k < work.initial_weights.size(); ++k) {
    const bool last = k + 1 == work.initial_weights.size();
    const LayerWeights layer = there(work.initial_weights[k], last && configuration.two_outputs_for_one);
    frames.weights.push_back(fmt::format("{}w{}", prefix, k));
    frames.biases.push_back(fmt::format("{}b{}", prefix, k));
    if (auto sent = send_matrix(rest, frames.weights.back(), layer.weight, layer.units, layer.inputs); !sent)
      return tl::make_unexpected(sent.error());
    if (auto sent = send_matrix(rest, frames.biases.back(), layer.bias, layer.units, 1); !sent)
      return tl::make_unexpected(sent.error());
  }
  return frames;
}

Result<std::vector<TrainedLayer>> fetch_weights(Rest& rest, const Work& work,
                                                const Configuration& configuration,
                                                const std::string& model) {
  std::vector<TrainedLayer> layers;
  for (std::size_t k = 0; k < work.initial_weights.size(); ++k) {
    const LayerWeights& shape = work.initial_weights[k];
    const bool pair = k + 1 == work.initial_weights.size() && configuration.two_outputs_for_one;
    const std::int64_t units = pair ? 2 : shape.units;
    auto weight = fetch_matrix(rest, fmt::format("{}.weights.{}", model, k), units, shape.inputs);
    if (!weight) return tl::make_unexpected(weight.error());
    auto bias = fetch_matrix(rest, fmt::format("{}.biases.{}", model, k), units, 1);
    if (!bias) return tl::make_unexpected(bias.error());
    layers.push_back(here({shape.inputs, units, std::move(*weight), std::move(*bias)}, pair));
  }
  return layers;
}

}  // namespace accelbench::h2o
