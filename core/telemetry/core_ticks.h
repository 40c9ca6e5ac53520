// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>

namespace accelbench {

/// Ticks (of 10 ms on Linux) of one logical processor since the machine started.
struct CoreTicks {
  std::int64_t total = 0;
  std::int64_t idle = 0;    ///< waiting for a disk included
  std::int64_t stolen = 0;  ///< of a virtual processor: its host gave the time to somebody else
  bool operator==(const CoreTicks&) const = default;
};

/// By number of the processor, from /proc/stat: all of the machine, also inside of a container.
std::map<int, CoreTicks> read_core_ticks(const std::filesystem::path& root);

}  // namespace accelbench
