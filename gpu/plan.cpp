// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/plan.h"

#include <algorithm>

#include "core/math/scalar.h"
#include "core/work/order.h"
#include "gpu/kernels/gradients.h"
#include "gpu/kernels/outputs.h"
#include "gpu/kernels/step_state.h"

namespace accelbench::cuda {
namespace {

constexpr std::int64_t largest = std::int64_t{1}
                                 << 46;         // no device has 64 TiB: what is larger is not counted on
constexpr std::int64_t evaluation_rows = 1024;  // at least, where there are so many

std::int64_t rounded_up(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

/// Hands out places one after the other, until the sum is larger than any device.
class Places {
 public:
  Place take(std::int64_t rows, std::int64_t columns, std::int64_t element_bytes) {
    std::int64_t elements = 0, bytes = 0;
    if (__builtin_mul_overflow(rows, columns, &elements) ||
        __builtin_mul_overflow(elements, element_bytes, &bytes) || bytes > largest || next_ > largest)
      too_large_ = true;
    const Place place{next_, too_large_ ? 0 : bytes};
    next_ = rounded_up(next_ + place.bytes, place_bytes);
    return place;
  }
  bool too_large() const { return too_large_; }
  std::int64_t bytes() const { return next_; }

 private:
  std::int64_t next_ = 0;
  bool too_large_ = false;
};

int moments_of(const OptimizerSpec& optimizer) {
  if (optimizer.name == OptimizerKind::adam || optimizer.name == OptimizerKind::adamw) return 2;
  return optimizer.name == OptimizerKind::rmsprop || optimizer.momentum != 0 ? 1 : 0;
}

void set_batches(const Work& work, Plan& plan) {
  const std::int64_t samples = work.data.train.samples, seen = work.data.validation.samples;
  plan.batch = std::min(work.experiment.training.batch_size, samples);
  plan.short_batch = samples % plan.batch;
  plan.evaluation_batch = std::min(seen, std::max(plan.batch, evaluation_rows));
  plan.short_evaluation = plan.evaluation_batch > 0 ? seen % plan.evaluation_batch : 0;
  const auto most = [&](std::int64_t full, std::int64_t last) {
    return std::max(plan.share.count(full), plan.share.count(last));  // of a rank the last may be more
  };
  plan.training_rows = most(plan.batch, plan.short_batch);
  plan.rows = std::max(plan.training_rows, most(plan.evaluation_batch, plan.short_evaluation));
}

void add_layers(const Work& work, Plan& plan) {
  std::int64_t inputs = plan.features, input_stride = plan.feature_stride;
  bool trained_below = false;
  const auto& specs = work.experiment.model.layers;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    LayerPlan layer;
    layer.inputs = inputs, layer.input_stride = input_stride;
    layer.units = specs[i].units, layer.stride = rounded_up(layer.units, row_elements);
    layer.activation = specs[i].activation, layer.dropout = specs[i].dropout;
    layer.trained = i >= work.frozen.size() || !work.frozen[i];
    layer.passes_gradient = trained_below;
    layer.last = i + 1 == specs.size();
    layer.keeps_sums = !layer.last && (layer.dropout > 0 || scalar_math::slope_needs_input(layer.activation));
    layer.weights = plan.parameters;
    plan.parameters += rounded_up(layer.parameters(), place_bytes / 2);
    trained_below = trained_below || layer.trained;
    inputs = layer.units, input_stride = layer.stride;
    plan.layers.push_back(layer);
  }
}

/// Whether a product may do this layer's relu on its way, and leave a mask for the way back.
bool may_have_mask(const Plan& plan, std::size_t layer) {
  const LayerPlan& of = plan.layers[layer];
  return !of.last && of.activation == Activation::relu && of.dropout == 0 &&
         plan.layers[layer + 1].passes_gradient;
}

void place_layers(Plan& plan, Places& places) {
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    LayerPlan& layer = plan.layers[i];
    layer.values = places.take(plan.rows, layer.stride, layer.last ? 4 : plan.operand_bytes);
    layer.deltas = places.take(plan.training_rows, layer.stride, plan.operand_bytes);
    layer.sums = layer.keeps_sums ? places.take(plan.rows, layer.stride, plan.operand_bytes) : layer.values;
    if (!may_have_mask(plan, i)) continue;
    layer.mask_stride = rounded_up(layer.units, 128);
    layer.mask = places.take(plan.rows, layer.mask_stride / 8, 1);
  }
}

SamplesPlan place_samples(const Samples& samples, std::int64_t outputs, const Plan& plan, Places& places) {
  SamplesPlan placed{
      samples.samples, places.take(samples.samples, plan.feature_stride, plan.operand_bytes), {}};
  placed.y = places.take(samples.samples, samples.labels.empty() ? outputs : 1, 4);
  return placed;
}

void place_parameters(Plan& plan, Places& places) {
  plan.weights = places.take(plan.parameters, 1, 4);
  if (plan.moments >= 1) plan.first = places.take(plan.parameters, 1, 4);
  if (plan.moments >= 2) plan.second = places.take(plan.parameters, 1, 4);
  plan.gradients = places.take(plan.parameters, 1, 4);
  if (plan.operand_bytes == 2) plan.operand_weights = places.take(plan.parameters, 1, 2);
}

void place_step(Plan& plan, Places& places) {
  std::int64_t widest = 0;
  for (const LayerPlan& layer : plan.layers) widest = std::max(widest, layer.stride);
  plan.rows_of_batch = places.take(plan.rows, 1, 8);
  plan.batch_x = places.take(plan.rows, plan.feature_stride, plan.operand_bytes);
  plan.state = places.take(1, 1, sizeof(StepState));
  plan.evaluation_state = places.take(1, 1, sizeof(StepState));
  const auto outputs = static_cast<std::uint64_t>(plan.layers.back().units);
  const auto blocks = Outputs<float>::blocks_for(static_cast<std::uint64_t>(plan.rows),
                                                 Outputs<float>::lanes_log_for(outputs));
  plan.output_parts = places.take(blocks, 1, sizeof(OutputPart));
  const auto column_parts = SumColumns<float>::parts_for(static_cast<std::uint64_t>(plan.training_rows));
  plan.column_parts = places.take(static_cast<std::int64_t>(column_parts), widest, 4);
  for (Place& workspace : plan.workspaces) workspace = places.take(workspace_bytes, 1, 1);
}

void place_weight_parts(Plan& plan, Places& places) {
  if (!plan.clips && !plan.penalises) return;
  for (const LayerPlan& layer : plan.layers)
    if (layer.trained)
      plan.weight_parts += Regularise::blocks_for(static_cast<std::uint64_t>(layer.parameters()));
  plan.parts = places.take(plan.weight_parts, 1, sizeof(WeightPart));
}

}  // namespace

Result<Plan> make_plan(const Work& work, Precision precision, const std::optional<RowShare>& share) {
  const TrainingSpec& training = work.experiment.training;
  Plan plan;
  plan.precision = precision;
  plan.share = share.value_or(RowShare{});
  plan.exchanges = share.has_value();
  plan.operand_bytes = precision == Precision::bfloat16 ? 2 : 4;
  plan.features = work.features(), plan.feature_stride = rounded_up(plan.features, row_elements);
  plan.moments = moments_of(training.optimizer);
  plan.clips = training.clip_norm.has_value();
  plan.penalises = training.l1 != 0 || training.l2 != 0;
  plan.has_table = training.shuffle && work.data.train.samples <= shuffle_by_exchange_up_to;
  set_batches(work, plan);
  add_layers(work, plan);
  Places places;
  place_parameters(plan, places);
  place_layers(plan, places);
  place_step(plan, places);
  place_weight_parts(plan, places);
  plan.train = place_samples(work.data.train, work.outputs(), plan, places);
  plan.validation = place_samples(work.data.validation, work.outputs(), plan, places);
  if (plan.has_table) plan.orders = places.take(2, work.data.train.samples, 4);
  plan.bytes = places.bytes();
  if (places.too_large())
    return unavailable("cuda", "this training needs more memory than any device has",
                       "use fewer samples, fewer units or a smaller batch");
  return plan;
}

}  // namespace accelbench::cuda
