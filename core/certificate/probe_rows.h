// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "core/data/dataset.h"

namespace accelbench {

/// A copy of these rows.
Samples chosen_rows(const Samples& all, const std::vector<std::int64_t>& rows);

/// `count` of `samples` rows, spread evenly; `part` of `parts` such choices that lie between one another.
std::vector<std::int64_t> spread_rows(std::int64_t samples, std::int64_t count, std::int64_t part,
                                      std::int64_t parts);

}  // namespace accelbench
