// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

namespace accelbench {

/// Which rows of each batch are this rank's: those from floor(rank · rows / size) to that of the next rank
/// (contract: Several devices).
struct RowShare {
  std::int64_t rank = 0, size = 1;
  std::int64_t first(std::int64_t rows) const { return rows * rank / size; }
  std::int64_t count(std::int64_t rows) const { return rows * (rank + 1) / size - first(rows); }
};

}  // namespace accelbench
