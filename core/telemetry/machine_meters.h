// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/telemetry/cpu_sampler.h"
#include "core/telemetry/nvml_sampler.h"

namespace accelbench {

inline constexpr std::string_view machine_utilization_kind = "processors busy, whoever uses them";

/// How busy this machine is, whoever uses it: its processors as one device, and every GPU that its driver
/// tells of. What trains has samplers of its own; this is for somebody who looks. One thread at a time.
class MachineMeters {
 public:
  /// `root` stands before /proc and /sys.
  explicit MachineMeters(const NvmlResult& nvml = Nvml::open(), std::filesystem::path root = "/");

  /// "cpu" with the mean of the processors that this process may use and the memory that the machine has in
  /// use, then "cuda:0", … with all that is held of theirs. The first reading has no utilization of "cpu".
  std::vector<DeviceReading> read();
  /// Why readings stay empty: "cpu power: …", one line each.
  std::vector<std::string> not_measured() const;

 private:
  std::filesystem::path root_;
  CpuSampler processors_;
  std::unique_ptr<DeviceSampler> gpus_;
};

}  // namespace accelbench
