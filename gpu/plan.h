// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/engine/row_share.h"
#include "core/work/work.h"

// Where everything of a training lies on the device: one block of memory, its size known before anything is
// allocated.
namespace accelbench::cuda {

/// Rows of matrices start at whole packs of this many elements: 16 bytes of bfloat16, which products and
/// kernels want.
inline constexpr std::int64_t row_elements = 8;
/// Matrices start here: what cuBLASLt takes for granted.
inline constexpr std::int64_t place_bytes = 256;
/// Room for one product's own use, of each stream: what NVIDIA advises from Hopper on.
inline constexpr std::int64_t workspace_bytes = 32 << 20;

struct Place {
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

/// A batch that a step is made for, and this rank's rows of it.
struct BatchKind {
  std::int64_t rows = 0;  ///< this rank's; all others where there are no ranks
  bool trains = true;
  std::int64_t first = 0;  ///< of these rows in the batch
  std::int64_t whole = 0;  ///< rows of the batch
  bool operator==(const BatchKind&) const = default;
};

/// One dense layer: z = W a + b, [units, inputs] weights, rows padded.
struct LayerPlan {
  std::int64_t inputs = 0, units = 0;
  std::int64_t input_stride = 0, stride = 0;  ///< elements from row to row of its inputs and of its outputs
  Activation activation = Activation::linear;
  double dropout = 0;
  bool trained = true;
  bool passes_gradient = false;  ///< a layer below it is trained
  bool last = false;
  std::int64_t weights = 0;  ///< first parameter; [units, input_stride], then `stride` biases
  Place values;              ///< what it hands on, [rows, stride]; the last layer's sums, in float32
  Place sums;                ///< z where the backward pass needs it; else the same as `values`
  bool keeps_sums = false;
  Place deltas;  ///< the gradient by z, [training rows, stride]: each layer its own, so that no product waits
  Place mask;    ///< a bit an output: z > 0, written by products that do relu on their way
  std::int64_t mask_stride = 0;  ///< bits

  std::int64_t biases() const { return weights + units * input_stride; }
  std::int64_t parameters() const { return units * input_stride + stride; }
};

/// Samples on the device.
struct SamplesPlan {
  std::int64_t samples = 0;
  Place x;  ///< operands, [samples, feature stride]
  Place y;  ///< float32 [samples, outputs], or int32 classes
};

struct Plan {
  Precision precision = Precision::float32;
  std::int64_t operand_bytes = 4;
  std::int64_t batch = 0;        ///< rows of a full batch, of all ranks
  std::int64_t short_batch = 0;  ///< rows of an epoch's last batch, 0 where it is full
  std::int64_t evaluation_batch = 0, short_evaluation = 0;
  RowShare share;                  ///< this rank's of each of them
  bool exchanges = false;          ///< gradients are summed over ranks, be there one only
  std::int64_t training_rows = 0;  ///< the most of this rank's while training, ...
  std::int64_t rows = 0;           ///< ... and of all batches
  std::int64_t features = 0, feature_stride = 0;
  std::vector<LayerPlan> layers;
  std::int64_t parameters = 0;  ///< all layers, padding included
  int moments = 0;
  bool clips = false, penalises = false;
  bool has_table = false;         ///< the epoch's order comes as a table
  std::int64_t weight_parts = 0;  ///< of all layers, for clipping and penalties

  Place weights, first, second;  ///< float32, adjacent in this order: what a snapshot keeps
  Place gradients;               ///< float32, the same index
  Place operand_weights;         ///< the weights in bfloat16, the same index; empty in float32
  SamplesPlan train, validation;
  Place orders, rows_of_batch, batch_x;
  Place state, evaluation_state, output_parts, column_parts, parts;
  std::array<Place, 2> workspaces;  ///< of the two streams
  std::int64_t bytes = 0;           ///< of everything

  BatchKind kind(std::int64_t whole, bool trains) const {
    return {share.count(whole), trains, share.first(whole), whole};
  }
  /// What algorithms are chosen by: a full batch, or where this rank has nothing of it the short one.
  BatchKind usual_kind() const { return kind(share.count(batch) > 0 ? batch : short_batch, true); }
  std::int64_t snapshot_bytes() const { return (1 + moments) * weights.bytes; }
};

/// Refuses sizes that cannot be counted. With a share, for one of the ranks that train the work together.
Result<Plan> make_plan(const Work& work, Precision precision, const std::optional<RowShare>& share = {});

}  // namespace accelbench::cuda
