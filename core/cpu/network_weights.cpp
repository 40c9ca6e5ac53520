// SPDX-License-Identifier: GPL-3.0-or-later
// Weights in and out of a network: [units, inputs] outside, [inputs, stride] inside.
#include <algorithm>

#include "core/cpu/network.h"

namespace accelbench::cpu {
namespace {

template <class T>
void read_block(const T* from, const LayerPlan& layer, std::span<double> weight, std::span<double> bias) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t input = 0; input < layer.inputs; ++input)
      weight[unit * layer.inputs + input] = static_cast<double>(from[input * layer.stride + unit]);
    bias[unit] = static_cast<double>(from[layer.inputs * layer.stride + unit]);
  }
}

template <class T>
void write_block(T* to, const LayerPlan& layer, std::span<const double> weight,
                 std::span<const double> bias) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t input = 0; input < layer.inputs; ++input)
      to[input * layer.stride + unit] = static_cast<T>(weight[unit * layer.inputs + input]);
    to[layer.inputs * layer.stride + unit] = static_cast<T>(bias[unit]);
  }
}

}  // namespace

template <class T, class O>
void Network<T, O>::set_initial_weights() {
  for (std::size_t layer = 0; layer < plan_.layers.size(); ++layer) {
    const LayerWeights& initial = work_.initial_weights[layer];
    const std::vector<double> weight(initial.weight.begin(), initial.weight.end());
    const std::vector<double> bias(initial.bias.begin(), initial.bias.end());
    write_layer(layer, weight, bias);
  }
}

template <class T, class O>
void Network<T, O>::read_layer(std::size_t index, std::span<double> weight, std::span<double> bias) const {
  read_block<T>(weights_of(plan_.layers[index]), plan_.layers[index], weight, bias);
}

template <class T, class O>
void Network<T, O>::write_layer(std::size_t index, std::span<const double> weight,
                                std::span<const double> bias) {
  const LayerPlan& layer = plan_.layers[index];
  write_block(weights_of(layer), layer, weight, bias);
  derive(layer, {0, 0, layer.inputs, layer.columns});
}

template <class T, class O>
void Network<T, O>::read_moment(int moment, std::size_t index, std::span<double> weight,
                                std::span<double> bias) const {
  const LayerPlan& layer = plan_.layers[index];
  if (layer.trained) return read_block<T>(moment_of(moment, layer), layer, weight, bias);
  std::ranges::fill(weight, 0.0);
  std::ranges::fill(bias, 0.0);
}

template <class T, class O>
void Network<T, O>::write_moment(int moment, std::size_t index, std::span<const double> weight,
                                 std::span<const double> bias) {
  const LayerPlan& layer = plan_.layers[index];
  if (layer.trained) write_block(moment_of(moment, layer), layer, weight, bias);
}

template <class T, class O>
void Network<T, O>::read_moment_of(std::span<const T> whole, std::size_t index, std::span<double> weight,
                                   std::span<double> bias) const {
  read_block<T>(whole.data(), plan_.layers[index], weight, bias);
}

/// The layer as it would lie, of which the part that is this rank's is kept.
template <class T, class O>
void Network<T, O>::write_own_moment(int moment, std::size_t index, std::span<const double> weight,
                                     std::span<const double> bias) {
  const LayerPlan& layer = plan_.layers[index];
  std::vector<T> block((layer.inputs + 1) * layer.stride);
  write_block(block.data(), layer, weight, bias);
  for (const BucketPlan& bucket : plan_.buckets) {
    if (index < bucket.first_layer || index >= bucket.end_layer) continue;
    const std::size_t begin = layer.state - bucket.state, own_end = bucket.own_first + bucket.own_count;
    const std::size_t first = std::max(begin, bucket.own_first),
                      end = std::min(begin + block.size(), own_end);
    T* to = at(moment == 0 ? plan_.first : plan_.second) + bucket.own_state;
    if (first < end)
      std::copy_n(block.data() + (first - begin), end - first, to + (first - bucket.own_first));
  }
}

template <class T, class O>
std::span<T> Network<T, O>::state() {
  return {at(plan_.weights), (plan_.gradients.offset - plan_.weights.offset) / sizeof(T)};
}

#define ACCELBENCH_INSTANTIATE(T, O)                                                                       \
  template void Network<T, O>::set_initial_weights();                                                      \
  template void Network<T, O>::read_layer(std::size_t, std::span<double>, std::span<double>) const;        \
  template void Network<T, O>::write_layer(std::size_t, std::span<const double>, std::span<const double>); \
  template void Network<T, O>::read_moment(int, std::size_t, std::span<double>, std::span<double>) const;  \
  template void Network<T, O>::write_moment(int, std::size_t, std::span<const double>,                     \
                                            std::span<const double>);                                      \
  template void Network<T, O>::read_moment_of(std::span<const T>, std::size_t, std::span<double>,          \
                                              std::span<double>) const;                                    \
  template void Network<T, O>::write_own_moment(int, std::size_t, std::span<const double>,                 \
                                                std::span<const double>);                                  \
  template std::span<T> Network<T, O>::state();
ACCELBENCH_INSTANTIATE(float, float)
ACCELBENCH_INSTANTIATE(double, double)
ACCELBENCH_INSTANTIATE(float, Bfloat16)
#undef ACCELBENCH_INSTANTIATE

}  // namespace accelbench::cpu
