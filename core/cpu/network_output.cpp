// SPDX-License-Identifier: GPL-3.0-or-later
// Both ends of a step: the samples of a batch, and the loss with its gradient and sums.
#include <algorithm>
#include <cmath>

#include "core/cpu/network.h"

namespace accelbench::cpu {
namespace {

constexpr std::size_t rows_ahead = 8;  // far enough for a row to come from memory in time

const float* row_at(std::span<const float> matrix, std::int64_t row, std::size_t columns) {
  return matrix.data() + static_cast<std::size_t>(row) * columns;
}

template <class T>
std::size_t first_maximum(const T* values, std::size_t count) {
  return static_cast<std::size_t>(std::max_element(values, values + count) - values);
}

/// Keras' `accuracy` for the losses that compare numbers (contract: Semantics).
template <class T>
bool answered_right(const T* prediction, const T* target, std::size_t outputs, bool logits) {
  if (outputs > 1) return first_maximum(prediction, outputs) == first_maximum(target, outputs);
  const T threshold = logits ? T{0} : T{0.5};
  return target[0] == (prediction[0] > threshold ? T{1} : T{0});
}

/// p = softmax(z), in place, with the sum in float64.
template <class T>
void softmax_row(const Kernels<T>& kernels, T* values, std::size_t outputs, std::size_t columns) {
  kernels.exponentials(values, *std::max_element(values, values + outputs), values, columns);
  double sum = 0;
  for (std::size_t j = 0; j < outputs; ++j) sum += static_cast<double>(values[j]);
  for (std::size_t j = 0; j < outputs; ++j) values[j] = static_cast<T>(static_cast<double>(values[j]) / sum);
}

/// The gradient by p becomes that by z: p ∘ (g − Σ g∘p).
template <class T>
void softmax_gradient(T* gradient, const T* softmax, std::size_t outputs) {
  double sum = 0;
  for (std::size_t j = 0; j < outputs; ++j)
    sum += static_cast<double>(gradient[j]) * static_cast<double>(softmax[j]);
  for (std::size_t j = 0; j < outputs; ++j)
    gradient[j] = static_cast<T>(static_cast<double>(softmax[j]) * (static_cast<double>(gradient[j]) - sum));
}

/// ln Σ exp z − z_c of one sample; its gradient, times scale, goes to `gradient` (always written).
template <class T>
double crossentropy_row(const Kernels<T>& kernels, const T* logits, const LayerPlan& layer, std::size_t label,
                        double scale, T* gradient) {
  const T most = *std::max_element(logits, logits + layer.units);
  kernels.exponentials(logits, most, gradient, layer.columns);
  double sum = 0;
  for (std::size_t j = 0; j < layer.units; ++j) sum += static_cast<double>(gradient[j]);
  for (std::size_t j = 0; j < layer.units; ++j) {
    const double share = static_cast<double>(gradient[j]) / sum;
    gradient[j] = static_cast<T>((j == label ? share - 1 : share) * scale);
  }
  return std::log(sum) - (static_cast<double>(logits[label]) - static_cast<double>(most));
}

}  // namespace

template <class T>
void Network<T>::gather(const Step<T>& step, std::size_t task) {
  const std::size_t first = task * gather_rows, count = std::min(gather_rows, step.rows - first);
  std::array<std::int64_t, gather_rows> room;
  const std::span<std::int64_t> rows(room.data(), count);
  const std::int64_t position = step.position + static_cast<std::int64_t>(first);
  step.training ? source_.training_rows(position, rows) : BatchSource::validation_rows(position, rows);
  const Samples& samples = step.training ? work_.data.train : work_.data.validation;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + rows_ahead < count) __builtin_prefetch(row_at(samples.x, rows[i + rows_ahead], plan_.features));
    const float* from = row_at(samples.x, rows[i], plan_.features);
    std::copy_n(from, plan_.features, at(plan_.batch_x) + (first + i) * plan_.feature_columns);
    gather_target(samples, rows[i], first + i);
  }
}

template <class T>
void Network<T>::gather_target(const Samples& samples, std::int64_t row, std::size_t to) {
  T* target = at(plan_.batch_y) + to * plan_.layers.back().columns;
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

template <class T>
std::int32_t* Network<T>::batch_labels() const {
  return memory_.as<std::int32_t>().data() + plan_.batch_labels.offset / sizeof(std::int32_t);
}

template <class T>
BatchSums* Network<T>::partial_sums() const {
  return reinterpret_cast<BatchSums*>(memory_.as<std::byte>().data() + plan_.partial_sums.offset);
}

template <class T>
void Network<T>::output(const Step<T>& step, std::size_t task) {
  const std::size_t first = task * output_rows, rows = std::min(output_rows, step.rows - first);
  const LayerPlan& layer = plan_.layers.back();
  BatchSums sums;
  for (std::size_t row = first; row < first + rows; ++row) output_row(step, row, sums);
  partial_sums()[task] = sums;
  if (!step.training || layer.activation == Activation::softmax) return;
  const std::size_t offset = first * layer.columns;
  multiply_by_slopes(layer, {delta_of(plan_.layers.size() - 1) + offset, layer.columns, rows, layer.columns},
                     offset);
}

template <class T>
void Network<T>::output_row(const Step<T>& step, std::size_t row, BatchSums& sums) {
  const std::size_t last = plan_.layers.size() - 1;
  const LayerPlan& layer = plan_.layers[last];
  T* prediction = at(layer.values) + row * layer.columns;
  T* gradient = delta_of(last) + row * layer.columns;
  T* slopes = at(layer.slopes) + row * layer.columns;
  const bool softmax = layer.activation == Activation::softmax;
  const bool drops = softmax && step.training && layer.dropout > 0;
  if (softmax) softmax_row(kernels_, prediction, layer.units, layer.columns);
  T* kept_softmax = drops ? at(plan_.kept_softmax) + row * layer.columns : prediction;
  if (drops) {
    std::copy_n(prediction, layer.columns, kept_softmax);
    std::fill_n(slopes, layer.columns, T{1});
    drop_out(step, last, row, 0, {prediction, layer.columns, 1, layer.columns}, slopes);
  }
  add_loss(step, row, gradient, sums);
  std::fill(gradient + layer.units, gradient + layer.columns, T{0});
  if (!softmax || !step.training) return;
  if (drops)
    for (std::size_t j = 0; j < layer.units; ++j) gradient[j] *= slopes[j];
  softmax_gradient(gradient, kept_softmax, layer.units);
}

template <class T>
void Network<T>::add_loss(const Step<T>& step, std::size_t row, T* gradient, BatchSums& sums) const {
  const LayerPlan& layer = plan_.layers.back();
  const Loss loss = work_.experiment.training.loss;
  const T* prediction = at(layer.values) + row * layer.columns;
  ++sums.samples;
  sums.values += static_cast<std::int64_t>(layer.units);
  if (loss == Loss::categorical_crossentropy) {
    const auto label = static_cast<std::size_t>(batch_labels()[row]);
    sums.loss +=
        crossentropy_row(kernels_, prediction, layer, label, 1.0 / static_cast<double>(step.rows), gradient);
    sums.correct += first_maximum(prediction, layer.units) == label ? 1 : 0;
    return;
  }
  const T* target = at(plan_.batch_y) + row * layer.columns;
  const auto outputs = static_cast<double>(layer.units);
  const RowSums of_row =
      kernels_.loss_of_row({loss, prediction, target, step.training ? gradient : nullptr, layer.units,
                            1.0 / (outputs * static_cast<double>(step.rows))});
  sums.loss += of_row.loss / outputs;
  sums.correct += answered_right(prediction, target, layer.units, takes_logits(loss)) ? 1 : 0;
  sums.absolute += of_row.absolute;
  sums.squared += of_row.squared;
  sums.target += of_row.target;
  sums.target_squared += of_row.target_squared;
}

template <class T>
BatchSums Network<T>::sums(const Step<T>& step) const {
  BatchSums sums;
  for (std::size_t task = 0; task < output_tasks(step); ++task) sums += partial_sums()[task];
  return sums;
}

template void Network<float>::gather(const Step<float>&, std::size_t);
template void Network<double>::gather(const Step<double>&, std::size_t);
template void Network<float>::output(const Step<float>&, std::size_t);
template void Network<double>::output(const Step<double>&, std::size_t);
template BatchSums Network<float>::sums(const Step<float>&) const;
template BatchSums Network<double>::sums(const Step<double>&) const;

}  // namespace accelbench::cpu
