// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/engine/exchange.h"

namespace accelbench {

/// Bytes of each rank, as many as it has, one rank's after another's; on all ranks.
std::vector<std::byte> gather_parts(Exchange& exchange, std::span<const std::byte> own);

/// The numbers of all ranks, in their order.
std::vector<std::int64_t> gather_numbers(Exchange& exchange, std::span<const std::int64_t> own);

}  // namespace accelbench
