// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "gpu/buffers.h"
#include "gpu/layer_kernels.h"
#include "gpu/tuning.h"

namespace accelbench::cuda {

/// What is faster for each layer, timed on batches of full size: relu on the way of the products or in
/// kernels, and who sums the bias gradient. Every variant gives the same numbers up to the order of sums.
/// With bfloat16 the product that multiplies by slopes would round the bias gradient to bfloat16, so that it
/// is not asked.
std::vector<LayerVariant> choose_variants(const Buffers& buffers, const StepSettings& settings, Tuner& tuner);

}  // namespace accelbench::cuda
