// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/plan.h"

#include <algorithm>

#include "core/cpu/kernels.h"
#include "core/engine/engine.h"
#include "core/math/scalar.h"
#include "core/work/order.h"

namespace accelbench::cpu {
namespace {

// A meeting of threads costs about a microsecond and a step has some ten of them; below this a step takes
// less time on one core than two cores save.
constexpr double flop_worth_sharing = 4e6;
constexpr std::size_t update_elements = 8192;
constexpr std::size_t evaluation_rows_at_most = 256;
constexpr std::size_t first_cache_bytes = 32 * 1024;

std::size_t rounded_up(std::size_t value, std::size_t unit) { return parts(value, unit) * unit; }

/// Hands out places one after another; remembers whether a size could not be counted.
class Layout {
 public:
  Place take(std::size_t count, std::size_t size) {
    std::size_t bytes = 0;
    overflow_ |= __builtin_mul_overflow(count, size, &bytes) || bytes > limit;
    if (overflow_) return {};
    const Place place{bytes_, bytes};
    bytes_ += rounded_up(bytes, row_alignment);
    overflow_ |= bytes_ > limit;
    return place;
  }
  bool overflow() const { return overflow_; }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t limit = std::size_t{1} << 62;
  std::size_t bytes_ = 0;
  bool overflow_ = false;
};

struct Extent {
  std::size_t rows, columns, depth;
};

/// Tiles of equal size as far as possible, at most tile_rows × most_columns; a function of the extent alone.
Tiling tiling_of(const Extent& extent, std::size_t most_columns, std::size_t element_bytes) {
  Tiling tiling;
  tiling.rows = rounded_up(parts(extent.rows, parts(extent.rows, tile_rows)), 8);
  const std::size_t column_tiles = parts(extent.columns, most_columns);
  tiling.columns = rounded_up(parts(extent.columns, column_tiles), row_alignment / element_bytes * 2);
  tiling.column_tiles = parts(extent.columns, tiling.columns);
  tiling.copies = extent.depth * extent.columns * element_bytes > first_cache_bytes;
  return tiling;
}

class Planner {
 public:
  Planner(const Work& work, Precision precision, std::int64_t threads)
      : work_(work), asked_threads_(threads) {
    plan_.element_bytes = precision == Precision::float64 ? 8 : 4;
  }

  Result<Plan> plan() {
    if (auto sizes = set_sizes(); !sizes) return tl::make_unexpected(sizes.error());
    add_layers();
    set_gradient_flow();
    for (LayerPlan& layer : plan_.layers) cut(layer);
    plan_.threads = flop_per_step() < flop_worth_sharing ? 1 : asked_threads_;
    place_all();
    if (layout_.overflow()) return too_large();
    plan_.bytes = layout_.bytes();
    return plan_;
  }

 private:
  tl::unexpected<Error> too_large() const {
    return unavailable("cpu", "this model and batch need more memory than can be counted (2^62 bytes)",
                       "use fewer units or a smaller batch");
  }

  std::size_t columns_of(std::size_t width) const {
    return rounded_up(width, row_alignment / plan_.element_bytes);
  }

  Status set_sizes() {
    constexpr std::int64_t most = std::int64_t{1} << 40;  // a product of two stays countable
    for (const LayerSpec& layer : work_.experiment.model.layers)
      if (layer.units < 1 || layer.units > most) return too_large();
    if (work_.features() < 1 || work_.features() > most || work_.experiment.model.layers.empty())
      return too_large();
    const auto& training = work_.experiment.training;
    const std::int64_t samples = work_.data.train.samples;
    plan_.features = static_cast<std::size_t>(work_.features());
    plan_.feature_columns = columns_of(plan_.features);
    plan_.batch_rows = static_cast<std::size_t>(
        std::clamp<std::int64_t>(training.batch_size, 1, std::max<std::int64_t>(samples, 1)));
    const auto validation =
        static_cast<std::size_t>(std::max<std::int64_t>(work_.data.validation.samples, 0));
    plan_.evaluation_rows = std::min(validation, std::max(plan_.batch_rows, evaluation_rows_at_most));
    plan_.rows = std::max(plan_.batch_rows, plan_.evaluation_rows);
    plan_.one_hot = !work_.data.train.labels.empty() && training.loss != Loss::categorical_crossentropy;
    plan_.order_table = training.shuffle && samples <= shuffle_by_exchange_up_to;
    return {};
  }

  void add_layers() {
    std::size_t inputs = plan_.features;
    for (const LayerSpec& spec : work_.experiment.model.layers) {
      LayerPlan layer;
      layer.inputs = inputs;
      layer.units = static_cast<std::size_t>(spec.units);
      layer.input_columns = columns_of(inputs);
      layer.columns = columns_of(layer.units);
      layer.activation = spec.activation;
      layer.dropout = spec.dropout;
      layer.keeps_slopes = spec.dropout > 0 || scalar_math::slope_needs_input(spec.activation);
      const std::size_t index = plan_.layers.size();
      layer.trained = index >= work_.frozen.size() || !work_.frozen[index];
      inputs = layer.units;
      plan_.layers.push_back(layer);
    }
    plan_.outputs = inputs;
  }

  void set_gradient_flow() {
    bool trained_below = false;
    for (LayerPlan& layer : plan_.layers) {
      layer.passes_gradient = trained_below;
      trained_below |= layer.trained;
    }
  }

  void cut(LayerPlan& layer) const {
    const std::size_t most_columns = 1024 / plan_.element_bytes, size = plan_.element_bytes;
    layer.forward = tiling_of({plan_.batch_rows, layer.columns, layer.inputs}, most_columns, size);
    layer.weight_gradient = tiling_of({layer.inputs, layer.columns, plan_.batch_rows}, most_columns, size);
    layer.input_gradient =
        tiling_of({plan_.batch_rows, layer.input_columns, layer.units}, most_columns, size);
    layer.bias_tiles = parts(layer.columns, most_columns);
    layer.update_rows =
        rounded_up(std::max<std::size_t>(update_elements / layer.columns, 1), row_alignment / size);
    layer.update_tasks = parts(layer.inputs + 1, layer.update_rows);
  }

  double flop_per_step() const {
    double multiplications = 0;
    for (const LayerPlan& layer : plan_.layers)
      multiplications += static_cast<double>(layer.inputs) * static_cast<double>(layer.units) *
                         (layer.passes_gradient ? 3 : 2);
    return 2 * multiplications * static_cast<double>(plan_.batch_rows);
  }

  void place_all() {
    place_parameters();
    place_batch();
    for (LayerPlan& layer : plan_.layers) place(layer);
    std::size_t widest = 0;
    for (const LayerPlan& layer : plan_.layers) widest = std::max(widest, layer.columns);
    for (Place& delta : plan_.deltas) delta = take(plan_.rows, widest);
    plan_.zeros = take(1, std::max({widest, plan_.feature_columns, std::size_t{1024} / plan_.element_bytes}));
    plan_.partial_sums = layout_.take(parts(plan_.rows, output_rows), sizeof(BatchSums));
    const LayerPlan& last = plan_.layers.back();
    if (last.activation == Activation::softmax && last.dropout > 0)
      plan_.kept_softmax = take(plan_.rows, last.columns);
    place_scratch();
  }

  /// A matrix of elements; the number of elements itself must be countable.
  Place take(std::size_t rows, std::size_t columns) {
    std::size_t elements = 0;
    if (__builtin_mul_overflow(rows, columns, &elements)) elements = std::size_t{1} << 62;
    return layout_.take(elements, plan_.element_bytes);
  }

  void place_parameters() {
    for (LayerPlan& layer : plan_.layers) {
      layer.weights = plan_.weight_elements;
      layer.state = plan_.state_elements;
      std::size_t elements = 0;
      if (__builtin_mul_overflow(layer.inputs + 1, layer.columns, &elements)) elements = std::size_t{1} << 62;
      plan_.weight_elements = std::min(plan_.weight_elements + elements, std::size_t{1} << 62);
      if (layer.trained)
        plan_.state_elements = std::min(plan_.state_elements + elements, std::size_t{1} << 62);
    }
    plan_.moments = moments_of(work_.experiment.training.optimizer);
    plan_.weights = take(1, plan_.weight_elements);
    plan_.first = take(plan_.moments >= 1 ? 1 : 0, plan_.state_elements);
    plan_.second = take(plan_.moments >= 2 ? 1 : 0, plan_.state_elements);
    plan_.gradients = take(1, plan_.state_elements);
  }

  static int moments_of(const OptimizerSpec& optimizer) {
    switch (optimizer.name) {
      case OptimizerKind::adam:
      case OptimizerKind::adamw:
        return 2;
      case OptimizerKind::sgd:
        return optimizer.momentum != 0 ? 1 : 0;
      case OptimizerKind::rmsprop:
        return 1;
    }
    return 0;
  }

  void place_batch() {
    const bool classes = work_.experiment.training.loss == Loss::categorical_crossentropy;
    plan_.batch_x = take(plan_.rows, plan_.feature_columns);
    plan_.batch_y = classes ? Place{} : take(plan_.rows, columns_of(plan_.outputs));
    plan_.batch_labels = layout_.take(work_.data.train.labels.empty() ? 0 : plan_.rows, sizeof(std::int32_t));
    const std::int64_t samples = work_.data.train.samples;
    plan_.order =
        layout_.take(plan_.order_table ? static_cast<std::size_t>(samples) : 0, sizeof(std::int32_t));
  }

  void place(LayerPlan& layer) {
    layer.values = take(plan_.rows, layer.columns);
    if (layer.keeps_slopes) layer.slopes = take(plan_.rows, layer.columns);
    if (layer.passes_gradient) layer.transposed = take(layer.units, layer.input_columns);
  }

  void place_scratch() {
    bool copies = false;
    for (const LayerPlan& layer : plan_.layers)
      copies |= layer.forward.copies || layer.weight_gradient.copies || layer.input_gradient.copies;
    const std::size_t elements =
        plan_.element_bytes == 8 ? scratch_elements<double> : scratch_elements<float>;
    plan_.scratch_bytes = copies ? rounded_up(elements * plan_.element_bytes, row_alignment) : 0;
    plan_.scratch = layout_.take(static_cast<std::size_t>(plan_.threads), plan_.scratch_bytes);
  }

  const Work& work_;
  std::int64_t asked_threads_;
  Plan plan_;
  Layout layout_;
};

}  // namespace

Result<Plan> make_plan(const Work& work, Precision precision, std::int64_t threads) {
  return Planner(work, precision, threads).plan();
}

}  // namespace accelbench::cpu
