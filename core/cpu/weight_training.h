// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstddef>

#include "core/cpu/kernels.h"

// Gradients by weights that are never stored: the optimizer takes each block of them from the registers that
// it was summed in, and what it needs beside them comes from memory meanwhile.
namespace accelbench::cpu {

/// g[i, j] = Σ_s inputs[s, i] · deltas[s, j], and the update of the weights [i, j] by it.
template <class O>
struct WeightTraining {
  Strided<const O> inputs;  ///< [samples, rows of the update]
  Strided<const O> deltas;  ///< [samples, columns of the update]
  std::size_t samples = 0;
  Update<float, O> update;   ///< its gradients and their scale are not looked at
  float* scratch = nullptr;  ///< weight_training_scratch
};

/// Samples of which sums are made at a time: a panel of so many deltas stays in the first cache.
template <class O>
inline constexpr std::size_t samples_at_once = sizeof(O) == 2 ? 256 : 192;

constexpr std::size_t pair_stride(std::size_t columns) {
  return (padded<float>(columns) / padded<float>(1) | 1) * padded<float>(1);
}

/// Elements of scratch memory that a tile needs.
template <class O>
constexpr std::size_t weight_training_scratch(std::size_t rows, std::size_t columns, std::size_t samples) {
  const std::size_t at_once = std::min(samples, samples_at_once<O>);
  const std::size_t pairs =
      sizeof(O) == 2 ? (at_once + 1) / 2 * (pair_stride(rows) + pair_stride(columns)) : 0;
  return pairs + (samples > at_once ? rows * columns : 0);
}

template <class O>
using WeightTrainingFunction = void (*)(const WeightTraining<O>&);

/// For this processor; null where it has none.
template <class O>
WeightTrainingFunction<O> weight_training_function();

}  // namespace accelbench::cpu
