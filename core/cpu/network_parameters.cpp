// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients by weights and biases, and the optimizer, part by part: a tile's gradient is used up while it is
// in cache.
#include <algorithm>
#include <cmath>

#include "core/cpu/network.h"

namespace accelbench::cpu {

/// What one task changes: a tile of the weights, or of the bias, which is the row after the last input.
template <class T, class O>
struct Network<T, O>::Part {
  TileBounds tile;
  bool bias = false;
};

template <class T, class O>
auto Network<T, O>::part_of(const LayerPlan& layer, std::size_t task) const -> Part {
  const std::size_t tiles = layer.weight_gradient.tiles(layer.inputs);
  if (task < tiles) return {layer.weight_gradient.tile(task, layer.inputs, layer.columns), false};
  const std::size_t column = (task - tiles) * bias_columns;
  return {{layer.inputs, column, 1, std::min(bias_columns, layer.columns - column)}, true};
}

/// Where the part's gradients go: all have their place where they are clipped or exchanged, else they live as
/// long as the task.
template <class T, class O>
Strided<T> Network<T, O>::gradients_of(const LayerPlan& layer, const Part& part, std::int64_t thread) const {
  if (!plan_.stores_gradients) return {tile_of(thread), part.tile.columns};
  return {at(plan_.gradients) + layer.state + part.tile.row * layer.stride + part.tile.column, layer.stride};
}

namespace {

/// The gradients of a rank that has no row of a batch.
template <class T>
void set_zero(const TileBounds& tile, Strided<T> gradients) {
  for (std::size_t row = 0; row < tile.rows; ++row)
    std::fill_n(gradients.values + row * gradients.stride, tile.columns, T{0});
}

}  // namespace

template <class T, class O>
void Network<T, O>::parameters(const Step<T>& step, std::size_t index, std::size_t task,
                               std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  const Part part = part_of(layer, task);
  if (train_weights_ != nullptr && !part.bias) return train_weights(step, index, part, thread);
  const Strided<T> gradients = gradients_of(layer, part, thread);
  gradient(step, index, part, gradients, thread);
  if (plan_.clips || plan_.penalises) regularise(layer, part, task, gradients);
  if (!plan_.stores_gradients) update_part(step, layer, part, gradients, T{1});
}

template <class T, class O>
void Network<T, O>::update(const Step<T>& step, std::size_t index, std::size_t task, T gradient_scale) {
  const LayerPlan& layer = plan_.layers[index];
  const Part part = part_of(layer, task);
  update_part(step, layer, part, gradients_of(layer, part, 0), gradient_scale);
}

template <class T, class O>
void Network<T, O>::gradient(const Step<T>& step, std::size_t index, const Part& part, Strided<T> to,
                             std::int64_t thread) {
  const InPart in(step.clock, StepPart::backward);
  if (step.rows == 0) return set_zero(part.tile, to);
  if (!part.bias) return weight_gradient(step, index, part.tile, to, thread);
  kernels_.sum_rows(
      {delta_of(index) + part.tile.column, plan_.layers[index].stride, step.rows, part.tile.columns},
      to.values);
}

template <class T, class O>
ProductShape Network<T, O>::weight_gradient_shape(const LayerPlan& layer, const TileBounds& tile,
                                                  std::size_t rows) const {
  return {narrows,      tile.rows, tile.columns,
          rows,         1,         layer.input_stride,
          layer.stride, 1,         plan_.stores_gradients ? layer.stride : tile.columns};
}

template <class T, class O>
void Network<T, O>::weight_gradient(const Step<T>& step, std::size_t index, const TileBounds& tile,
                                    Strided<T> to, std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  multiply(weight_gradient_shape(layer, tile, step.rows), inputs_of(step, index) + tile.row,
           delta_of(index) + tile.column, to.values, {at(plan_.zeros), 0}, layer.weight_gradient.copies,
           thread);
}

template <class T, class O>
void Network<T, O>::regularise(const LayerPlan& layer, const Part& part, std::size_t task,
                               Strided<T> gradients) {
  const TrainingSpec& training = work_.experiment.training;
  PartSums sums;
  if (plan_.penalises && !part.bias) {
    const T* weights = weights_of(layer) + part.tile.row * layer.stride + part.tile.column;
    // The sum over all ranks has the penalty once.
    const Regularisation penalties =
        plan_.share.rank == 0 ? Regularisation{training.l1, training.l2} : Regularisation{};
    const WeightSums of =
        kernels_.regularise({weights, layer.stride, part.tile.rows, part.tile.columns}, gradients, penalties);
    sums.absolute = of.absolute, sums.squared = of.squared;
  }
  if (plan_.clips)
    sums.gradient_squared =
        kernels_.sum_of_squares({gradients.values, gradients.stride, part.tile.rows, part.tile.columns});
  part_sums()[layer.first_part + task] = sums;
}

template <class T, class O>
void Network<T, O>::see_gradients(std::size_t index, std::size_t task) {
  const LayerPlan& layer = plan_.layers[index];
  const Part part = part_of(layer, task);
  const Strided<T> of = gradients_of(layer, part, 0);
  part_sums()[layer.first_part + task].gradient_squared =
      kernels_.sum_of_squares({of.values, of.stride, part.tile.rows, part.tile.columns});
}

template <class T, class O>
void Network<T, O>::see_weights(std::size_t index, std::size_t task) {
  const LayerPlan& layer = plan_.layers[index];
  const Part part = part_of(layer, task);
  PartSums& sums = part_sums()[layer.first_part + task] = {};
  if (part.bias) return;
  const T* weights = weights_of(layer) + part.tile.row * layer.stride + part.tile.column;
  const WeightSums of =
      kernels_.regularise({weights, layer.stride, part.tile.rows, part.tile.columns}, {nullptr, 0}, {});
  sums.absolute = of.absolute, sums.squared = of.squared;
}

template <class T, class O>
double Network<T, O>::penalty() const {
  double absolute = 0, squared = 0;
  for (std::size_t part = 0; part < plan_.parameter_parts; ++part) {
    absolute += part_sums()[part].absolute;
    squared += part_sums()[part].squared;
  }
  return work_.experiment.training.l1 * absolute + work_.experiment.training.l2 * squared;
}

template <class T, class O>
double Network<T, O>::gradient_squares() const {
  double squares = 0;
  for (std::size_t part = 0; part < plan_.parameter_parts; ++part)
    squares += part_sums()[part].gradient_squared;
  return squares;
}

template <class T, class O>
T Network<T, O>::gradient_scale(double squares) const {
  return static_cast<T>(std::min(1.0, *work_.experiment.training.clip_norm / std::sqrt(squares)));
}

/// The update of a part, but for its gradients.
template <class T, class O>
Update<T, O> Network<T, O>::update_of(const Step<T>& step, const LayerPlan& layer, const Part& part) const {
  const TileBounds& tile = part.tile;
  const std::size_t offset = tile.row * layer.stride + tile.column;
  const OptimizerSpec& optimizer = work_.experiment.training.optimizer;
  return {optimizer.name,
          optimizer.nesterov,
          step.constants,
          {weights_of(layer) + offset, layer.stride, tile.rows, tile.columns},
          {},
          T{1},
          plan_.moments >= 1 ? moment_of(0, layer) + offset : nullptr,
          plan_.moments >= 2 ? moment_of(1, layer) + offset : nullptr,
          narrows ? operands(plan_.operand_weights) + layer.weights + offset : nullptr};
}

template <class T, class O>
void Network<T, O>::train_weights(const Step<T>& step, std::size_t index, const Part& part,
                                  std::int64_t thread) {
  const InPart in(step.clock, StepPart::backward);
  const LayerPlan& layer = plan_.layers[index];
  if constexpr (std::is_same_v<T, float>)
    train_weights_({{inputs_of(step, index) + part.tile.row, layer.input_stride},
                    {delta_of(index) + part.tile.column, layer.stride},
                    step.rows,
                    update_of(step, layer, part),
                    tile_of(thread)});
}

template <class T, class O>
void Network<T, O>::update_part(const Step<T>& step, const LayerPlan& layer, const Part& part,
                                Strided<T> gradients, T gradient_scale) {
  const InPart in(step.clock, StepPart::optimizer);
  Update<T, O> update = update_of(step, layer, part);
  update.gradients = {gradients.values, gradients.stride};
  update.gradient_scale = gradient_scale;
  kernels_.update(update);
  if (!narrows && !part.bias) derive(layer, part.tile);
}

template <class T, class O>
void Network<T, O>::take_weights(std::size_t index, std::size_t task) {
  const Part part = part_of(plan_.layers[index], task);
  if (!part.bias) derive(plan_.layers[index], part.tile);
}

/// Brings the copies of a tile of the weights up to date; narrower ones are written by the update itself.
template <class T, class O>
void Network<T, O>::derive(const LayerPlan& layer, const TileBounds& tile) {
  if constexpr (narrows) {
    const std::size_t offset = tile.row * layer.stride + tile.column;
    kernels_.narrow({weights_of(layer) + offset, layer.stride, tile.rows, tile.columns},
                    {operands(plan_.operand_weights) + layer.weights + offset, layer.stride});
  } else if (layer.passes_gradient && !plan_.library_products) {
    transpose(layer, tile);
  }
}

template <class T, class O>
void Network<T, O>::transpose(const LayerPlan& layer, const TileBounds& tile) {
  const T* from = weights_of(layer) + tile.row * layer.stride;
  T* to = at(layer.transposed) + tile.row;
  const std::size_t end = std::min(tile.column + tile.columns, layer.units);
  for (std::size_t unit = tile.column; unit < end; ++unit)
    for (std::size_t row = 0; row < tile.rows; ++row)
      to[unit * layer.input_stride + row] = from[row * layer.stride + unit];
}

template <class T, class O>
void Network<T, O>::weights_changed() {
  for (const LayerPlan& layer : plan_.layers) derive(layer, {0, 0, layer.inputs, layer.columns});
}

#define ACCELBENCH_INSTANTIATE(T, O)                                                               \
  template void Network<T, O>::parameters(const Step<T>&, std::size_t, std::size_t, std::int64_t); \
  template void Network<T, O>::update(const Step<T>&, std::size_t, std::size_t, T);                \
  template ProductShape Network<T, O>::weight_gradient_shape(const LayerPlan&, const TileBounds&,  \
                                                             std::size_t) const;                   \
  template void Network<T, O>::see_weights(std::size_t, std::size_t);                              \
  template void Network<T, O>::see_gradients(std::size_t, std::size_t);                            \
  template double Network<T, O>::penalty() const;                                                  \
  template double Network<T, O>::gradient_squares() const;                                         \
  template T Network<T, O>::gradient_scale(double) const;                                          \
  template void Network<T, O>::take_weights(std::size_t, std::size_t);                             \
  template void Network<T, O>::derive(const LayerPlan&, const TileBounds&);                        \
  template void Network<T, O>::weights_changed();
ACCELBENCH_INSTANTIATE(float, float)
ACCELBENCH_INSTANTIATE(double, double)
ACCELBENCH_INSTANTIATE(float, Bfloat16)
#undef ACCELBENCH_INSTANTIATE

}  // namespace accelbench::cpu
