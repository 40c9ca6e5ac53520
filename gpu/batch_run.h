// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstdint>

namespace accelbench::cuda {

/// So many full batches, then one short one or none.
struct BatchRun {
  std::int64_t full = 0, last = 0;

  std::int64_t steps() const { return full + last; }
  /// The next `steps` batches of `rows` samples from `position` on, as far as there are samples.
  static BatchRun of(std::int64_t samples, std::int64_t rows, std::int64_t position, std::int64_t steps) {
    const std::int64_t left = std::max<std::int64_t>(samples - position, 0);
    const std::int64_t full = std::clamp<std::int64_t>(steps, 0, left / rows);
    return {full, steps > full && left % rows > 0 ? 1 : 0};
  }
};

}  // namespace accelbench::cuda
