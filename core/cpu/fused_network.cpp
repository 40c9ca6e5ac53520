// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/fused_network.h"

#include <algorithm>
#include <cmath>

#include "core/math/flush_denormals.h"

namespace accelbench::cpu {
namespace {

// Rows of a weight gradient between two updates: a whole number of blocks on every target, small enough to
// stay in the first cache.
constexpr std::size_t learned_rows = 24;

}  // namespace

Result<std::unique_ptr<FusedNetwork>> FusedNetwork::create(const Work& work) {
  const std::size_t bytes = fused_bytes(work);
  auto pages = Pages::reserve(static_cast<std::int64_t>(bytes), "training on the cpu");
  if (!pages) return tl::make_unexpected(pages.error());
  std::fill_n(pages->as<std::byte>().data(), bytes, std::byte{0});  // no page faults while training
  return std::unique_ptr<FusedNetwork>(new FusedNetwork(work, std::move(*pages)));
}

FusedNetwork::FusedNetwork(const Work& work, Pages pages)
    : work_(work),
      pages_(std::move(pages)),
      memory_(lay_out_fused(work, pages_)),
      kernels_(kernels<float>()),
      fused_(fused_kernels()),
      source_(work, memory_.order) {
  const TrainingSpec& training = work.experiment.training;
  regularisation_ = {training.l1, training.l2};
  penalises_ = training.l1 != 0 || training.l2 != 0;
  for (std::size_t k = 0; k < memory_.layers.size(); ++k) {
    const FusedLayer& layer = memory_.layers[k];
    draws_.push_back(DropoutDraw::of_layer(training.seed, static_cast<std::uint32_t>(k),
                                           static_cast<std::int64_t>(layer.units), layer.dropout));
    const LayerWeights& initial = work.initial_weights[k];
    const std::vector<double> weight(initial.weight.begin(), initial.weight.end());
    write_layer(k, weight, std::vector<double>(initial.bias.begin(), initial.bias.end()));
  }
  const FusedLayer& last = memory_.layers.back();
  output_ = {kernels_,     training.loss, last.activation == Activation::softmax, last.units, last.columns,
             last.dropout, draws_.back()};
}

void FusedNetwork::run(const Batches& batches, BatchSums& sums) {
  const FlushDenormals flush;
  if (penalises_ && !batches.training) see_weights();
  for (std::int64_t i = 0; i < batches.count; ++i) {
    Step<float> step = batches.step<float>(i);
    if (batches.training && is_sampled(step.number)) step.clock = &clock_;
    if (step.clock != nullptr) step.clock->begin();
    run_step(step, sums);
    if (step.clock != nullptr) step.clock->end();
  }
}

void FusedNetwork::run_step(const Step<float>& step, BatchSums& sums) {
  gather(step);
  for (std::size_t k = 0; k < memory_.layers.size(); ++k) forward(step, k);
  memory_.layers.back().single ? output_single(step, sums) : output_by_rows(step, sums);
  if (step.training) {
    if (penalises_) weights_ = {};
    gradient_squared_ = 0;
    for (std::size_t k = memory_.layers.size(); k-- > 0;) backward(step, k);
    if (const auto& clip = work_.experiment.training.clip_norm)
      update_all(step, static_cast<float>(std::min(1.0, *clip / std::sqrt(gradient_squared_))));
  }
  if (penalises_) sums.penalty += penalty() * static_cast<double>(step.rows);
}

void FusedNetwork::gather(const Step<float>& step) {
  const InPart in(step.clock, StepPart::gather);
  const std::span<std::int64_t> rows = memory_.rows.first(step.rows);
  step.training ? source_.training_rows(step.position, rows)
                : BatchSource::validation_rows(step.position, rows);
  const Samples& samples = step.training ? work_.data.train : work_.data.validation;
  const FusedLayer& first = memory_.layers.front();
  for (std::size_t i = 0; i < step.rows; ++i) {
    std::copy_n(row_at(samples.x, rows[i], first.inputs), first.inputs,
                memory_.batch_x + i * first.input_stride);
    gather_target(samples, rows[i], i);
  }
}

void FusedNetwork::gather_target(const Samples& samples, std::int64_t row, std::size_t to) {
  const FusedLayer& last = memory_.layers.back();
  float* const target = memory_.batch_y + (last.single ? to : to * last.columns);
  if (samples.labels.empty()) {
    std::copy_n(row_at(samples.y, row, last.units), last.units, target);
    return;
  }
  const std::int32_t label = samples.labels[static_cast<std::size_t>(row)];
  memory_.batch_labels[to] = label;
  if (!memory_.one_hot) return;
  for (std::size_t j = 0; j < last.units; ++j)
    target[j] = last.units == 1 ? static_cast<float>(label)
                                : static_cast<float>(j == static_cast<std::size_t>(label));
}

SingleOutput FusedNetwork::single_output(const FusedLayer& layer, std::size_t rows) const {
  SingleOutput single;
  single.inputs = layer.input;
  single.stride = layer.input_stride;
  single.rows = rows;
  single.width = layer.inputs;
  single.weights = layer.weights;
  single.bias = layer.weights[layer.bias_offset()];
  single.outputs = layer.values;
  return single;
}

void FusedNetwork::forward(const Step<float>& step, std::size_t index) {
  const InPart in(step.clock, StepPart::forward);
  const FusedLayer& layer = memory_.layers[index];
  if (layer.single) {
    fused_.single_forward(single_output(layer, step.rows));
    return activate(step, index);
  }
  FusedProduct fused;
  fused.finish = layer.masked_by_relu() ? Finish::relu : Finish::none;
  Product<float>& product = fused.product;
  product.a = layer.input;
  product.a_row = layer.input_stride;
  product.b = layer.weights;
  product.b_stride = product.c_stride = layer.columns;
  product.start = layer.weights + layer.bias_offset();
  product.c = layer.values;
  product.rows = step.rows, product.columns = layer.columns, product.depth = layer.inputs;
  fused_.product(fused);
  if (fused.finish == Finish::none) activate(step, index);
}

std::uint64_t FusedNetwork::first_row_of_run(const Step<float>& step) const {
  return static_cast<std::uint64_t>(step.number) *
         static_cast<std::uint64_t>(work_.experiment.training.batch_size);
}

/// What the product has not done on its way.
void FusedNetwork::activate(const Step<float>& step, std::size_t index) {
  const FusedLayer& layer = memory_.layers[index];
  if (layer.activation == Activation::softmax) return;  // by whole rows, with the loss
  const Tile<float> values{layer.values, layer.columns, layer.single ? 1 : step.rows, layer.columns};
  const Strided<float> slopes{step.training && layer.keeps_slopes ? layer.slopes : nullptr, layer.columns};
  if (layer.activation != Activation::linear || slopes.values != nullptr)
    kernels_.activate(layer.activation, values, nullptr, slopes);
  if (!step.training || layer.dropout == 0) return;
  drop_out(draws_[index], layer.dropout, first_row_of_run(step), 0, values, slopes);
}

/// Outputs, targets and gradients of all samples lie side by side: the loss sees them as one row.
void FusedNetwork::output_single(const Step<float>& step, BatchSums& sums) {
  const InPart in(step.clock, StepPart::forward);
  const FusedLayer& layer = memory_.layers.back();
  const Loss loss = work_.experiment.training.loss;
  const auto rows = static_cast<std::int64_t>(step.rows);
  const RowSums of_batch =
      kernels_.loss_of_row({loss, layer.values, memory_.batch_y, step.training ? layer.delta : nullptr,
                            step.rows, 1.0 / static_cast<double>(rows)});
  BatchSums batch;
  batch.samples = batch.values = rows;
  add_row(of_batch, 1, batch);
  const float threshold = takes_logits(loss) ? 0.0F : 0.5F;
  std::int32_t right = 0;
  for (std::size_t i = 0; i < step.rows; ++i)
    right += memory_.batch_y[i] == (layer.values[i] > threshold ? 1.0F : 0.0F) ? 1 : 0;
  batch.correct = right;
  sums += batch;
  if (step.training) multiply_by_slopes(layer, 1);
}

void FusedNetwork::output_by_rows(const Step<float>& step, BatchSums& sums) {
  const InPart in(step.clock, StepPart::forward);
  const FusedLayer& layer = memory_.layers.back();
  const bool classes = output_.loss == Loss::categorical_crossentropy;
  BatchSums batch;
  for (std::size_t i = 0; i < step.rows; ++i) {
    const std::size_t at = i * layer.columns;
    output_.see({layer.values + at, layer.delta + at, classes ? nullptr : memory_.batch_y + at,
                 classes ? memory_.batch_labels[i] : 0, layer.slopes + at, memory_.kept_softmax + at,
                 first_row_of_run(step) + i},
                step.training, step.rows, batch);
  }
  sums += batch;
  if (step.training && !output_.softmax) multiply_by_slopes(layer, step.rows);
}

void FusedNetwork::multiply_by_slopes(const FusedLayer& layer, std::size_t rows) {
  const Tile<float> delta{layer.delta, layer.columns, rows, layer.columns};
  if (layer.keeps_slopes) return kernels_.multiply(delta, {layer.slopes, layer.columns});
  kernels_.multiply_by_slope(layer.activation, delta, {layer.values, layer.columns});
}

void FusedNetwork::backward(const Step<float>& step, std::size_t index) {
  const InPart in(step.clock, StepPart::backward);
  const FusedLayer& layer = memory_.layers[index];
  FusedLayer* const below = index > 0 ? &memory_.layers[index - 1] : nullptr;
  if (layer.single) return backward_single(step, layer, below);
  if (layer.trained) learn(step, layer);
  if (!layer.passes_gradient) return;
  pass_gradient(step, layer, *below);
  if (layer.trained) transpose(layer);
}

void FusedNetwork::backward_single(const Step<float>& step, const FusedLayer& layer,
                                   const FusedLayer* below) {
  SingleOutput single = single_output(layer, step.rows);
  const bool relu_below = below != nullptr && below->masked_by_relu();
  single.delta = layer.delta;
  single.gradients = layer.gradients;
  single.input_delta = layer.passes_gradient ? below->delta : nullptr;
  single.relu_below = relu_below;
  fused_.single_backward(single);
  if (layer.passes_gradient && !relu_below) multiply_by_slopes(*below, step.rows);
  if (!layer.trained) return;
  float sum = 0;
  for (std::size_t i = 0; i < step.rows; ++i) sum += layer.delta[i];
  layer.gradients[layer.bias_offset()] = sum;
  use(step, layer, 0, layer.bias_offset(), false);
  use(step, layer, layer.bias_offset(), layer.bias_elements(), true);
}

/// Gradient and update of a few rows of weights at a time. The transposed weights are still those of the
/// step.
void FusedNetwork::learn(const Step<float>& step, const FusedLayer& layer) {
  FusedProduct fused;
  Product<float>& product = fused.product;
  product.a_depth = layer.input_stride;
  product.b = layer.delta;
  product.b_stride = product.c_stride = layer.columns;
  product.start = memory_.zeros;
  product.columns = layer.columns, product.depth = step.rows;
  for (std::size_t row = 0; row < layer.inputs; row += learned_rows) {
    const std::size_t first = row * layer.columns;
    product.a = layer.input + row;
    product.c = layer.gradients + first;
    product.rows = std::min(learned_rows, layer.inputs - row);
    fused_.product(fused);
    use(step, layer, first, product.rows * layer.columns, false);
  }
  kernels_.sum_rows({layer.delta, layer.columns, step.rows, layer.columns},
                    layer.gradients + layer.bias_offset());
  use(step, layer, layer.bias_offset(), layer.columns, true);
}

void FusedNetwork::pass_gradient(const Step<float>& step, const FusedLayer& layer, const FusedLayer& below) {
  const bool relu = below.masked_by_relu();
  FusedProduct fused;
  fused.finish = relu ? Finish::times_relu_slope : Finish::none;
  Product<float>& product = fused.product;
  product.a = layer.delta;
  product.a_row = layer.columns;
  product.b = layer.transposed;
  product.b_stride = product.c_stride = layer.input_stride;
  product.start = memory_.zeros;
  product.c = below.delta;
  product.rows = step.rows, product.columns = layer.input_stride, product.depth = layer.units;
  fused_.product(fused);
  if (!relu) multiply_by_slopes(below, step.rows);
}

/// Gradients that have just been summed: penalised, then counted where all are clipped together, else used
/// up.
void FusedNetwork::use(const Step<float>& step, const FusedLayer& layer, std::size_t first, std::size_t count,
                       bool bias) {
  const InPart in(step.clock, StepPart::optimizer);
  float* const gradients = layer.gradients + first;
  if (penalises_ && !bias) {
    const WeightSums of =
        kernels_.regularise({layer.weights + first, count, 1, count}, {gradients, count}, regularisation_);
    weights_.absolute += of.absolute, weights_.squared += of.squared;
  }
  if (work_.experiment.training.clip_norm)
    gradient_squared_ += kernels_.sum_of_squares({gradients, count, 1, count});
  else
    update(step, layer, first, count, 1);
}

void FusedNetwork::update(const Step<float>& step, const FusedLayer& layer, std::size_t first,
                          std::size_t count, float gradient_scale) {
  const OptimizerSpec& optimizer = work_.experiment.training.optimizer;
  const auto from = [first](float* state) { return state == nullptr ? nullptr : state + first; };
  kernels_.update({optimizer.name,
                   optimizer.nesterov,
                   step.constants,
                   {layer.weights + first, count, 1, count},
                   {layer.gradients + first, count},
                   gradient_scale,
                   from(layer.first),
                   from(layer.second)});
}

void FusedNetwork::update_all(const Step<float>& step, float gradient_scale) {
  const InPart in(step.clock, StepPart::optimizer);
  for (const FusedLayer& layer : memory_.layers) {
    if (!layer.trained) continue;
    update(step, layer, 0, layer.elements(), gradient_scale);
    if (layer.transposed != nullptr) transpose(layer);
  }
}

void FusedNetwork::see_weights() {
  weights_ = {};
  for (const FusedLayer& layer : memory_.layers) {
    if (!layer.trained) continue;
    const std::size_t count = layer.bias_offset();
    const WeightSums of = kernels_.regularise({layer.weights, count, 1, count}, {nullptr, 0}, {});
    weights_.absolute += of.absolute, weights_.squared += of.squared;
  }
}

void FusedNetwork::transpose(const FusedLayer& layer) {
  fused_.transpose(layer.weights, layer.columns, layer.transposed, layer.input_stride, layer.inputs,
                   layer.units);
}

/// A gradient that is not finite makes the weight so that it updates.
bool FusedNetwork::finite() const { return kernels_.finite(memory_.state.data(), memory_.state.size()); }

}  // namespace accelbench::cpu
