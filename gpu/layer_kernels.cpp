// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/layer_kernels.h"

namespace accelbench::cuda {
namespace {

std::uint64_t wide(std::int64_t value) { return static_cast<std::uint64_t>(value); }

template <class O>
Matrix<O> matrix(Array<O> values, std::int64_t stride, std::int64_t rows, std::int64_t columns) {
  return {values, wide(stride), wide(rows), wide(columns)};
}

Array<float> biases_in(const Buffers& buffers, const LayerPlan& layer) {
  return buffers.array<float>(buffers.plan().gradients).from(wide(layer.biases()), wide(layer.units));
}

Dropping dropping(const Buffers& buffers, const StepSettings& settings, std::size_t index,
                  const BatchKind& kind) {
  const LayerPlan& layer = buffers.plan().layers[index];
  if (!kind.trains || layer.dropout == 0) return {};
  return {static_cast<float>(1.0 / (1.0 - layer.dropout)),
          DropoutDraw::of_layer(settings.seed, static_cast<std::uint32_t>(index), layer.units, layer.dropout),
          buffers.state(true), wide(settings.batch_size), wide(kind.first)};
}

Targets targets(const Buffers& buffers, const StepSettings& settings, bool trains) {
  const Plan& plan = buffers.plan();
  const Place& y = trains ? plan.train.y : plan.validation.y;
  Targets targets;
  targets.outputs = wide(plan.layers.back().units);
  if (settings.classes)
    targets.labels = buffers.array<const std::int32_t>(y);
  else
    targets.numbers = buffers.array<const float>(y);
  return targets;
}

RowOrder order_of(const Plan& plan, const StepSettings& settings, bool trains) {
  if (!trains || !settings.shuffle) return RowOrder::as_they_stand;
  return plan.has_table ? RowOrder::table : RowOrder::network;
}

std::uint32_t output_blocks(const Plan& plan, std::int64_t rows) {
  const std::uint32_t lanes = Outputs<float>::lanes_log_for(wide(plan.layers.back().units));
  return Outputs<float>::blocks_for(wide(rows), lanes);
}

}  // namespace

StepSettings StepSettings::of(const Work& work) {
  const TrainingSpec& training = work.experiment.training;
  const OptimizerSpec& optimizer = training.optimizer;
  return {training.seed,
          training.shuffle,
          training.batch_size,
          training.loss,
          work.data.classes > 0,
          {optimizer.name, optimizer.nesterov, optimizer.beta_1, optimizer.beta_2, optimizer.epsilon,
           optimizer.weight_decay, optimizer.momentum, optimizer.rho},
          training.l1,
          training.l2,
          training.clip_norm.value_or(0)};
}

BeginStep begin_step(const Buffers& buffers, const StepSettings& settings, const BatchKind& kind) {
  const Plan& plan = buffers.plan();
  return {buffers.state(kind.trains),
          buffers.array<const std::int32_t>(plan.orders),
          order_of(plan, settings, kind.trains),
          buffers.array<std::int64_t>(plan.rows_of_batch),
          wide(kind.rows),
          wide(kind.first),
          settings.optimizer};
}

EndStep end_step(const Buffers& buffers, const BatchKind& kind) {
  const Plan& plan = buffers.plan();
  const auto parts = buffers.array<const OutputPart>(plan.output_parts);
  return {parts.from(0, output_blocks(plan, kind.rows)),
          buffers.state(kind.trains),
          buffers.ring_on_device(),
          wide(kind.rows),
          wide(kind.whole),
          wide(plan.layers.back().units),
          kind.trains,
          plan.exchanges};
}

Update update(const Buffers& buffers, const StepSettings& settings, std::int64_t first, std::int64_t count) {
  const Plan& plan = buffers.plan();
  const auto part = [&](const Place& place) {
    const auto all = buffers.array<float>(place);
    return all.empty() ? all : all.from(wide(first), wide(count));
  };
  const auto operands = buffers.array<Bfloat16>(plan.operand_weights);
  return {settings.optimizer.name, settings.optimizer.nesterov,
          buffers.state(true),     part(plan.weights),
          part(plan.gradients),    part(plan.first),
          part(plan.second),       operands.empty() ? operands : operands.from(wide(first), wide(count))};
}

Regularise regularise(const Buffers& buffers, const StepSettings& settings, std::size_t index,
                      std::size_t parts, bool gradients) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  const auto first = wide(layer.weights), count = wide(layer.parameters());
  const auto all_parts = buffers.array<WeightPart>(plan.parts);
  return {buffers.array<const float>(plan.weights).from(first, count),
          gradients ? buffers.array<float>(plan.gradients).from(first, count) : Array<float>(),
          plan.penalises ? wide(layer.units * layer.input_stride) : 0,
          static_cast<float>(settings.l1),
          static_cast<float>(settings.l2),
          all_parts.from(parts, Regularise::blocks_for(count))};
}

ConcludeGradients conclude_gradients(const Buffers& buffers, const StepSettings& settings, bool trains) {
  return {buffers.array<const WeightPart>(buffers.plan().parts), buffers.state(trains), settings.l1,
          settings.l2, trains ? settings.clip_norm : 0};
}

template <class O>
Gather<O> gather(const Buffers& buffers, const BatchKind& kind) {
  const Plan& plan = buffers.plan();
  return {buffers.array<const O>(kind.trains ? plan.train.x : plan.validation.x),
          buffers.array<const std::int64_t>(plan.rows_of_batch),
          matrix(buffers.array<O>(plan.batch_x), plan.feature_stride, kind.rows, plan.features)};
}

bool has_activation_kernel(const LayerPlan& layer, const LayerVariant& variant) {
  if (layer.last || variant.mask) return false;
  return layer.activation != Activation::linear || layer.dropout > 0;
}

template <class O>
Activate<O> activate(const Buffers& buffers, const StepSettings& settings, std::size_t index,
                     const BatchKind& kind) {
  const LayerPlan& layer = buffers.plan().layers[index];
  return {layer.activation, matrix(buffers.array<const O>(layer.sums), layer.stride, kind.rows, layer.units),
          buffers.array<O>(layer.values), dropping(buffers, settings, index, kind)};
}

template <class O>
MultiplyBySlopes<O> multiply_by_slopes(const Buffers& buffers, const StepSettings& settings,
                                       std::size_t index, const BatchKind& kind) {
  const LayerPlan& layer = buffers.plan().layers[index];
  return {layer.activation, matrix(buffers.array<O>(layer.deltas), layer.stride, kind.rows, layer.units),
          buffers.array<const O>(layer.sums), layer.keeps_sums, dropping(buffers, settings, index, kind)};
}

template <class O>
Outputs<O> outputs(const Buffers& buffers, const StepSettings& settings, const BatchKind& kind) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers.back();
  const std::uint32_t lanes = Outputs<O>::lanes_log_for(wide(layer.units));
  return {matrix(buffers.array<const float>(layer.values), layer.stride, kind.rows, layer.units),
          kind.trains ? buffers.array<O>(layer.deltas) : Array<O>(),
          buffers.array<const std::int64_t>(plan.rows_of_batch),
          targets(buffers, settings, kind.trains),
          settings.loss,
          layer.activation,
          dropping(buffers, settings, plan.layers.size() - 1, kind),
          buffers.array<OutputPart>(plan.output_parts),
          lanes,
          wide(kind.whole)};
}

template <class O>
SumColumns<O> sum_columns(const Buffers& buffers, std::size_t index, std::int64_t rows) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  const auto deltas = matrix(buffers.array<const O>(layer.deltas), layer.stride, rows, layer.units);
  const bool one_part = SumColumns<O>::parts_for(wide(rows)) == 1;
  return {deltas, one_part ? biases_in(buffers, layer) : buffers.array<float>(plan.column_parts)};
}

SumParts sum_parts(const Buffers& buffers, std::size_t index, std::int64_t rows) {
  const Plan& plan = buffers.plan();
  const LayerPlan& layer = plan.layers[index];
  return {buffers.array<const float>(plan.column_parts), SumColumns<float>::parts_for(wide(rows)),
          wide(layer.stride), biases_in(buffers, layer)};
}

#define ACCELBENCH_INSTANTIATE(O)                                                                    \
  template Gather<O> gather(const Buffers&, const BatchKind&);                                       \
  template Activate<O> activate(const Buffers&, const StepSettings&, std::size_t, const BatchKind&); \
  template MultiplyBySlopes<O> multiply_by_slopes(const Buffers&, const StepSettings&, std::size_t,  \
                                                  const BatchKind&);                                 \
  template Outputs<O> outputs(const Buffers&, const StepSettings&, const BatchKind&);                \
  template SumColumns<O> sum_columns(const Buffers&, std::size_t, std::int64_t);
ACCELBENCH_INSTANTIATE(float)
ACCELBENCH_INSTANTIATE(Bfloat16)
#undef ACCELBENCH_INSTANTIATE

}  // namespace accelbench::cuda
