// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "core/work/work.h"
#include "gpu/buffers.h"

namespace accelbench::cuda {

/// The orders of two epochs in memory that the device copies from while it trains. Nothing where the device
/// computes them. Throws DeviceError.
class EpochOrders {
 public:
  EpochOrders(const Work& work, Buffers& buffers);

  /// Has the order of an epoch on its way, if it is not there already.
  void bring(std::int64_t epoch);
  /// Where it begins in the device's table.
  std::int64_t first_row(std::int64_t epoch) const {
    return epoch % 2 * static_cast<std::int64_t>(rows_.size() / 2);
  }

 private:
  const TrainingSpec& training_;
  Buffers& buffers_;
  HostMemory memory_;
  std::span<std::int32_t> rows_;
  std::array<std::int64_t, 2> known_ = {-1, -1};
};

}  // namespace accelbench::cuda
