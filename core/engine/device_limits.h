// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/engine.h"

namespace accelbench {

/// The most that a device gives of something, or the least that something costs.
struct DeviceLimit {
  std::string name;  ///< "bfloat16 matrix products", "memory, read and written", "a node of a graph"
  std::string unit;  ///< "FLOP/s", "B/s", "s"
  double value = 0;
  std::optional<Precision> products;  ///< whose ceiling this is
};

/// What an engine can do besides, where it can measure its device; asked by dynamic_cast.
class MeasuresDevice {
 public:
  virtual ~MeasuresDevice() = default;
  /// Of the accelerator's device, in about `seconds` each.
  virtual Result<std::vector<DeviceLimit>> measure_limits(const AcceleratorSpec& accelerator,
                                                          double seconds) const = 0;
};

}  // namespace accelbench
