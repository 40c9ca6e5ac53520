// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/network.h"

#include <algorithm>

namespace accelbench::cpu {
namespace {

struct TileBounds {
  std::size_t row, column, rows, columns;
};

TileBounds bounds_of(const Tiling& tiling, std::size_t task, std::size_t all_rows, std::size_t all_columns) {
  const std::size_t row = task / tiling.column_tiles * tiling.rows;
  const std::size_t column = task % tiling.column_tiles * tiling.columns;
  return {row, column, std::min(tiling.rows, all_rows - row), std::min(tiling.columns, all_columns - column)};
}

template <class T>
std::span<std::int32_t> order_table(const Plan& plan, const Pages& memory) {
  return memory.as<std::int32_t>().subspan(plan.order.offset / sizeof(std::int32_t),
                                           plan.order.bytes / sizeof(std::int32_t));
}

}  // namespace

template <class T>
Result<std::unique_ptr<Network<T>>> Network<T>::create(const Work& work, Plan plan) {
  auto memory = Pages::reserve(static_cast<std::int64_t>(plan.bytes), "training on the cpu");
  if (!memory) return tl::make_unexpected(memory.error());
  std::fill_n(memory->template as<std::byte>().data(), plan.bytes,
              std::byte{0});  // no page faults while training
  return std::unique_ptr<Network>(new Network(work, std::move(plan), std::move(*memory)));
}

template <class T>
Network<T>::Network(const Work& work, Plan plan, Pages memory)
    : work_(work),
      plan_(std::move(plan)),
      memory_(std::move(memory)),
      kernels_(kernels<T>()),
      source_(work, order_table<T>(plan_, memory_)) {
  for (std::size_t layer = 0; layer < plan_.layers.size(); ++layer) {
    const LayerPlan& of = plan_.layers[layer];
    draws_.push_back(DropoutDraw::of_layer(work.experiment.training.seed, static_cast<std::uint32_t>(layer),
                                           static_cast<std::int64_t>(of.units), of.dropout));
    if (of.trained) update_tasks_ += of.update_tasks;
  }
  set_initial_weights();
}

template <class T>
T* Network<T>::at(const Place& place) const {
  return memory_.as<T>().data() + place.offset / sizeof(T);
}

template <class T>
T* Network<T>::scratch_of(std::int64_t thread, const Tiling& tiling) const {
  if (!tiling.copies) return nullptr;
  return at(plan_.scratch) + static_cast<std::size_t>(thread) * (plan_.scratch_bytes / sizeof(T));
}

template <class T>
const T* Network<T>::inputs_of(std::size_t layer) const {
  return at(layer == 0 ? plan_.batch_x : plan_.layers[layer - 1].values);
}

template <class T>
std::size_t Network<T>::forward_tasks(const Step<T>& step, std::size_t layer) const {
  return plan_.layers[layer].forward.tiles(step.rows);
}

template <class T>
void Network<T>::forward(const Step<T>& step, std::size_t index, std::size_t task, std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  const TileBounds tile = bounds_of(layer.forward, task, step.rows, layer.columns);
  const T* weights = weights_of(layer) + tile.column;
  const std::size_t offset = tile.row * layer.columns + tile.column;
  Product<T> product;
  product.a = inputs_of(index) + tile.row * layer.input_columns;
  product.a_row = layer.input_columns;
  product.b = weights;
  product.b_stride = product.c_stride = layer.columns;
  product.start = weights + layer.inputs * layer.columns;  // the bias
  product.c = at(layer.values) + offset;
  product.rows = tile.rows, product.columns = tile.columns, product.depth = layer.inputs;
  product.scratch = scratch_of(thread, layer.forward);
  kernels_.product(product);
  if (layer.activation == Activation::softmax) return;  // by whole rows, with the loss
  const Tile<T> values{product.c, layer.columns, tile.rows, tile.columns};
  T* slopes = step.training && layer.keeps_slopes ? at(layer.slopes) + offset : nullptr;
  if (layer.activation != Activation::linear || slopes != nullptr)
    kernels_.activate(layer.activation, values, slopes);
  if (step.training && layer.dropout > 0) drop_out(step, index, tile.row, tile.column, values, slopes);
}

template <class T>
void Network<T>::drop_out(const Step<T>& step, std::size_t layer, std::size_t first_row,
                          std::size_t first_column, const Tile<T>& tile, T* slopes) const {
  const auto scale = static_cast<T>(1.0 / (1.0 - plan_.layers[layer].dropout));
  const std::uint64_t first = static_cast<std::uint64_t>(step.number) *
                                  static_cast<std::uint64_t>(work_.experiment.training.batch_size) +
                              first_row;
  for (std::size_t i = 0; i < tile.rows; ++i)
    for (std::size_t j = 0; j < tile.columns; j += 4) {
      const auto kept = draws_[layer].kept(first + i, (first_column + j) / 4);
      for (std::size_t lane = 0; lane < 4; ++lane) {
        const std::size_t place = i * tile.stride + j + lane;
        tile.values[place] = kept[lane] ? tile.values[place] * scale : T{0};
        slopes[place] = kept[lane] ? slopes[place] * scale : T{0};
      }
    }
}

template <class T>
std::size_t Network<T>::backward_tasks(const Step<T>& step, std::size_t layer) const {
  return plan_.layers[layer].backward_tasks(step.rows);
}

template <class T>
void Network<T>::backward(const Step<T>& step, std::size_t index, std::size_t task, std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  const std::size_t gradient_tasks = layer.gradient_tasks();
  if (task >= gradient_tasks) return input_gradient(step, index, task - gradient_tasks, thread);
  const std::size_t tiles = layer.weight_gradient.tiles(layer.inputs);
  if (task < tiles) return weight_gradient(step, index, task, thread);
  bias_gradient(step, index, task - tiles);
}

template <class T>
void Network<T>::weight_gradient(const Step<T>& step, std::size_t index, std::size_t task,
                                 std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  const TileBounds tile = bounds_of(layer.weight_gradient, task, layer.inputs, layer.columns);
  Product<T> product;
  product.a = inputs_of(index) + tile.row;
  product.a_depth = layer.input_columns;
  product.b = delta_of(index) + tile.column;
  product.b_stride = product.c_stride = layer.columns;
  product.start = at(plan_.zeros);
  product.c = at(plan_.gradients) + layer.state + tile.row * layer.columns + tile.column;
  product.rows = tile.rows, product.columns = tile.columns, product.depth = step.rows;
  product.scratch = scratch_of(thread, layer.weight_gradient);
  kernels_.product(product);
}

template <class T>
void Network<T>::bias_gradient(const Step<T>& step, std::size_t index, std::size_t task) {
  const LayerPlan& layer = plan_.layers[index];
  const std::size_t column = task * tile_columns<T>;
  const std::size_t columns = std::min(tile_columns<T>, layer.columns - column);
  T* sums = at(plan_.gradients) + layer.state + layer.inputs * layer.columns + column;
  kernels_.sum_rows({delta_of(index) + column, layer.columns, step.rows, columns}, sums);
}

template <class T>
void Network<T>::input_gradient(const Step<T>& step, std::size_t index, std::size_t task,
                                std::int64_t thread) {
  const LayerPlan& layer = plan_.layers[index];
  const TileBounds tile = bounds_of(layer.input_gradient, task, step.rows, layer.input_columns);
  const std::size_t offset = tile.row * layer.input_columns + tile.column;
  Product<T> product;
  product.a = delta_of(index) + tile.row * layer.columns;
  product.a_row = layer.columns;
  product.b = at(layer.transposed) + tile.column;
  product.b_stride = product.c_stride = layer.input_columns;
  product.start = at(plan_.zeros);
  product.c = delta_of(index - 1) + offset;
  product.rows = tile.rows, product.columns = tile.columns, product.depth = layer.units;
  product.scratch = scratch_of(thread, layer.input_gradient);
  kernels_.product(product);
  multiply_by_slopes(plan_.layers[index - 1], {product.c, layer.input_columns, tile.rows, tile.columns},
                     offset);
}

template <class T>
void Network<T>::multiply_by_slopes(const LayerPlan& layer, const Tile<T>& delta, std::size_t offset) const {
  if (layer.keeps_slopes)
    kernels_.multiply(delta, at(layer.slopes) + offset);
  else
    kernels_.multiply_by_slope(layer.activation, delta, at(layer.values) + offset);
}

template <class T>
void Network<T>::update(const Step<T>& step, std::size_t task) {
  std::size_t index = 0;
  for (; !plan_.layers[index].trained || task >= plan_.layers[index].update_tasks; ++index)
    if (plan_.layers[index].trained) task -= plan_.layers[index].update_tasks;
  const LayerPlan& layer = plan_.layers[index];
  const std::size_t row = task * layer.update_rows;
  const std::size_t rows = std::min(layer.update_rows, layer.inputs + 1 - row);
  const std::size_t weight = layer.weights + row * layer.columns, state = layer.state + row * layer.columns;
  const OptimizerSpec& optimizer = work_.experiment.training.optimizer;
  kernels_.update({optimizer.name, optimizer.nesterov, step.constants, at(plan_.weights) + weight,
                   at(plan_.gradients) + state, plan_.moments >= 1 ? at(plan_.first) + state : nullptr,
                   plan_.moments >= 2 ? at(plan_.second) + state : nullptr, rows * layer.columns});
  if (layer.passes_gradient)
    transpose(layer, row, std::min(rows, layer.inputs - std::min(layer.inputs, row)));
}

template <class T>
void Network<T>::transpose(const LayerPlan& layer, std::size_t first_row, std::size_t rows) {
  const T* from = weights_of(layer) + first_row * layer.columns;
  T* to = at(layer.transposed) + first_row;
  for (std::size_t unit = 0; unit < layer.units; ++unit)
    for (std::size_t row = 0; row < rows; ++row)
      to[unit * layer.input_columns + row] = from[row * layer.columns + unit];
}

template <class T>
bool Network<T>::finite() const {
  return kernels_.finite(at(plan_.weights), plan_.weight_elements) &&
         kernels_.finite(at(plan_.gradients), plan_.state_elements);
}

template class Network<float>;
template class Network<double>;

}  // namespace accelbench::cpu
