// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/cpu/kernels.h"

namespace accelbench::cpu {

/// The members of Kernels that sum in float64.
template <class T>
struct SumKernels {
  WeightSums (*regularise)(const Tile<const T>& weights, Strided<T> gradients, Regularisation);
  double (*sum_of_squares)(const Tile<const T>&);
  RowSums (*loss_of_row)(const LossRow<T>&);
};

/// Those for this processor.
template <class T>
SumKernels<T> sum_kernels();

}  // namespace accelbench::cpu
