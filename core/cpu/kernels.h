// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>

#include "core/math/activation.h"
#include "core/math/bfloat16.h"
#include "core/math/loss.h"
#include "core/math/optimizer_constants.h"

// The loops that do the arithmetic, compiled for several vector targets and chosen once for this processor.
// Every result is the same to the last bit on every target: sums run in an order that no vector width
// decides.
namespace accelbench::cpu {

/// Rows of a matrix start at multiples of this many bytes; what lies between is kept at harmless values.
inline constexpr std::size_t row_alignment = 64;

/// Elements from one row to the next of a matrix with so many columns.
template <class T>
constexpr std::size_t padded(std::size_t columns) {
  constexpr std::size_t whole = row_alignment / sizeof(T);
  return (columns + whole - 1) / whole * whole;
}

/// Largest tile that `Kernels::product` takes with scratch, and the depth it copies at a time.
inline constexpr std::size_t tile_rows = 96;
template <class T>
inline constexpr std::size_t tile_columns = 1024 / sizeof(T);
inline constexpr std::size_t tile_depth = 192;
template <class T>
inline constexpr std::size_t scratch_elements = tile_depth*(tile_rows + tile_columns<T>);

/// c[i, j] = start[i, j] + Σ_p a[i, p] · b[p, j], p ascending, one fused multiply-add each.
/// a[i, p] lies at a[i · a_row + p · a_depth]; one of the two strides is 1.
template <class T>
struct Product {
  const T* a = nullptr;
  std::size_t a_row = 1;
  std::size_t a_depth = 1;
  const T* b = nullptr;
  std::size_t b_stride = 0;
  const T* start = nullptr;  ///< start_stride 0: the same row for all i
  std::size_t start_stride = 0;
  T* c = nullptr;
  std::size_t c_stride = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;  ///< a whole number of `padded` units
  std::size_t depth = 0;
  T* scratch = nullptr;  ///< scratch_elements, to copy operands to that do not fit the first cache; null:
                         ///< read in place
};

/// Rows of elements; columns a whole number of `padded` units.
template <class T>
struct Tile {
  T* values = nullptr;
  std::size_t stride = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// A matrix without its size.
template <class T>
struct Strided {
  T* values = nullptr;
  std::size_t stride = 0;
};

template <class T, class O = T>
struct Update {
  OptimizerKind kind = OptimizerKind::adam;
  bool nesterov = false;
  OptimizerConstants<T> constants;
  Tile<T> weights;
  Strided<const T> gradients;
  T gradient_scale = 1;   ///< gradients count this much: below 1 where they are clipped
  T* first = nullptr;     ///< adam: m; sgd: velocity or null; rmsprop: v; stride of the weights
  T* second = nullptr;    ///< adam: v
  O* operands = nullptr;  ///< the weights as operands, where these are narrower; stride of the weights
};

/// Keras' kernel_regularizer: the loss gets l1 Σ|w| + l2 Σw².
struct Regularisation {
  double l1 = 0;
  double l2 = 0;
};

/// Sums over weights, in float64.
struct WeightSums {
  double absolute = 0;
  double squared = 0;
};

/// Sums over the outputs of one sample, in float64.
struct RowSums {
  double loss = 0;
  double absolute = 0;
  double squared = 0;
  double target = 0;
  double target_squared = 0;
};

/// One sample's outputs against its targets; the gradient, times `scale`, is written where it is not null.
template <class T>
struct LossRow {
  Loss loss = Loss::mse;
  const T* prediction = nullptr;
  const T* target = nullptr;
  T* gradient = nullptr;
  std::size_t outputs = 0;
  double scale = 0;
};

/// T: what is summed. O: what operands of products are stored as, T itself or bfloat16.
template <class T, class O = T>
struct Kernels {
  void (*product)(const Product<T>&);
  /// f(z + bias) in place (no bias: null); the slopes, where asked for, go to another matrix.
  void (*activate)(Activation, const Tile<T>&, const T* bias, Strided<T> slopes);
  /// Multiplies by the slope that belongs to the values of the activation.
  void (*multiply_by_slope)(Activation, const Tile<T>&, Strided<const O> values);
  void (*multiply)(const Tile<T>&, Strided<const T> factors);
  /// Stores what was summed as operands: bfloat16 is rounded to the nearest, half to even.
  void (*narrow)(const Tile<const T>&, Strided<O> to);
  /// sums[j] = Σ over the rows in ascending order.
  void (*sum_rows)(const Tile<const O>&, T* sums);
  void (*update)(const Update<T, O>&);
  /// gradient += l1 sign(w) + 2 l2 w (null: only summed); the sums of |w| and w².
  WeightSums (*regularise)(const Tile<const T>& weights, Strided<T> gradients, Regularisation);
  double (*sum_of_squares)(const Tile<const T>&);
  /// y = exp(x − shift); count a whole number of `padded` units.
  void (*exponentials)(const T* x, T shift, T* y, std::size_t count);
  RowSums (*loss_of_row)(const LossRow<T>&);
  bool (*finite)(const T* values, std::size_t count);
  const char* target;  ///< "AVX3"
};

/// The kernels for this processor.
template <class T, class O = T>
Kernels<T, O> kernels();

}  // namespace accelbench::cpu
