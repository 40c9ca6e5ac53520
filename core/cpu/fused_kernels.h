// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>

#include "core/cpu/kernels.h"

// The products of the fused path: a whole batch through one layer in one call, sums kept in registers, what
// follows a sum applied before it is stored. float32 alone. Bits are the same on every vector target.
namespace accelbench::cpu {

/// What is done to a sum before it is stored.
enum class Finish {
  none,
  relu,             ///< max(sum, 0)
  times_relu_slope  ///< the sum where what stood at its place before is above 0, else 0
};

/// c = finish(start + a · b) as Kernels::product; operands are read in place.
struct FusedProduct {
  Product<float> product;
  Finish finish = Finish::none;
};

/// A last layer with one unit: weights lie along the inputs (padded, padding 0), outputs along the samples.
struct SingleOutput {
  const float* inputs = nullptr;  ///< [rows, stride]
  float* input_delta = nullptr;   ///< [rows, stride], null: not wanted; may be `inputs` themselves
  std::size_t stride = 0;
  std::size_t rows = 0;
  std::size_t width = 0;           ///< inputs of a sample, without padding
  const float* weights = nullptr;  ///< [padded width]
  float bias = 0;
  float* outputs = nullptr;      ///< forward: [rows]
  const float* delta = nullptr;  ///< backward: gradient by the outputs' sums [rows]
  float* gradients = nullptr;    ///< backward: [padded width], padding gets 0; null: not wanted
  bool relu_below = false;       ///< the input's gradient is multiplied by the slope of relu at `inputs`
};

struct FusedKernels {
  void (*product)(const FusedProduct&);
  /// outputs[i] = bias + Σ_p inputs[i, p] · weights[p]; sixteen running sums, then a fixed tree.
  void (*single_forward)(const SingleOutput&);
  /// gradients[p] = Σ_i delta[i] · inputs[i, p]; input_delta[i, p] = delta[i] · weights[p].
  void (*single_backward)(const SingleOutput&);
  /// to[unit, row] = from[row, unit] for rows × units; strides in elements. `rows` is not padded, what lies
  /// behind stays.
  void (*transpose)(const float* from, std::size_t from_stride, float* to, std::size_t to_stride,
                    std::size_t rows, std::size_t units);
};

/// The kernels for this processor.
const FusedKernels& fused_kernels();

}  // namespace accelbench::cpu
