// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/telemetry/device.h"

// What this_machine() is made of, below a root that tests choose.
namespace accelbench {

Machine read_machine(const std::filesystem::path& root);

/// The numbers of the logical processors that this process may run on, in order.
std::vector<int> allowed_processors();
/// Processors' worth of time that the control groups of this process allow (1.5 for a quota of 150 %); empty:
/// no limit. Groups of version 2 and 1; the tightest of the group and all above it.
std::optional<double> processor_quota(const std::filesystem::path& root);
/// Bytes that the control groups of this process allow; empty: no limit.
std::optional<std::int64_t> memory_limit(const std::filesystem::path& root);

}  // namespace accelbench
