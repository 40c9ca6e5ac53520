// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/telemetry/core_ticks.h"

namespace accelbench {

/// All of a machine's state that changes how fast it computes, at one moment. What the machine does not tell
/// is empty.
struct MachineState {
  std::int64_t at_ns = 0;          ///< monotonic_ns()
  std::map<int, CoreTicks> ticks;  ///< of the processors that this process may use
  std::int64_t own_cpu_ns = 0;     ///< of this process and all below it
  std::optional<bool> on_battery;
  std::optional<std::int64_t> swapped_pages;         ///< in and out, since the machine started
  std::map<std::string, std::string> governors;      ///< by processor: "cpu0"
  std::map<std::string, std::int64_t> clock_limits;  ///< kHz by processor: "cpu0"
  std::optional<bool> turbo;                         ///< clocks above the nominal one are allowed
  std::optional<std::int64_t> throttled;             ///< times since the machine started, because of heat
};

/// Some milliseconds on a machine of many processes; meant to be read before and after a run.
MachineState read_machine_state(const std::filesystem::path& root = "/");

/// What this machine does not tell, and where it was looked for: "battery: no power supply is described".
std::vector<std::string> untold_parts(const MachineState& state);

}  // namespace accelbench
