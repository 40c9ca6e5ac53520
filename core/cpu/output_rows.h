// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/cpu/kernels.h"
#include "core/math/dropout.h"
#include "core/math/metric_sums.h"

// The end of a forward pass: loss, metrics and the gradient of one sample after another, for every path.
namespace accelbench::cpu {

/// Drops outputs of a tile and scales the others by 1 / (1 − rate); the slopes become those of what is left.
/// `first_row`: step · batch_size + row in the batch; `first_column`: a multiple of 4.
template <class T>
void drop_out(const DropoutDraw& draw, double rate, std::uint64_t first_row, std::size_t first_column,
              const Tile<T>& tile, Strided<T> slopes);

/// Where one sample's outputs lie, all of them `columns` long.
template <class T>
struct OutputRow {
  T* prediction = nullptr;
  T* gradient =
      nullptr;  ///< gets the gradient by the predictions (by the sums, with softmax); padding gets 0
  const T* target = nullptr;  ///< not with categorical_crossentropy
  std::int32_t label = 0;     ///< with categorical_crossentropy
  T* slopes = nullptr;        ///< scratch, with a softmax that is dropped out
  T* kept_softmax = nullptr;  ///< the same
  std::uint64_t global_row = 0;
};

/// Adds what loss and metrics need of numbers; `outputs`: of a sample.
void add_row(const RowSums& row, double outputs, BatchSums& sums);

/// The last layer as the loss sees it.
template <class T>
struct OutputLayer {
  Kernels<T> kernels;
  Loss loss = Loss::mse;
  bool softmax = false;
  std::size_t units = 0, columns = 0;
  double dropout = 0;
  DropoutDraw draw;

  /// Adds the sample to `sums`; with `training`, writes the gradient of the mean over `batch_rows` samples.
  void see(const OutputRow<T>& row, bool training, std::size_t batch_rows, BatchSums& sums) const;

 private:
  void add_loss(const OutputRow<T>& row, bool training, std::size_t batch_rows, BatchSums& sums) const;
  double crossentropy(const OutputRow<T>& row, double scale) const;
  void softmax_row(T* values) const;
};

}  // namespace accelbench::cpu
