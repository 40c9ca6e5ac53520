// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

#include "gpu/resources.h"

namespace accelbench::cuda {

/// Numbers in [-0.5, 0.5), float32 or bfloat16, as data have them: products of zeros or of constants take
/// less power and would be timed too well. Waits until they are there. Throws DeviceError.
void fill_with_noise(std::byte* memory, std::int64_t bytes, bool bfloat16, cudaStream_t stream);

}  // namespace accelbench::cuda
