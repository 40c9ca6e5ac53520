// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "core/judgement/statistics.h"

// The signed-rank statistic W: the sum of the ranks of |x| over the positive x.
namespace accelbench {
namespace {

// Distributions of W. Ranks are doubled, so that the mean of two neighbouring ranks is a whole number.

using Ranks = std::vector<std::int64_t>;

/// P(2W = s) for s = 0 … Σ ranks: each rank enters with probability ½.
std::vector<double> distribution_of(const Ranks& doubled) {
  std::vector<double> probability{1.0};
  for (const std::int64_t rank : doubled) {
    std::vector<double> next(probability.size() + static_cast<std::size_t>(rank), 0.0);
    for (std::size_t sum = 0; sum < probability.size(); ++sum) {
      next[sum] += probability[sum] / 2;
      next[sum + static_cast<std::size_t>(rank)] += probability[sum] / 2;
    }
    probability = std::move(next);
  }
  return probability;
}

/// P(2W ≤ sum).
double lower_tail(const std::vector<double>& probability, std::int64_t sum) {
  double tail = 0;
  for (std::int64_t at = 0; at <= sum; ++at) tail += probability[static_cast<std::size_t>(at)];
  return tail;
}

std::int64_t sum_of(const Ranks& ranks) {
  std::int64_t sum = 0;
  for (const std::int64_t rank : ranks) sum += rank;
  return sum;
}

/// The distribution of 2W is symmetric about half of its largest value.
double exact_p(const Ranks& doubled, std::int64_t positive) {
  const std::int64_t smaller = std::min(positive, sum_of(doubled) - positive);
  return std::min(1.0, 2 * lower_tail(distribution_of(doubled), smaller));
}

/// Mean Σr/2 and variance Σr²/4 of the given ranks r; ½ for continuity.
double normal_p(const Ranks& doubled, std::int64_t positive) {
  double squares = 0;
  for (const std::int64_t rank : doubled)
    squares += static_cast<double>(rank) * static_cast<double>(rank) / 4;
  const double distance = std::abs(static_cast<double>(2 * positive - sum_of(doubled))) / 4;
  return std::erfc(std::max(0.0, distance - 0.5) / std::sqrt(squares / 4) / std::sqrt(2.0));
}

/// Twice the rank of each magnitude; the values are sorted by magnitude. Ranks i + 1 … j are equal: i + j
/// + 1.
Ranks doubled_ranks(const std::vector<double>& by_magnitude) {
  Ranks ranks;
  for (std::size_t i = 0; i < by_magnitude.size();) {
    std::size_t j = i + 1;
    while (j < by_magnitude.size() && std::abs(by_magnitude[j]) == std::abs(by_magnitude[i])) ++j;
    ranks.insert(ranks.end(), j - i, static_cast<std::int64_t>(i + j + 1));
    i = j;
  }
  return ranks;
}

// Walsh averages are counted, not stored: 10 000 values have 50 million of them.

struct Averages {
  std::vector<double> sorted;
  double undecided = 0;  ///< what the average of −∞ and ∞ counts as

  double of(std::size_t i, std::size_t j) const {
    if (sorted[i] == -infinite && sorted[j] == infinite) return undecided;
    return sorted[i] / 2 + sorted[j] / 2;
  }
  /// How many are at most `bound`. They rise with i and with j, so one walk along the border is enough.
  std::int64_t at_most(double bound) const {
    std::int64_t count = 0;
    std::size_t end = sorted.size();  // for this i, averages with j < end are at most the bound
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      while (end > i && of(i, end - 1) > bound) --end;
      if (end <= i) break;
      count += static_cast<std::int64_t>(end - i);
    }
    return count;
  }
};

/// Doubles in their order as whole numbers in theirs.
std::int64_t position_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}
double value_at(std::int64_t position) {
  return std::bit_cast<double>(position < 0 ? std::numeric_limits<std::int64_t>::min() - position : position);
}

/// The kth smallest, k from 1: the smallest number with k averages at or below it, found by halving.
double smallest(const Averages& averages, std::int64_t k) {
  std::int64_t below = position_of(-infinite) - 1;
  std::int64_t at = position_of(infinite);
  while (at - 1 > below) {
    // Both may be far from 0 on either side: their difference has its own type.
    const auto gap = static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(below);
    const std::int64_t middle = static_cast<std::int64_t>(static_cast<std::uint64_t>(below) + gap / 2);
    (averages.at_most(value_at(middle)) >= k ? at : below) = middle;
  }
  return value_at(at);
}

std::int64_t undecided_of(const std::vector<double>& sorted) {
  return std::ranges::count(sorted, -infinite) * std::ranges::count(sorted, infinite);
}

/// The median of those that say something; the others are counted below all.
double median_of(const Averages& averages, std::int64_t all) {
  const std::int64_t skipped = undecided_of(averages.sorted);
  const std::int64_t decided = all - skipped;
  const double upper = smallest(averages, skipped + decided / 2 + 1);
  if (decided % 2 == 1) return upper;
  const double lower = smallest(averages, skipped + decided / 2);
  return lower == -infinite && upper == infinite ? 0 : lower / 2 + upper / 2;
}

std::int64_t normal_quantile(std::int64_t n, double tail) {
  const double count = static_cast<double>(n);
  const double mean = count * (count + 1) / 4;
  const double deviation = std::sqrt(mean * (2 * count + 1) / 6);
  return static_cast<std::int64_t>(std::floor(mean - normal_critical(2 * tail) * deviation - 0.5));
}

}  // namespace

double signed_rank_p(std::span<const double> values) {
  std::vector<double> kept;
  std::ranges::copy_if(values, std::back_inserter(kept), [](double value) { return value != 0; });
  if (kept.empty()) return 1;
  std::ranges::sort(kept, {}, [](double value) { return std::abs(value); });
  const Ranks ranks = doubled_ranks(kept);
  std::int64_t positive = 0;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] > 0) positive += ranks[i];
  const bool exact = static_cast<std::int64_t>(kept.size()) <= most_exact;
  return exact ? exact_p(ranks, positive) : normal_p(ranks, positive);
}

std::int64_t signed_rank_quantile(std::int64_t n, double tail) {
  if (n > most_exact) return normal_quantile(n, tail);
  Ranks doubled;
  for (std::int64_t rank = 1; rank <= n; ++rank) doubled.push_back(2 * rank);
  const std::vector<double> probability = distribution_of(doubled);
  double below = 0;
  std::int64_t c = 0;
  while ((below += probability[static_cast<std::size_t>(2 * c)]) <= tail) ++c;
  return c - 1;
}

IntervalEstimate hodges_lehmann(std::span<const double> values, double alpha) {
  if (values.empty()) return {};
  Averages averages{{values.begin(), values.end()}, -infinite};
  std::ranges::sort(averages.sorted);
  const auto n = static_cast<std::int64_t>(values.size());
  const std::int64_t all = n * (n + 1) / 2;
  const std::int64_t c = signed_rank_quantile(n, alpha / 2);
  IntervalEstimate estimate{median_of(averages, all), -infinite, infinite};
  if (c < 0) return estimate;
  estimate.low = smallest(averages, c + 1);
  averages.undecided = infinite;
  estimate.high = smallest(averages, all - c);
  return estimate;
}

}  // namespace accelbench
