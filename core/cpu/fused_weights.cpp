// SPDX-License-Identifier: GPL-3.0-or-later
// Weights and moments in and out of a fused network: [units, inputs] outside.
#include <algorithm>

#include "core/cpu/fused_network.h"

namespace accelbench::cpu {
namespace {

void read(const FusedLayer& layer, const float* from, std::span<double> weight, std::span<double> bias) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t input = 0; input < layer.inputs; ++input)
      weight[unit * layer.inputs + input] = static_cast<double>(from[layer.place(input, unit)]);
    bias[unit] = static_cast<double>(from[layer.bias_offset() + unit]);
  }
}

void write(const FusedLayer& layer, float* to, std::span<const double> weight, std::span<const double> bias) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t input = 0; input < layer.inputs; ++input)
      to[layer.place(input, unit)] = static_cast<float>(weight[unit * layer.inputs + input]);
    to[layer.bias_offset() + unit] = static_cast<float>(bias[unit]);
  }
}

}  // namespace

void FusedNetwork::read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const {
  read(memory_.layers[layer], memory_.layers[layer].weights, weight, bias);
}

void FusedNetwork::write_layer(std::size_t layer, std::span<const double> weight,
                               std::span<const double> bias) {
  write(memory_.layers[layer], memory_.layers[layer].weights, weight, bias);
  weights_changed();
}

void FusedNetwork::read_moment(int moment, std::size_t index, std::span<double> weight,
                               std::span<double> bias) const {
  const FusedLayer& layer = memory_.layers[index];
  if (layer.trained) return read(layer, moment_of(moment, layer), weight, bias);
  std::fill(weight.begin(), weight.end(), 0.0);
  std::fill(bias.begin(), bias.end(), 0.0);
}

void FusedNetwork::write_moment(int moment, std::size_t index, std::span<const double> weight,
                                std::span<const double> bias) {
  const FusedLayer& layer = memory_.layers[index];
  if (layer.trained) write(layer, moment_of(moment, layer), weight, bias);
}

void FusedNetwork::weights_changed() {
  for (const FusedLayer& layer : memory_.layers)
    if (layer.passes_gradient && !layer.single) transpose(layer);
}

}  // namespace accelbench::cpu
