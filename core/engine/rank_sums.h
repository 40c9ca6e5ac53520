// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/exchange.h"
#include "core/math/metric_sums.h"

namespace accelbench {

/// The sums of steps over all ranks: added step by step, and in a step rank by rank, so that in how many
/// calls an epoch is handed out changes no bit of them.
class RankSums {
 public:
  /// Steps whose sums are kept at a time.
  static constexpr std::int64_t most_steps = 256;

  explicit RankSums(Exchange& exchange);

  /// Where this rank puts the sums of the next `steps` steps, at most most_steps.
  std::span<BatchSums> begin(std::int64_t steps);
  /// Adds those of all ranks, who all ask for it; throws ExchangeError.
  void add_to(BatchSums& sums);

 private:
  Exchange& exchange_;
  std::size_t steps_ = 0;
  std::vector<BatchSums> own_;
  std::vector<double> all_;  ///< [rank, step, number of the sums]
};

}  // namespace accelbench
