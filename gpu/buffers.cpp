// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/buffers.h"

#include <algorithm>
#include <cstring>

#include "core/math/bfloat16.h"
#include "gpu/noise.h"

namespace accelbench::cuda {
namespace {

constexpr std::size_t staged_bytes = 16 << 20;  // of rows that are padded and narrowed on the host at a time

/// A layer's numbers as they lie on the device: rows padded with zeros, then the biases.
std::vector<float> padded_layer(const LayerPlan& layer, std::span<const double> weight,
                                std::span<const double> bias) {
  const auto inputs = static_cast<std::size_t>(layer.inputs),
             stride = static_cast<std::size_t>(layer.input_stride);
  std::vector<float> padded(static_cast<std::size_t>(layer.parameters()));
  for (std::size_t unit = 0; unit < static_cast<std::size_t>(layer.units); ++unit)
    for (std::size_t i = 0; i < inputs; ++i)
      padded[unit * stride + i] = static_cast<float>(weight[unit * inputs + i]);
  for (std::size_t unit = 0; unit < bias.size(); ++unit)
    padded[static_cast<std::size_t>(layer.units) * stride + unit] = static_cast<float>(bias[unit]);
  return padded;
}

std::vector<Bfloat16> narrow(std::span<const float> values) {
  std::vector<Bfloat16> narrow(values.size());
  std::transform(values.begin(), values.end(), narrow.begin(), to_bfloat16);
  return narrow;
}

template <class O>
std::vector<O> padded_rows(std::span<const float> values, std::size_t columns, std::size_t stride) {
  std::vector<O> padded(values.size() / columns * stride);
  for (std::size_t row = 0; row < values.size() / columns; ++row)
    for (std::size_t j = 0; j < columns; ++j)
      padded[row * stride + j] = narrowed<O>(values[row * columns + j]);
  return padded;
}

}  // namespace

Buffers::Buffers(Plan plan)
    : plan_(std::move(plan)),
      memory_(device_memory(plan_.bytes)),
      ring_(mapped_memory(record_places * sizeof(StepRecord))) {
  std::memset(ring_.get(), 0, record_places * sizeof(StepRecord));
  ring_view_ = static_cast<StepRecord*>(device_view(ring_));
}

void Buffers::wait() const { check(cudaStreamSynchronize(stream()), "waiting for a copy"); }

void Buffers::copy_in(void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream()), "copying to the device");
  wait();
}

void Buffers::set_samples(const Samples& samples, const SamplesPlan& place) {
  const auto columns = static_cast<std::size_t>(plan_.features),
             stride = static_cast<std::size_t>(plan_.feature_stride);
  const std::size_t operand = static_cast<std::size_t>(plan_.operand_bytes);
  const std::size_t at_once = std::max<std::size_t>(staged_bytes / (stride * operand), 1);
  const auto all = static_cast<std::size_t>(samples.samples);
  for (std::size_t row = 0; row < all; row += at_once) {
    const auto rows = samples.x.subspan(row * columns, std::min(at_once, all - row) * columns);
    std::byte* to = address(place.x) + row * stride * operand;
    if (operand == sizeof(Bfloat16)) {
      const auto padded = padded_rows<Bfloat16>(rows, columns, stride);
      copy_in(to, padded.data(), padded.size() * sizeof(Bfloat16));
    } else {
      const auto padded = padded_rows<float>(rows, columns, stride);
      copy_in(to, padded.data(), padded.size() * sizeof(float));
    }
  }
  const bool classes = !samples.labels.empty();
  copy_in(address(place.y), classes ? static_cast<const void*>(samples.labels.data()) : samples.y.data(),
          static_cast<std::size_t>(place.y.bytes));
}

void Buffers::set_samples(const Work& work) {
  set_samples(work.data.train, plan_.train);
  set_samples(work.data.validation, plan_.validation);
}

/// Samples and workspaces, which lie behind the rest, are written before they are read.
void Buffers::set_weights(const Work& work) {
  const auto computed = static_cast<std::size_t>(plan_.workspaces.front().offset);
  check(cudaMemsetAsync(memory_.get(), 0, computed, stream()), "clearing memory");
  wait();
  for (std::size_t layer = 0; layer < plan_.layers.size(); ++layer) {
    const LayerWeights& weights = work.initial_weights[layer];
    const std::vector<double> weight(weights.weight.begin(), weights.weight.end());
    const std::vector<double> bias(weights.bias.begin(), weights.bias.end());
    write_layer(plan_.weights, layer, weight, bias);
  }
}

void Buffers::set_noise() {
  fill_with_noise(static_cast<std::byte*>(memory_.get()), plan_.workspaces.front().offset,
                  plan_.operand_bytes == sizeof(Bfloat16), stream());
}

void Buffers::read_layer(const Place& values, std::size_t index, std::span<double> weight,
                         std::span<double> bias) const {
  const LayerPlan& layer = plan_.layers[index];
  std::vector<float> padded(static_cast<std::size_t>(layer.parameters()));
  check(cudaMemcpyAsync(padded.data(),
                        array<float>(values).at(static_cast<std::size_t>(layer.weights), padded.size()),
                        padded.size() * sizeof(float), cudaMemcpyDeviceToHost, stream()),
        "reading weights");
  wait();
  const auto inputs = static_cast<std::size_t>(layer.inputs),
             stride = static_cast<std::size_t>(layer.input_stride);
  for (std::size_t i = 0; i < weight.size(); ++i)
    weight[i] = static_cast<double>(padded[i / inputs * stride + i % inputs]);
  for (std::size_t unit = 0; unit < bias.size(); ++unit)
    bias[unit] = static_cast<double>(padded[static_cast<std::size_t>(layer.units) * stride + unit]);
}

void Buffers::write_layer(const Place& values, std::size_t index, std::span<const double> weight,
                          std::span<const double> bias) {
  const LayerPlan& layer = plan_.layers[index];
  const std::vector<float> padded = padded_layer(layer, weight, bias);
  const auto first = static_cast<std::size_t>(layer.weights);
  copy_in(array<float>(values).at(first, padded.size()), padded.data(), padded.size() * sizeof(float));
  if (values.offset != plan_.weights.offset || plan_.operand_weights.bytes == 0) return;
  const std::vector<Bfloat16> operands = narrow(padded);
  copy_in(array<Bfloat16>(plan_.operand_weights).at(first, operands.size()), operands.data(),
          operands.size() * sizeof(Bfloat16));
}

void Buffers::give_order(std::span<const std::int32_t> rows, int table) {
  const auto orders = array<std::int32_t>(plan_.orders);
  const std::size_t half = orders.size() / 2;
  check(cudaMemcpyAsync(orders.at(static_cast<std::size_t>(table) * half, rows.size()), rows.data(),
                        rows.size_bytes(), cudaMemcpyHostToDevice, stream()),
        "copying the order of an epoch");
}

void Buffers::give_state(const StepState& pinned, bool trains) {
  check(cudaMemcpyAsync(state(trains).data(), &pinned, sizeof(pinned), cudaMemcpyHostToDevice, stream()),
        "copying the state of a step");
}

std::int64_t Buffers::snapshot_bytes() const { return plan_.snapshot_bytes() + plan_.operand_weights.bytes; }

void Buffers::copy_state_to(void* snapshot) const {
  const auto state = static_cast<std::size_t>(plan_.snapshot_bytes());
  const auto operands = static_cast<std::size_t>(plan_.operand_weights.bytes);
  check(cudaMemcpyAsync(snapshot, address(plan_.weights), state, cudaMemcpyDeviceToDevice, stream()),
        "keeping weights");
  if (operands > 0)
    check(cudaMemcpyAsync(static_cast<std::byte*>(snapshot) + state, address(plan_.operand_weights), operands,
                          cudaMemcpyDeviceToDevice, stream()),
          "keeping weights");
  wait();
}

void Buffers::copy_state_from(const void* snapshot) {
  const auto state = static_cast<std::size_t>(plan_.snapshot_bytes());
  const auto operands = static_cast<std::size_t>(plan_.operand_weights.bytes);
  check(cudaMemcpyAsync(address(plan_.weights), snapshot, state, cudaMemcpyDeviceToDevice, stream()),
        "bringing weights back");
  if (operands > 0)
    check(cudaMemcpyAsync(address(plan_.operand_weights), static_cast<const std::byte*>(snapshot) + state,
                          operands, cudaMemcpyDeviceToDevice, stream()),
          "bringing weights back");
  wait();
}

}  // namespace accelbench::cuda
