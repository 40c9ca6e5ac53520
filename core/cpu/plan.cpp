// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/plan.h"

#include <algorithm>
#include <vector>

#include "core/cpu/kernels.h"
#include "core/cpu/onednn.h"
#include "core/cpu/plan_buckets.h"
#include "core/cpu/weight_training.h"
#include "core/cpu/work_sizes.h"
#include "core/engine/engine.h"
#include "core/math/scalar.h"
#include "core/work/order.h"

namespace accelbench::cpu {
namespace {

// A meeting of threads costs about a microsecond and a step has some ten of them; below this a step takes
// less time on one core than two cores save.
constexpr double flop_worth_sharing = 4e6;
constexpr std::size_t first_cache_bytes = std::size_t{32} * 1024;

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

/// Parts of equal size as far as possible, none above `most`, each a multiple of `unit`.
std::size_t equal_part(std::size_t whole, std::size_t most, std::size_t unit) {
  return rounded_up(parts(whole, parts(whole, most)), unit);
}

/// For our own product: at most tile_rows × most_columns; a function of the extent alone.
Tiling own_tiling(const Extent& extent, std::size_t element_bytes) {
  Tiling tiling;
  tiling.rows = equal_part(extent.rows, tile_rows, 8);
  tiling.columns = equal_part(extent.columns, 1024 / element_bytes, row_alignment / element_bytes * 2);
  tiling.column_tiles = parts(extent.columns, tiling.columns);
  tiling.copies = extent.depth * extent.columns * element_bytes > first_cache_bytes;
  return tiling;
}

/// What oneDNN's products like of their tiles, as measured: columns and rows at which they reach their rate,
/// how many tiles there should be, and the operations below which a tile is not cut further for that.
struct TileWish {
  std::size_t columns, least_rows, tiles;
  double operations;
};
struct TileWishes {
  TileWish forward, input_gradient, weight_gradient, deep_weight_gradient;
};
constexpr TileWishes float32_wishes{
    {128, 32, 32, 6e6}, {128, 64, 16, 6e6}, {128, 64, 32, 6e6}, {512, 64, 32, 6e6}};
// Twice as fast, and slower to start: larger tiles.
constexpr TileWishes bfloat16_wishes{
    {128, 64, 16, 12e6}, {128, 64, 16, 12e6}, {128, 64, 32, 9e6}, {128, 64, 32, 9e6}};
constexpr std::size_t deep = 256;  // samples over which weight gradients are summed
constexpr std::size_t most_tile_elements = std::size_t{64} * 1024;  // of float32: a quarter of a second cache

Tiling library_tiling(const Extent& extent, const TileWish& wish) {
  Tiling tiling;
  tiling.columns = equal_part(extent.columns, wish.columns, 32);
  tiling.column_tiles = parts(extent.columns, tiling.columns);
  const double of_row = 2.0 * static_cast<double>(tiling.columns) * static_cast<double>(extent.depth);
  std::size_t rows = std::min<std::size_t>(512, most_tile_elements / tiling.columns);
  const auto tiles = [&] { return parts(extent.rows, rows) * tiling.column_tiles; };
  while (rows > wish.least_rows &&
         (tiles() < 8 || (tiles() < wish.tiles && of_row * static_cast<double>(rows) > wish.operations)))
    rows /= 2;
  tiling.rows = equal_part(extent.rows, rows, 16);
  return tiling;
}

// Rows of a chain as oneDNN likes them, and the operations of a step above which meetings of the threads cost
// nothing beside tiles that are cut best for each layer.
constexpr std::size_t rows_of_chain = 64;
constexpr double flop_worth_tiling = 1e9;
constexpr double least_busy = 0.85;  // of the threads' time while chains are worked on

/// Whether so many equal tasks keep the threads busy.
bool keep_busy(std::size_t tasks, std::size_t threads) {
  const std::size_t room = parts(tasks, threads) * threads;
  return static_cast<double>(tasks) >= least_busy * static_cast<double>(room);
}

class Planner {
 public:
  Planner(const Work& work, Precision precision, std::int64_t threads, RowShare share, bool shards)
      : work_(work), asked_threads_(threads) {
    plan_.share = share;
    plan_.exchanges = share.size > 1;
    plan_.shards = plan_.exchanges && shards;
    plan_.precision = precision;
    plan_.element_bytes = precision == Precision::float64 ? 8 : 4;
    plan_.operand_bytes = precision == Precision::bfloat16 ? 2 : plan_.element_bytes;
    plan_.library_products = precision != Precision::float64 && library_products_built();
    plan_.clips = work.experiment.training.clip_norm.has_value();
    plan_.stores_gradients = plan_.clips || plan_.exchanges;
    plan_.penalises = work.experiment.training.l1 != 0 || work.experiment.training.l2 != 0;
  }

  Result<Plan> plan() {
    if (auto sizes = set_sizes(); !sizes) return tl::make_unexpected(sizes.error());
    add_layers();
    set_gradient_flow();
    plan_.flop_per_step = flop_per_step();
    plan_.threads = plan_.flop_per_step < flop_worth_sharing ? 1 : asked_threads_;
    choose_chains();
    for (LayerPlan& layer : plan_.layers) cut(layer);
    number_parts();
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
    return rounded_up(width, row_alignment / plan_.operand_bytes);
  }

  /// Rows whose starts lie a power of two apart fall into few sets of a cache (measured: products 15 %
  /// slower).
  std::size_t stride_of(std::size_t columns) const {
    const std::size_t bytes = columns * plan_.operand_bytes;
    return plan_.library_products && bytes % 1024 == 0 ? columns + row_alignment / plan_.operand_bytes
                                                       : columns;
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
    plan_.feature_stride = stride_of(plan_.feature_columns);
    plan_.whole_batch_rows = batch_rows_of(work_);
    plan_.whole_evaluation_rows = evaluation_rows_of(work_);
    plan_.batch_rows = std::max<std::size_t>(count_rows(plan_.whole_batch_rows, samples), 1);
    plan_.evaluation_rows = count_rows(plan_.whole_evaluation_rows, work_.data.validation.samples);
    plan_.rows = std::max(plan_.batch_rows, plan_.evaluation_rows);
    std::ranges::sort(plan_.row_counts);
    const auto repeated = std::ranges::unique(plan_.row_counts);
    plan_.row_counts.erase(repeated.begin(), repeated.end());
    std::erase(plan_.row_counts, 0U);
    plan_.one_hot = !work_.data.train.labels.empty() && training.loss != Loss::categorical_crossentropy;
    plan_.order_table = training.shuffle && samples <= shuffle_by_exchange_up_to;
    return {};
  }

  /// Notes this rank's rows of a whole batch and of the short last one; returns the larger count, which may
  /// be that of the short one: of 10 rows the fourth of seven ranks has one, of 9 two. Both may be 0.
  std::size_t count_rows(std::size_t whole, std::int64_t samples) {
    const auto all = static_cast<std::int64_t>(whole);
    const std::int64_t last = all == 0 ? 0 : std::max<std::int64_t>(samples, 0) % all;
    std::size_t most = 0;
    for (const std::int64_t rows : {plan_.share.count(all), plan_.share.count(last)}) {
      plan_.row_counts.push_back(static_cast<std::size_t>(rows));
      most = std::max(most, plan_.row_counts.back());
    }
    return most;
  }

  void add_layers() {
    std::size_t inputs = plan_.features;
    for (const LayerSpec& spec : work_.experiment.model.layers) {
      LayerPlan layer;
      layer.inputs = inputs;
      layer.units = static_cast<std::size_t>(spec.units);
      layer.input_columns = columns_of(inputs);
      layer.columns = columns_of(layer.units);
      layer.input_stride = stride_of(layer.input_columns);
      layer.stride = stride_of(layer.columns);
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

  void choose_chains() {
    plan_.trains_in_registers =
        plan_.library_products && !plan_.stores_gradients && !plan_.penalises &&
        plan_.batch_rows <= (plan_.operand_bytes == 2 ? samples_at_once<Bfloat16> : samples_at_once<float>);
    if (!plan_.library_products || plan_.batch_rows < 2 * rows_of_chain ||
        plan_.flop_per_step > flop_worth_tiling)
      return;
    plan_.chain_rows = rows_of_chain;
    plan_.chains = keep_busy(parts(plan_.batch_rows, rows_of_chain), static_cast<std::size_t>(plan_.threads));
  }

  void cut(LayerPlan& layer) const {
    const Extent forward{plan_.batch_rows, layer.columns, layer.inputs};
    const Extent weights{layer.inputs, layer.columns, plan_.batch_rows};
    const Extent inputs{plan_.batch_rows, layer.input_columns, layer.units};
    if (plan_.library_products) {
      const TileWishes& wishes = plan_.operand_bytes == 2 ? bfloat16_wishes : float32_wishes;
      const bool is_deep = plan_.batch_rows >= deep;
      layer.forward = library_tiling(forward, wishes.forward);
      layer.input_gradient = library_tiling(inputs, wishes.input_gradient);
      layer.weight_gradient =
          library_tiling(weights, is_deep ? wishes.deep_weight_gradient : wishes.weight_gradient);
      if (plan_.chain_rows > 0) layer.forward.rows = layer.input_gradient.rows = plan_.chain_rows;
    } else {
      layer.forward = own_tiling(forward, plan_.element_bytes);
      layer.input_gradient = own_tiling(inputs, plan_.element_bytes);
      layer.weight_gradient = own_tiling(weights, plan_.element_bytes);
    }
    layer.bias_tiles = parts(layer.columns, bias_columns);
  }

  void number_parts() {
    for (LayerPlan& layer : plan_.layers) {
      layer.first_part = plan_.parameter_parts;
      plan_.parameter_parts += layer.parameter_parts();
    }
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
    for (const LayerPlan& layer : plan_.layers) widest = std::max(widest, layer.stride);
    plan_.deltas.resize(plan_.chain_rows > 0 ? plan_.layers.size() : 3);
    for (Place& delta : plan_.deltas) delta = take(plan_.rows, widest, plan_.operand_bytes);
    const std::size_t zeros =
        std::max({widest, plan_.feature_stride, std::size_t{1024} / plan_.element_bytes});
    if (!plan_.library_products) plan_.zeros = take(1, zeros, plan_.element_bytes);
    plan_.partial_sums = layout_.take(parts(plan_.rows, output_rows), sizeof(BatchSums));
    if (plan_.clips || plan_.penalises)
      plan_.part_sums = layout_.take(plan_.parameter_parts, sizeof(PartSums));
    place_output(plan_.layers.back());
    place_scratch();
  }

  void place_output(const LayerPlan& last) {
    if (last.activation == Activation::softmax && last.dropout > 0)
      plan_.kept_softmax = take(plan_.rows, last.stride, plan_.element_bytes);
    if (plan_.operand_bytes == plan_.element_bytes) return;
    plan_.predictions = take(plan_.rows, last.stride, plan_.element_bytes);
    plan_.output_gradients = take(plan_.rows, last.stride, plan_.element_bytes);
  }

  /// A matrix of elements; the number of elements itself must be countable.
  Place take(std::size_t rows, std::size_t columns, std::size_t size) {
    std::size_t elements = 0;
    if (__builtin_mul_overflow(rows, columns, &elements)) elements = std::size_t{1} << 62;
    return layout_.take(elements, size);
  }

  void place_parameters() {
    for (LayerPlan& layer : plan_.layers) {
      layer.weights = plan_.weight_elements;
      layer.state = plan_.state_elements;
      std::size_t elements = 0;
      if (__builtin_mul_overflow(layer.inputs + 1, layer.stride, &elements)) elements = std::size_t{1} << 62;
      plan_.weight_elements = std::min(plan_.weight_elements + elements, std::size_t{1} << 62);
      if (layer.trained)
        plan_.state_elements = std::min(plan_.state_elements + elements, std::size_t{1} << 62);
    }
    plan_.moments = moments_of(work_.experiment.training.optimizer);
    plan_.moment_elements = plan_.state_elements;
    if (plan_.exchanges) plan_.moment_elements = plan_buckets(plan_);
    const std::size_t size = plan_.element_bytes;
    plan_.weights = take(1, plan_.weight_elements, size);
    plan_.first = take(plan_.moments >= 1 ? 1 : 0, plan_.moment_elements, size);
    plan_.second = take(plan_.moments >= 2 ? 1 : 0, plan_.moment_elements, size);
    plan_.gradients = take(plan_.stores_gradients ? 1 : 0, plan_.state_elements, size);
    plan_.operand_weights =
        take(plan_.operand_bytes < size ? 1 : 0, plan_.weight_elements, plan_.operand_bytes);
  }

  void place_batch() {
    const bool classes = work_.experiment.training.loss == Loss::categorical_crossentropy;
    for (Place& batch : plan_.batch_x) batch = take(plan_.rows, plan_.feature_stride, plan_.operand_bytes);
    plan_.batch_y = classes ? Place{} : take(plan_.rows, plan_.layers.back().stride, plan_.element_bytes);
    plan_.batch_labels = layout_.take(work_.data.train.labels.empty() ? 0 : plan_.rows, sizeof(std::int32_t));
    const std::int64_t samples = work_.data.train.samples;
    plan_.order =
        layout_.take(plan_.order_table ? static_cast<std::size_t>(samples) : 0, sizeof(std::int32_t));
  }

  void place(LayerPlan& layer) {
    layer.values = take(plan_.rows, layer.stride, plan_.operand_bytes);
    if (layer.keeps_slopes) layer.slopes = take(plan_.rows, layer.stride, plan_.element_bytes);
    if (layer.passes_gradient && !plan_.library_products)
      layer.transposed = take(layer.units, layer.input_stride, plan_.element_bytes);
  }

  void place_scratch() {
    bool copies = false;
    std::size_t tile = bias_columns;
    for (const LayerPlan& layer : plan_.layers)
      for (const Tiling* tiling : {&layer.forward, &layer.weight_gradient, &layer.input_gradient}) {
        copies |= tiling->copies;
        tile = std::max(tile, tiling->rows * tiling->columns);
      }
    for (const LayerPlan& layer : plan_.layers)
      tile = std::max(tile, training_scratch(layer.weight_gradient));
    plan_.tile_bytes = rounded_up(tile * plan_.element_bytes, row_alignment);
    const std::size_t elements =
        plan_.element_bytes == 8 ? scratch_elements<double> : scratch_elements<float>;
    plan_.scratch_bytes =
        plan_.tile_bytes + (copies ? rounded_up(elements * plan_.element_bytes, row_alignment) : 0);
    plan_.scratch = layout_.take(static_cast<std::size_t>(plan_.threads), plan_.scratch_bytes);
  }

  std::size_t training_scratch(const Tiling& tiling) const {
    const auto of =
        plan_.operand_bytes == 2 ? &weight_training_scratch<Bfloat16> : &weight_training_scratch<float>;
    return plan_.trains_in_registers ? of(tiling.rows, tiling.columns, plan_.batch_rows) : 0;
  }

  const Work& work_;
  std::int64_t asked_threads_;
  Plan plan_;
  Layout layout_;
};

}  // namespace

Result<Plan> make_plan(const Work& work, Precision precision, std::int64_t threads, RowShare share,
                       bool shards) {
  return Planner(work, precision, threads, share, shards).plan();
}

}  // namespace accelbench::cpu
