// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/engine/exchange.h"
#include "core/run/child_work.h"

namespace accelbench::ranks {

/// From here on rows are shared where the experiment does not say.
inline constexpr std::int64_t shared_from_bytes = std::int64_t{256} << 20;
/// Whether ranks of this accelerator share the rows: as it says, or by their number.
bool shares_rows(const AcceleratorSpec& accelerator, const Work& outline);

/// The work of this rank, where shard_data is true with its home rows alone: many are read by each rank for
/// itself, few by all and put away. Sets `ended` where the ranks have agreed to go no further.
Result<Work> make_rank_work(const ChildWork& prepared, Exchange& exchange, bool& ended);

}  // namespace accelbench::ranks
