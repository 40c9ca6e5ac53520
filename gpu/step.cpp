// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/step.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/engine/engine.h"
#include "core/math/bfloat16.h"
#include "gpu/variants.h"

namespace accelbench::cuda {
namespace {

/// Parameters that are updated together: fewer would cost more to launch than to do.
constexpr std::int64_t update_at_once = 1 << 20;
/// The same for exchanges, 16 MB: shorter ones take longer than their bytes need, a longer one would leave
/// the devices waiting for the last.
constexpr std::int64_t exchange_at_once = 1 << 22;

/// Every product of a plan is there, for every batch: those with a bias or without.
DeviceError no_algorithm(const ProductSpec& spec) {
  return DeviceError(fmt::format("cuBLASLt has no algorithm for the product {}", spec.key()));
}

}  // namespace

std::vector<UpdateGroup> update_groups(const Plan& plan) {
  std::vector<UpdateGroup> groups;
  const std::int64_t at_once = plan.exchanges ? exchange_at_once : update_at_once;
  for (std::size_t layer = plan.layers.size(); layer-- > 0;) {
    const LayerPlan& of = plan.layers[layer];
    if (!of.trained) continue;
    const bool goes_on =
        !groups.empty() && groups.back().lowest == layer + 1 && groups.back().count < at_once;
    if (!goes_on) groups.push_back({layer, of.weights, of.parameters()});
    UpdateGroup& group = groups.back();
    group.count += group.first - of.weights;
    group.first = of.weights;
    group.lowest = layer;
  }
  return groups;
}

Step::Step(Buffers& buffers, const StepSettings& settings, Tuner& tuner)
    : buffers_(buffers),
      settings_(settings),
      library_(tuner.library()),
      main_(buffers.stream()),
      variants_(choose_variants(buffers, settings, tuner)),
      groups_(update_groups(buffers.plan())) {
  const Plan& plan = buffers.plan();
  for (const auto& [rows, trains] :
       {std::pair(plan.batch, true), std::pair(plan.short_batch, true),
        std::pair(plan.evaluation_batch, false), std::pair(plan.short_evaluation, false)})
    if (rows > 0) products_.push_back(choose_products(plan.kind(rows, trains), tuner));
}

bool Step::is_usual(const BatchKind& kind) const {
  const Plan& plan = buffers_.plan();
  return kind.whole == (kind.trains ? plan.usual_kind().whole : plan.evaluation_batch);
}

BatchProducts Step::choose_products(const BatchKind& kind, Tuner& tuner) const {
  const auto chosen = [&](const ProductSpec& spec) {
    const auto tuned = is_usual(kind) ? tuner.tune(spec) : tuner.suggest(spec);
    if (!tuned) throw no_algorithm(spec);
    return ChosenProduct{spec, tuned->algorithm};
  };
  const Plan& plan = buffers_.plan();
  BatchProducts products{kind, {}, {}, {}};
  if (kind.rows == 0) return products;
  for (std::size_t layer = 0; layer < plan.layers.size(); ++layer) {
    products.forward.push_back(chosen(forward_product(buffers_, layer, kind, variants_[layer].mask)));
    if (!kind.trains) continue;
    products.weight_gradient.push_back(
        plan.layers[layer].trained
            ? chosen(weight_gradient_product(buffers_, layer, kind.rows, variants_[layer].bias_gradient))
            : ChosenProduct{});
    products.input_gradient.push_back(
        plan.layers[layer].passes_gradient
            ? chosen(input_gradient_product(buffers_, layer, kind.rows, variants_[layer - 1]))
            : ChosenProduct{});
  }
  return products;
}

std::vector<BatchKind> Step::kinds() const {
  std::vector<BatchKind> kinds;
  for (const BatchProducts& products : products_) kinds.push_back(products.kind);
  return kinds;
}

const BatchProducts& Step::products_of(const BatchKind& kind) const {
  return *std::ranges::find(products_, kind, &BatchProducts::kind);
}

void Step::multiply(const ChosenProduct& product, cudaStream_t stream) {
  const Place& workspace = buffers_.plan().workspaces[stream == main_ ? 0 : 1];
  library_.run(product.spec, product.algorithm, buffers_.address(workspace), stream);
}

void Step::give(const BatchKind& kind) {
  const BatchProducts& products = products_of(kind);
  const bool narrow = buffers_.plan().operand_bytes == 2;
  launch(begin_step(buffers_, settings_, kind), main_);
  if (kind.rows > 0) narrow ? give_forward<Bfloat16>(products) : give_forward<float>(products);
  if (kind.trains) narrow ? give_backward<Bfloat16>(products) : give_backward<float>(products);
  launch(end_step(buffers_, kind), main_);
}

template <class O>
void Step::give_forward(const BatchProducts& products) {
  const Plan& plan = buffers_.plan();
  launch(gather<O>(buffers_, products.kind), main_);
  for (std::size_t layer = 0; layer < plan.layers.size(); ++layer) {
    multiply(products.forward[layer], main_);
    if (has_activation_kernel(plan.layers[layer], variants_[layer]))
      launch(activate<O>(buffers_, settings_, layer, products.kind), main_);
  }
  launch(outputs<O>(buffers_, settings_, products.kind), main_);
}

/// From the last layer down: its weight gradient beside the deltas of the layer below. An update waits for
/// both, as both read what it changes.
template <class O>
void Step::give_backward(const BatchProducts& products) {
  const Plan& plan = buffers_.plan();
  if (groups_.empty()) return;  // nothing is trained, and the other stream has no part in this step
  if (products.kind.rows == 0) give_zeros();
  for (std::size_t layer = plan.layers.size(); layer-- > 0;) {
    const LayerPlan& of = plan.layers[layer];
    if (!of.trained && !of.passes_gradient) break;
    if (products.kind.rows > 0) {
      follow(side_.get(), main_, deltas_ready_.get());
      if (of.passes_gradient) give_deltas_below<O>(products, layer);
      if (of.trained) give_weight_gradient<O>(products, layer);
    }
    conclude(layer);
  }
  if (regularises()) give_updates_together();
  follow(main_, side_.get(), side_done_.get());
  if (exchanges()) follow(main_, updates_.get(), updates_done_.get());
}

void Step::give_zeros() {
  follow(side_.get(), main_, deltas_ready_.get());
  const Place& gradients = buffers_.plan().gradients;
  check(
      cudaMemsetAsync(buffers_.address(gradients), 0, static_cast<std::size_t>(gradients.bytes), side_.get()),
      "clearing gradients");
}

template <class O>
void Step::give_deltas_below(const BatchProducts& products, std::size_t layer) {
  multiply(products.input_gradient[layer], main_);
  check(cudaEventRecord(deltas_given_.get(), main_), "ordering streams");
  if (has_activation_kernel(buffers_.plan().layers[layer - 1], variants_[layer - 1]))
    launch(multiply_by_slopes<O>(buffers_, settings_, layer - 1, products.kind), main_);
}

template <class O>
void Step::give_weight_gradient(const BatchProducts& products, std::size_t layer) {
  multiply(products.weight_gradient[layer], side_.get());
  if (variants_[layer].bias_gradient == BiasGradient::column_sums) {
    const auto sums = sum_columns<O>(buffers_, layer, products.kind.rows);
    launch(sums, side_.get());
    if (SumColumns<O>::parts_for(sums.of.rows) > 1)
      launch(sum_parts(buffers_, layer, products.kind.rows), side_.get());
  }
  if (buffers_.plan().layers[layer].passes_gradient)
    check(cudaStreamWaitEvent(side_.get(), deltas_given_.get(), 0), "ordering streams");
}

/// What begins when the gradients of a layer and all above it are given.
void Step::conclude(std::size_t layer) {
  const auto group = std::ranges::find(groups_, layer, &UpdateGroup::lowest);
  if (group == groups_.end()) return;
  if (exchanges()) give_exchange(*group);
  if (!regularises()) give_update(*group, exchanges() ? updates_.get() : side_.get());
}

/// Updates wait for it, on a stream of their own: neither the next bucket nor the next layer waits for them.
void Step::give_exchange(const UpdateGroup& group) {
  follow(exchange_.get(), side_.get(), bucket_ready_.get());
  const auto gradients = buffers_.array<float>(buffers_.plan().gradients);
  communicator_->all_reduce(
      gradients.from(static_cast<std::size_t>(group.first), static_cast<std::size_t>(group.count)),
      exchange_.get());
  follow(updates_.get(), exchange_.get(), bucket_back_.get());
}

void Step::give_update(const UpdateGroup& group, cudaStream_t stream) {
  launch(update(buffers_, settings_, group.first, group.count), stream);
}

/// Gradients that are clipped wait for all the others. Every rank adds the penalty's to the sums of all, as
/// each has the same weights.
void Step::give_updates_together() {
  const cudaStream_t stream = exchanges() ? updates_.get() : side_.get();
  give_regularisation(true, stream);
  for (const UpdateGroup& group : groups_) give_update(group, stream);
}

void Step::give_regularisation(bool trains, cudaStream_t stream) {
  const Plan& plan = buffers_.plan();
  std::size_t parts = 0;
  for (std::size_t layer = 0; layer < plan.layers.size(); ++layer) {
    if (!plan.layers[layer].trained) continue;
    const Regularise kernel = regularise(buffers_, settings_, layer, parts, trains);
    launch(kernel, stream);
    parts += kernel.partial.size();
  }
  launch(conclude_gradients(buffers_, settings_, trains), stream);
}

void Step::give_penalty() {
  if (buffers_.plan().penalises && buffers_.plan().weight_parts > 0) give_regularisation(false, main_);
}

void Step::give_finite_check() {
  const Plan& plan = buffers_.plan();
  for (const Place& place : {plan.weights, plan.gradients})
    launch(LookForNotFinite{buffers_.array<const float>(place), buffers_.state(true)}, main_);
  launch(TellState{buffers_.state(true), buffers_.ring_on_device()}, main_);
}

std::string Step::variants() const {
  const auto in_products = std::ranges::count(variants_, true, &LayerVariant::mask);
  const auto summed = std::ranges::count_if(
      variants_, [](const LayerVariant& of) { return of.bias_gradient != BiasGradient::column_sums; });
  return fmt::format("relu in the products of {}, bias gradients in those of {} of {} layers", in_products,
                     summed, variants_.size());
}

}  // namespace accelbench::cuda
