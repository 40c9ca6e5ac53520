// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/cpu/step.h"
#include "core/experiment/experiment.h"
#include "core/work/work.h"

// What a work comes to on the processor: the sizes and places of all buffers and the tasks of a step, fixed
// before the first one. Nothing here depends on the number of threads but the scratch memory and the order of
// tasks: the same tasks give the same bits.
namespace accelbench::cpu {

/// A block of memory inside the plan's one allocation.
struct Place {
  std::size_t offset = 0;  ///< bytes
  std::size_t bytes = 0;   ///< 0: not needed
};

constexpr std::size_t parts(std::size_t whole, std::size_t part) { return (whole + part - 1) / part; }

/// A part of a matrix.
struct TileBounds {
  std::size_t row = 0, column = 0, rows = 0, columns = 0;
};

/// How a product of [rows, columns] is cut into tasks; short batches have fewer rows and the same tiles.
struct Tiling {
  std::size_t rows = 0, columns = 0;  ///< of a tile (the last of a row or column may be smaller)
  std::size_t column_tiles = 0;
  bool copies =
      false;  ///< operands do not fit the first cache: our own product copies them to scratch memory
  std::size_t tiles(std::size_t all_rows) const { return parts(all_rows, rows) * column_tiles; }
  TileBounds tile(std::size_t task, std::size_t all_rows, std::size_t all_columns) const {
    const std::size_t row = task / column_tiles * rows, column = task % column_tiles * columns;
    return {row, column, std::min(rows, all_rows - row), std::min(columns, all_columns - column)};
  }
};

struct LayerPlan {
  std::size_t inputs = 0, units = 0;
  std::size_t input_columns = 0, columns = 0;  ///< padded
  std::size_t input_stride = 0, stride = 0;    ///< elements from row to row, of every matrix so wide
  Activation activation = Activation::linear;
  double dropout = 0;
  bool trained = true;
  bool passes_gradient = false;  ///< some layer below is trained
  bool keeps_slopes = false;     ///< the backward pass needs more than the outputs
  std::size_t weights = 0;  ///< first element among all weights: [inputs, columns], then the bias [columns]
  std::size_t state = 0;    ///< first element among gradients and moments, which frozen layers do not have
  Place values, slopes, transposed;  ///< [rows, columns], [rows, columns], [units, input_columns]
  Tiling forward, weight_gradient, input_gradient;
  std::size_t bias_tiles = 0;  ///< sums of the output gradient over the batch
  std::size_t first_part = 0;  ///< of this layer among all parts of trained parameters
  /// Tiles of the weights and then of the bias: what a task computes the gradient of, and updates.
  std::size_t parameter_parts() const { return trained ? weight_gradient.tiles(inputs) + bias_tiles : 0; }
};

/// Adjacent trained layers whose gradients travel together, from the last layer down. Elements are counted
/// from the bucket's first.
struct BucketPlan {
  std::size_t first_layer = 0, end_layer = 0;
  std::size_t state = 0;    ///< first element among gradients
  std::size_t weights = 0;  ///< first element among weights, which lie like the gradients
  std::size_t count = 0;
  std::size_t own_first = 0,
              own_count = 0;  ///< this rank's part, whose moments it keeps where they are sharded
  std::size_t own_state = 0;  ///< first element of that among sharded moments
};

struct Plan {
  Precision precision = Precision::float32;
  bool library_products = false;          ///< tiles are multiplied by oneDNN, else by our own products
  std::size_t element_bytes = 4;          ///< of what is summed: weights, moments, gradients, slopes
  std::size_t operand_bytes = 4;          ///< of what products read: rows of a batch, values, deltas
  RowShare share;                         ///< of the rows that follow; all others are this rank's
  std::size_t whole_batch_rows = 0;       ///< a full batch of all ranks; never more than there are samples
  std::size_t whole_evaluation_rows = 0;  ///< a batch of the validation set of all ranks
  std::size_t batch_rows = 0;             ///< a full batch
  std::size_t evaluation_rows = 0;        ///< a batch of the validation set
  std::vector<std::size_t> row_counts;    ///< of all batches there can be
  std::size_t rows = 0;                   ///< the larger of the two
  std::size_t features = 0, feature_columns = 0, feature_stride = 0, outputs = 0;
  std::vector<LayerPlan> layers;
  std::vector<BucketPlan> buckets;  ///< where gradients are exchanged
  std::size_t weight_elements = 0, state_elements = 0;
  std::size_t moment_elements = 0;  ///< of each of the moments
  std::size_t parameter_parts = 0;  ///< over all trained layers
  int moments = 0;                  ///< buffers of the optimizer: 0, 1 or 2
  bool one_hot = false;             ///< classes as targets of a loss that compares numbers
  bool order_table = false;
  bool clips = false;                ///< all gradients are there before the first weight changes
  bool exchanges = false;            ///< gradients are summed over ranks before a weight changes
  bool shards = false;               ///< moments of this rank's parts of the buckets alone
  bool stores_gradients = false;     ///< one of the two: all gradients have their place
  bool penalises = false;            ///< l1 or l2
  bool trains_in_registers = false;  ///< gradients by weights are not stored (weight_training.h)
  /// Rows of a batch that go through all layers and back by themselves, their loss included: every tile of
  /// the values and deltas has as many. 0: each layer is cut for itself.
  std::size_t chain_rows = 0;
  bool chains = false;  ///< they do: there are enough of them to keep the threads busy

  Place weights, first, second;  ///< adjacent in this order: what a snapshot keeps
  Place gradients;               ///< where they are stored; else each thread has those of one tile
  Place operand_weights;         ///< the weights as operands, where these are narrower
  Place batch_x[2], batch_y, batch_labels, zeros, order, partial_sums, part_sums;
  std::vector<Place> deltas;  ///< of a layer modulo their number: all layers where rows go in chains, else 3
  Place predictions,
      output_gradients;           ///< of the last layer before they are narrowed, where operands are narrower
  Place kept_softmax;             ///< [rows, outputs] before its dropout
  Place scratch;                  ///< of all threads
  std::size_t tile_bytes = 0;     ///< of one thread: a tile of sums, ...
  std::size_t scratch_bytes = 0;  ///< ... and that with the operands of our own product
  std::size_t bytes = 0;          ///< of everything

  double flop_per_step = 0;  ///< of a full batch
  std::int64_t threads = 1;  ///< 1 for small steps, whatever was asked
};

inline constexpr std::size_t gather_rows = 16;  ///< of a task
inline constexpr std::size_t output_rows = 32;
inline constexpr std::size_t bias_columns = 256;

/// Sums over one part of the parameters: what clipping and penalties need.
struct PartSums {
  double absolute = 0;          ///< Σ|w| of the weights, not the biases, before the step
  double squared = 0;           ///< Σ w²
  double gradient_squared = 0;  ///< Σ g², penalties included
};

/// Refuses sizes that cannot be counted. `threads`: asked for. With a share of a size above 1, for one of
/// several ranks, which `shards` its moments with the others.
Result<Plan> make_plan(const Work& work, Precision precision, std::int64_t threads, RowShare share = {},
                       bool shards = false);

}  // namespace accelbench::cpu
