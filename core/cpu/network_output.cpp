// SPDX-License-Identifier: GPL-3.0-or-later
// Both ends of a step: the samples of a batch, and the loss with its gradient and sums.
#include <algorithm>
#include <numeric>

#include "core/cpu/network.h"

namespace accelbench::cpu {
namespace {

constexpr std::size_t rows_ahead = 8;  // far enough for a row to come from memory in time

/// The data set's rows are not padded: whole vectors of it, then the rest one by one.
void narrow_row(const Kernels<float, Bfloat16>& kernels, const float* from, std::size_t count, Bfloat16* to) {
  const std::size_t whole = count / padded<float>(1) * padded<float>(1);
  kernels.narrow({from, 0, 1, whole}, {to, 0});
  for (std::size_t j = whole; j < count; ++j) to[j] = to_bfloat16(from[j]);
}

}  // namespace

template <class T, class O>
void Network<T, O>::gather(const Step<T>& step, std::size_t task) {
  const InPart in(step.clock, StepPart::gather);
  const std::size_t first = task * gather_rows, count = std::min(gather_rows, step.rows - first);
  std::array<std::int64_t, gather_rows> room;
  const std::span<std::int64_t> rows(room.data(), count);
  const Samples& samples = rows_of(step, first, rows);
  for (std::size_t i = 0; i < count; ++i) {
    if (i + rows_ahead < count) __builtin_prefetch(row_at(samples.x, rows[i + rows_ahead], plan_.features));
    const float* from = row_at(samples.x, rows[i], plan_.features);
    O* to = operands(plan_.batch_x[step.buffer]) + (first + i) * plan_.feature_stride;
    if constexpr (narrows)
      narrow_row(kernels_, from, plan_.features, to);
    else
      std::copy_n(from, plan_.features, to);
    gather_target(samples, rows[i], first + i);
  }
}

/// Where the samples of a step from `first` on are, and which rows there.
template <class T, class O>
const Samples& Network<T, O>::rows_of(const Step<T>& step, std::size_t first,
                                      std::span<std::int64_t> rows) const {
  const auto behind = static_cast<std::int64_t>(first);
  if (window_ != nullptr) {
    std::iota(rows.begin(), rows.end(), window_->first_of(step.number) + behind);
    return window_->rows();
  }
  const std::int64_t position = step.position + behind;
  step.training ? source_.training_rows(position, rows) : BatchSource::validation_rows(position, rows);
  return step.training ? work_.data.train : work_.data.validation;
}

template <class T, class O>
void Network<T, O>::gather_target(const Samples& samples, std::int64_t row, std::size_t to) {
  T* target = at(plan_.batch_y) + to * plan_.layers.back().stride;
  if (samples.labels.empty()) {
    std::copy_n(row_at(samples.y, row, plan_.outputs), plan_.outputs, target);
    return;
  }
  const std::int32_t label = samples.labels[static_cast<std::size_t>(row)];
  batch_labels()[to] = label;
  if (!plan_.one_hot) return;
  if (plan_.outputs == 1) {
    target[0] = static_cast<T>(label);
    return;
  }
  for (std::size_t j = 0; j < plan_.outputs; ++j)
    target[j] = static_cast<T>(j == static_cast<std::size_t>(label));
}

template <class T, class O>
T* Network<T, O>::predictions() const {
  return narrows ? at(plan_.predictions) : at(plan_.layers.back().values);
}

template <class T, class O>
T* Network<T, O>::output_gradients() const {
  return narrows ? at(plan_.output_gradients)
                 : at(plan_.deltas[(plan_.layers.size() - 1) % plan_.deltas.size()]);
}

template <class T, class O>
void Network<T, O>::output(const Step<T>& step, std::size_t task) {
  const InPart in(step.clock, StepPart::forward);
  const std::size_t first = task * output_rows, rows = std::min(output_rows, step.rows - first);
  BatchSums sums;
  for (std::size_t row = first; row < first + rows; ++row) output_row(step, row, sums);
  partial_sums()[task] = sums;
  if (step.training) finish_output(plan_.layers.back(), first, rows);
}

/// From gradients by the predictions to deltas; softmax has been through its own by rows.
template <class T, class O>
void Network<T, O>::finish_output(const LayerPlan& layer, std::size_t first, std::size_t rows) {
  const std::size_t offset = first * layer.stride;
  const Tile<T> gradients{output_gradients() + offset, layer.stride, rows, layer.columns};
  if (layer.activation != Activation::softmax) multiply_by_slopes(layer, gradients, offset);
  if constexpr (narrows)
    kernels_.narrow({gradients.values, gradients.stride, rows, layer.columns},
                    {delta_of(plan_.layers.size() - 1) + offset, layer.stride});
}

template <class T, class O>
void Network<T, O>::output_row(const Step<T>& step, std::size_t row, BatchSums& sums) {
  const LayerPlan& layer = plan_.layers.back();
  const std::size_t offset = row * layer.stride;
  const bool classes = output_.loss == Loss::categorical_crossentropy;
  output_.see({predictions() + offset, output_gradients() + offset,
               classes ? nullptr : at(plan_.batch_y) + offset, classes ? batch_labels()[row] : 0,
               at(layer.slopes) + offset, at(plan_.kept_softmax) + offset, global_row(step, row)},
              step.training, step.batch_rows, sums);
}

template <class T, class O>
BatchSums Network<T, O>::sums(const Step<T>& step) const {
  BatchSums sums;
  for (std::size_t task = 0; task < output_tasks(step); ++task) sums += partial_sums()[task];
  return sums;
}

#define ACCELBENCH_INSTANTIATE(T, O)                                \
  template void Network<T, O>::gather(const Step<T>&, std::size_t); \
  template void Network<T, O>::output(const Step<T>&, std::size_t); \
  template T* Network<T, O>::predictions() const;                   \
  template BatchSums Network<T, O>::sums(const Step<T>&) const;
ACCELBENCH_INSTANTIATE(float, float)
ACCELBENCH_INSTANTIATE(double, double)
ACCELBENCH_INSTANTIATE(float, Bfloat16)
#undef ACCELBENCH_INSTANTIATE

}  // namespace accelbench::cpu
