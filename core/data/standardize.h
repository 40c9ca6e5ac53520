// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

// (x − mean) / deviation for each column.
namespace accelbench {

struct Moments {
  std::vector<double> mean;
  std::vector<double> deviation;  ///< of the population (divisor n); 1 for a column that does not vary
};

/// Of the first `rows` rows of x [.., features]: two passes in double over blocks of 65 536 rows, the blocks'
/// sums added in their order, so that the bits do not depend on the number of threads.
Moments column_moments(std::span<const float> x, std::int64_t features, std::int64_t rows);

/// Bytes of each rank, where several share the rows: ours given, those of all in their order returned.
using GatherParts = std::function<std::vector<std::byte>(std::span<const std::byte>)>;
/// The same of `rows` rows that ranks share in whole blocks, the first ones first: x are ours. Equal bits.
Moments column_moments(std::span<const float> x, std::int64_t features, std::int64_t rows,
                       const GatherParts& gather);

/// Scales all rows of x in place by the moments of its first `training_rows` rows: in double, rounded once.
Moments standardize(std::span<float> x, std::int64_t features, std::int64_t training_rows);

/// Scales all rows of x in place by moments that are there already, in the same way.
void scale(std::span<float> x, std::int64_t features, const Moments& moments);

}  // namespace accelbench
