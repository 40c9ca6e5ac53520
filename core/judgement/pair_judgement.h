// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <span>

#include "core/judgement/round_table.h"
#include "core/results/comparison_records.h"

// From the rounds of one pair to its verdict at a look.
namespace accelbench {

/// What a pair is judged by.
struct PairTerms {
  Quantity quantity = Quantity::throughput;
  double alpha = 0.05;                  ///< of the whole procedure, for this pair
  std::span<const std::int64_t> looks;  ///< planned, in rounds
  std::span<const double> levels;       ///< of each
  std::size_t look = 0;                 ///< the one that is made
  double floor = 1;                     ///< ratios between 1/floor and floor mean nothing
  double resolution = 0.03;
};

/// Below so many rounds the paired t interval, from there on Hodges–Lehmann's.
inline constexpr std::size_t first_rank_rounds = 10;
/// Beyond this share of missed targets there is no ratio.
inline constexpr double most_missed = 0.2;

/// The statistical part of a judgement: ratio, interval, verdict, resolved, expected rounds. Rows, names and
/// the sentence are the caller's.
///
/// Expected rounds: the half-width h of the interval at this look is read as c·s/√n with the look's critical
/// value c (Student's below 10 rounds, normal from there on), which gives s; the answer is the first look at
/// which c'·s/√n' is under ln(1 + resolution), or under the distance of the ratio to the noise floor; else
/// the last look.
PairJudgement judge_pair(const PairRounds& pair, const PairTerms& terms);

}  // namespace accelbench
