// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>

#include "core/work/work.h"

namespace accelbench::cpu {

/// Rows of a full training batch; never more than there are samples.
std::size_t batch_rows_of(const Work& work);
/// Rows of a batch of the validation set: more than of a small training batch, as nothing is kept of them.
std::size_t evaluation_rows_of(const Work& work);
/// Buffers that the optimizer keeps beside the weights: 0, 1 or 2.
int moments_of(const OptimizerSpec& optimizer);

}  // namespace accelbench::cpu
