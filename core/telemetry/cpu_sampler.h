// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/telemetry/device.h"

namespace accelbench {

inline constexpr std::string_view process_utilization_kind = "process CPU time of the threads asked for";
inline constexpr std::string_view core_utilization_kind = "core busy";

/// Reads /proc and /sys; each call of read() covers the time since the call before (the first gives no
/// utilization).
class CpuSampler {
 public:
  /// `threads`: processors the run asked for, the denominator of the process' utilization. `process`: 0 for
  /// this one. `root` stands before /proc and /sys (tests lay out their own).
  explicit CpuSampler(std::int64_t threads, int process = 0, std::filesystem::path root = "/");
  ~CpuSampler();
  CpuSampler(CpuSampler&&) noexcept;

  /// "cpu" first, then "cpu/N" for each core of the machine that this process may use.
  std::vector<DeviceReading> read();
  /// Why readings of this machine stay empty: "power: no energy counter …", one line each.
  std::vector<std::string> not_measured() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace accelbench
