// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/telemetry/device.h"

namespace accelbench {

/// Reads the devices of one accelerator again and again. One thread at a time.
class DeviceSampler {
 public:
  virtual ~DeviceSampler() = default;
  /// One reading of each device, in the accelerator's order; what is not measured is empty.
  virtual std::vector<DeviceReading> read() = 0;
  /// Why readings stay empty: "cuda:0 power: not supported by this device", one line each.
  virtual std::vector<std::string> not_measured() const = 0;
  /// What the devices reported of themselves since the sampler was made: "cuda:0: Xid 79 (the GPU has fallen
  /// off the bus)". Nothing is forgotten.
  virtual std::vector<std::string> faults() { return {}; }
};

}  // namespace accelbench
