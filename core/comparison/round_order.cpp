// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/comparison/scheduler.h"
#include "core/work/order.h"

namespace accelbench {

std::vector<std::int64_t> round_order(std::uint64_t seed, std::int64_t round, std::int64_t rows) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  sample_order(seed, round, true, order);
  return order;
}

std::int64_t most_repeats(const RoundsSpec& rounds, std::int64_t counted) {
  return std::min(rounds.max / 3, 1 + counted / 2);
}

}  // namespace accelbench
