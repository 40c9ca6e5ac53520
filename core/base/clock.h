// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

// The one clock of the program: CLOCK_MONOTONIC, which all processes of a machine share.
namespace accelbench {

/// Nanoseconds since the machine started.
std::int64_t monotonic_ns();

/// Seconds from `origin_ns` (a reading of monotonic_ns, in this or another process) to now.
inline double seconds_since(std::int64_t origin_ns) { return static_cast<double>(monotonic_ns() - origin_ns) * 1e-9; }

}  // namespace accelbench
