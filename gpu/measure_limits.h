// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <vector>

#include "core/engine/device_limits.h"

namespace accelbench::cuda {

/// Matrix products in each precision, memory, and what a small kernel costs inside of a graph, on the current
/// device. The best of several windows of about `seconds`. Throws DeviceError.
std::vector<DeviceLimit> measure_limits(const std::vector<Precision>& precisions, double seconds,
                                        std::int64_t largest_side = 8192);

}  // namespace accelbench::cuda
