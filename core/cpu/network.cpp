// SPDX-License-Identifier: GPL-3.0-or-later
// What a network is made of, and its passes from layer to layer.
#include "core/cpu/network.h"

#include <algorithm>

namespace accelbench::cpu {
namespace {

std::span<std::int32_t> order_table(const Plan& plan, const Pages& memory) {
  return memory.as<std::int32_t>().subspan(plan.order.offset / sizeof(std::int32_t),
                                           plan.order.bytes / sizeof(std::int32_t));
}

}  // namespace

template <class T, class O>
Result<std::unique_ptr<Network<T, O>>> Network<T, O>::create(const Work& work, Plan plan) {
  auto memory = Pages::reserve(static_cast<std::int64_t>(plan.bytes), "training on the cpu");
  if (!memory) return tl::make_unexpected(memory.error());
  std::fill_n(memory->template as<std::byte>().data(), plan.bytes,
              std::byte{0});  // no page faults while training
  std::unique_ptr<Network> network(new Network(work, std::move(plan), std::move(*memory)));
  if (auto status = network->compile_products(); !status) return tl::make_unexpected(status.error());
  return network;
}

template <class T, class O>
Network<T, O>::Network(const Work& work, Plan plan, Pages memory)
    : work_(work),
      plan_(std::move(plan)),
      memory_(std::move(memory)),
      kernels_(kernels<T, O>()),
      source_(work, order_table(plan_, memory_)) {
  for (std::size_t layer = 0; layer < plan_.layers.size(); ++layer)
    draws_.push_back(DropoutDraw::of_layer(work.experiment.training.seed, static_cast<std::uint32_t>(layer),
                                           static_cast<std::int64_t>(plan_.layers[layer].units),
                                           plan_.layers[layer].dropout));
  const LayerPlan& last = plan_.layers.back();
  output_ = {kernels<T>(),
             work.experiment.training.loss,
             last.activation == Activation::softmax,
             last.units,
             last.columns,
             last.dropout,
             draws_.back()};
  if constexpr (std::is_same_v<T, float>)
    if (plan_.trains_in_registers) train_weights_ = weight_training_function<O>();
  set_initial_weights();
}

template <class T, class O>
Status Network<T, O>::compile_products() {
  if (!plan_.library_products) return {};
  std::vector<ProductShape> shapes;
  for (const LayerPlan& layer : plan_.layers)
    for (const std::size_t rows : plan_.row_counts) {
      for (std::size_t task = 0; task < layer.forward.tiles(rows); ++task)
        shapes.push_back(forward_shape(layer, layer.forward.tile(task, rows, layer.columns)));
      for (std::size_t task = 0;
           train_weights_ == nullptr && layer.trained && task < layer.weight_gradient.tiles(layer.inputs);
           ++task)
        shapes.push_back(weight_gradient_shape(
            layer, layer.weight_gradient.tile(task, layer.inputs, layer.columns), rows));
      for (std::size_t task = 0; layer.passes_gradient && task < layer.input_gradient.tiles(rows); ++task)
        shapes.push_back(
            input_gradient_shape(layer, layer.input_gradient.tile(task, rows, layer.input_columns)));
    }
  auto compiled = LibraryProducts::compile(shapes, plan_.threads);
  if (!compiled) return tl::make_unexpected(compiled.error());
  library_ = std::move(*compiled);
  return {};
}

template <class T, class O>
T* Network<T, O>::tile_of(std::int64_t thread) const {
  return at(plan_.scratch) + static_cast<std::size_t>(thread) * (plan_.scratch_bytes / sizeof(T));
}

template <class T, class O>
T* Network<T, O>::scratch_of(std::int64_t thread) const {
  return tile_of(thread) + plan_.tile_bytes / sizeof(T);
}

template <class T, class O>
const O* Network<T, O>::operand_weights_of(const LayerPlan& layer) const {
  if constexpr (narrows)
    return operands(plan_.operand_weights) + layer.weights;
  else
    return weights_of(layer);
}

template <class T, class O>
const O* Network<T, O>::inputs_of(const Step<T>& step, std::size_t layer) const {
  return operands(layer == 0 ? plan_.batch_x[step.buffer] : plan_.layers[layer - 1].values);
}

template <class T, class O>
void Network<T, O>::multiply(const ProductShape& shape, const O* a, const O* b, T* c, Strided<const T> start,
                             bool copies, std::int64_t thread) const {
  if constexpr (std::is_same_v<T, float>)
    if (library_ != nullptr) return library_->run(shape, a, b, c, thread);
  if constexpr (!narrows)
    kernels_.product({a, shape.a_row, shape.a_depth, b, shape.b_depth, start.values, start.stride, c,
                      shape.c_row, shape.rows, shape.columns, shape.depth,
                      copies ? scratch_of(thread) : nullptr});
}

template <class T, class O>
ProductShape Network<T, O>::forward_shape(const LayerPlan& layer, const TileBounds& tile) const {
  return {narrows,
          tile.rows,
          tile.columns,
          layer.inputs,
          layer.input_stride,
          1,
          layer.stride,
          1,
          narrows ? tile.columns : layer.stride};
}

template <class T, class O>
std::size_t Network<T, O>::forward_tasks(const Step<T>& step, std::size_t layer) const {
  return plan_.layers[layer].forward.tiles(step.rows);
}

template <class T, class O>
void Network<T, O>::forward(const Step<T>& step, std::size_t index, std::size_t task, std::int64_t thread) {
  const InPart in(step.clock, StepPart::forward);
  const LayerPlan& layer = plan_.layers[index];
  const TileBounds tile = layer.forward.tile(task, step.rows, layer.columns);
  const ProductShape shape = forward_shape(layer, tile);
  const std::size_t offset = tile.row * layer.stride + tile.column;
  T* sums = narrows ? tile_of(thread) : reinterpret_cast<T*>(operands(layer.values) + offset);
  multiply(shape, inputs_of(step, index) + tile.row * layer.input_stride,
           operand_weights_of(layer) + tile.column, sums,
           {weights_of(layer) + layer.inputs * layer.stride + tile.column, 0}, layer.forward.copies, thread);
  activate(step, index, tile, {sums, shape.c_row, tile.rows, tile.columns});
}

/// From the sums of a tile to what the layer hands on.
template <class T, class O>
void Network<T, O>::activate(const Step<T>& step, std::size_t index, const TileBounds& tile,
                             const Tile<T>& sums) {
  const LayerPlan& layer = plan_.layers[index];
  const std::size_t offset = tile.row * layer.stride + tile.column;
  const T* bias =
      library_ == nullptr ? nullptr : weights_of(layer) + layer.inputs * layer.stride + tile.column;
  // Softmax goes by whole rows, with the loss.
  const bool keeps = step.training && layer.keeps_slopes && layer.activation != Activation::softmax;
  T* slopes = keeps ? at(layer.slopes) + offset : nullptr;
  const bool identity = layer.activation == Activation::linear || layer.activation == Activation::softmax;
  if (!identity || keeps || bias != nullptr)
    kernels_.activate(layer.activation, sums, bias, {slopes, layer.stride});
  if (keeps && layer.dropout > 0)
    drop_out(draws_[index], layer.dropout, global_row(step, tile.row), tile.column, sums,
             Strided<T>{slopes, layer.stride});
  if constexpr (narrows) {
    const Tile<const T> from{sums.values, sums.stride, tile.rows, tile.columns};
    kernels_.narrow(from, {operands(layer.values) + offset, layer.stride});
    if (index + 1 == plan_.layers.size())
      output_.kernels.narrow(from, {predictions() + offset, layer.stride});
  }
}

template <class T, class O>
std::uint64_t Network<T, O>::global_row(const Step<T>& step, std::size_t row) const {
  return static_cast<std::uint64_t>(step.number) *
             static_cast<std::uint64_t>(work_.experiment.training.batch_size) +
         step.first_row + row;
}

template <class T, class O>
std::size_t Network<T, O>::input_gradient_tasks(const Step<T>& step, std::size_t layer) const {
  const LayerPlan& of = plan_.layers[layer];
  return of.passes_gradient ? of.input_gradient.tiles(step.rows) : 0;
}

template <class T, class O>
ProductShape Network<T, O>::input_gradient_shape(const LayerPlan& layer, const TileBounds& tile) const {
  ProductShape shape{narrows, tile.rows, tile.columns, layer.units, layer.stride, 1};
  // oneDNN reads the weights the other way round; our own product reads rows, of a copy that updates keep.
  shape.b_depth = plan_.library_products ? 1 : layer.input_stride;
  shape.b_column = plan_.library_products ? layer.stride : 1;
  shape.c_row = narrows ? tile.columns : layer.input_stride;
  // Behind the last weights of an input lies the bias: what is only padding is not multiplied.
  if (plan_.library_products) shape.columns = std::min(tile.columns, layer.inputs - tile.column);
  return shape;
}

template <class T, class O>
void Network<T, O>::input_gradient(const Step<T>& step, std::size_t index, std::size_t task,
                                   std::int64_t thread) {
  const InPart in(step.clock, StepPart::backward);
  const LayerPlan& layer = plan_.layers[index];
  const TileBounds tile = layer.input_gradient.tile(task, step.rows, layer.input_columns);
  const ProductShape shape = input_gradient_shape(layer, tile);
  const std::size_t offset = tile.row * layer.input_stride + tile.column;
  const O* weights = library_ == nullptr ? operands(layer.transposed) + tile.column
                                         : operand_weights_of(layer) + tile.column * layer.stride;
  O* to = delta_of(index - 1) + offset;
  T* sums = narrows ? tile_of(thread) : reinterpret_cast<T*>(to);
  multiply(shape, delta_of(index) + tile.row * layer.stride, weights, sums, {at(plan_.zeros), 0},
           layer.input_gradient.copies, thread);
  for (std::size_t row = 0; row < tile.rows && shape.columns < tile.columns; ++row)
    std::fill(sums + row * shape.c_row + shape.columns, sums + row * shape.c_row + tile.columns, T{0});
  multiply_by_slopes(plan_.layers[index - 1], {sums, shape.c_row, tile.rows, tile.columns}, offset);
  if constexpr (narrows)
    kernels_.narrow({sums, shape.c_row, tile.rows, tile.columns}, {to, layer.input_stride});
}

template <class T, class O>
void Network<T, O>::multiply_by_slopes(const LayerPlan& layer, const Tile<T>& delta,
                                       std::size_t offset) const {
  if (layer.keeps_slopes)
    kernels_.multiply(delta, {at(layer.slopes) + offset, layer.stride});
  else
    kernels_.multiply_by_slope(layer.activation, delta, {operands(layer.values) + offset, layer.stride});
}

template <class T, class O>
bool Network<T, O>::finite() const {
  // A gradient that is not finite makes a weight so in the same step, whatever the optimizer.
  return kernels_.finite(at(plan_.weights), plan_.weight_elements);
}

template class Network<float>;
template class Network<double>;
template class Network<float, Bfloat16>;

}  // namespace accelbench::cpu
