// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/work/work.h"

// What a work comes to on the processor: the sizes and places of all buffers and the tasks of a step, fixed
// before the first one. Nothing here depends on the number of threads but the scratch memory: the same tasks
// give the same bits.
namespace accelbench::cpu {

/// A block of memory inside the plan's one allocation.
struct Place {
  std::size_t offset = 0;  ///< bytes
  std::size_t bytes = 0;   ///< 0: not needed
};

constexpr std::size_t parts(std::size_t whole, std::size_t part) { return (whole + part - 1) / part; }

/// How a product of [rows, columns] is cut into tasks; short batches have fewer rows and the same tiles.
struct Tiling {
  std::size_t rows = 0, columns = 0;  ///< of a tile (the last of a row or column may be smaller)
  std::size_t column_tiles = 0;
  bool copies = false;  ///< operands do not fit the first cache: tiles copy them to scratch memory
  std::size_t tiles(std::size_t all_rows) const { return parts(all_rows, rows) * column_tiles; }
};

struct LayerPlan {
  std::size_t inputs = 0, units = 0;
  std::size_t input_columns = 0, columns = 0;  ///< padded
  Activation activation = Activation::linear;
  double dropout = 0;
  bool trained = true;
  bool passes_gradient = false;  ///< some layer below is trained
  bool keeps_slopes = false;     ///< the backward pass needs more than the outputs
  std::size_t weights = 0;  ///< first element among all weights: [inputs, columns], then the bias [columns]
  std::size_t state = 0;    ///< first element among gradients and moments, which frozen layers do not have
  std::size_t parameter_elements() const { return (inputs + 1) * columns; }
  Place values, slopes, transposed;  ///< [rows, columns], [rows, columns], [units, input_columns]
  Tiling forward, weight_gradient, input_gradient;
  std::size_t bias_tiles = 0;   ///< sums of the output gradient over the batch
  std::size_t update_rows = 0;  ///< of [inputs + 1, columns], a task
  std::size_t update_tasks = 0;
  std::size_t gradient_tasks() const { return trained ? weight_gradient.tiles(inputs) + bias_tiles : 0; }
  std::size_t backward_tasks(std::size_t rows) const {
    return gradient_tasks() + (passes_gradient ? input_gradient.tiles(rows) : 0);
  }
};

struct Plan {
  std::size_t element_bytes = 4;
  std::size_t batch_rows = 0;       ///< a full batch; never more than there are samples
  std::size_t evaluation_rows = 0;  ///< a batch of the validation set
  std::size_t rows = 0;             ///< the larger of the two
  std::size_t features = 0, feature_columns = 0, outputs = 0;
  std::vector<LayerPlan> layers;
  std::size_t weight_elements = 0, state_elements = 0;
  int moments = 0;       ///< buffers of the optimizer: 0, 1 or 2
  bool one_hot = false;  ///< classes as targets of a loss that compares numbers
  bool order_table = false;

  Place weights, first, second,
      gradients;  ///< adjacent in this order: the first three are what a snapshot keeps
  Place batch_x, batch_y, batch_labels, deltas[2], zeros, order, partial_sums, scratch;
  Place kept_softmax;             ///< [rows, outputs] before its dropout
  std::size_t scratch_bytes = 0;  ///< of one thread
  std::size_t bytes = 0;          ///< of everything

  std::int64_t threads = 1;  ///< 1 for small steps, whatever was asked
};

inline constexpr std::size_t gather_rows = 64;  ///< of a task
inline constexpr std::size_t output_rows = 32;

/// Refuses sizes that cannot be counted. `threads`: asked for.
Result<Plan> make_plan(const Work& work, Precision precision, std::int64_t threads);

}  // namespace accelbench::cpu
