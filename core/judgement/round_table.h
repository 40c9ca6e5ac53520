// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/judgement/judgement.h"
#include "core/results/comparison_records.h"

// Rounds as the statistics see them: by row.
namespace accelbench {

/// The runs of some rounds. The rounds must outlive it.
class RoundTable {
 public:
  explicit RoundTable(std::vector<const RoundRecord*> rounds);
  std::size_t rounds() const { return rounds_.size(); }
  /// One for each round, null where the row did not run: it had been given up.
  std::span<const RunSummary* const> runs_of(const std::string& row) const;

 private:
  std::vector<const RoundRecord*> rounds_;
  std::map<std::string, std::vector<const RunSummary*>> by_row_;
  std::vector<const RunSummary*> none_;
};

/// Rounds that count: finished and not set aside. With `disturbed` those that were set aside, too.
std::vector<const RoundRecord*> counted_rounds(const ComparisonRecord& facts, bool disturbed = false);

/// What two rows came to in the same rounds, in one quantity.
struct PairRounds {
  std::vector<double> log_ratios;  ///< d = ln(q_a / q_b) of each round that both took part in
  bool extreme = false;            ///< some are infinite: a target missed, or a loss of 0
  std::int64_t missed_a = 0, missed_b = 0;
  std::int64_t failed_a = 0, failed_b = 0;
  std::int64_t unmeasured = 0;  ///< rounds without the figure
  std::string reason;           ///< the first reason for that
  std::string no_ratio;         ///< why these two have none in this quantity; empty: they have one
  std::string algorithm;        ///< what a run did differently: the pair is not ranked
  bool given_up = false;        ///< one of the two ran no more in the last of the rounds
};

/// Of the first `rounds` rounds.
PairRounds pair_rounds(const RoundTable& table, std::size_t rounds, const JudgedRow& a, const JudgedRow& b,
                       Quantity quantity);

}  // namespace accelbench
