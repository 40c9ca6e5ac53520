// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>

namespace accelbench {

/// CPU time in nanoseconds that this process, the children it has waited for, and all that lives below it
/// have used so far. Time of children moves from one of these to the other when they end, so that the sum
/// only grows. What was left behind by a process that ended belongs to nobody here. Living children are read
/// in ticks of 10 ms, the rest in microseconds.
std::int64_t process_tree_cpu_ns(const std::filesystem::path& root);

}  // namespace accelbench
