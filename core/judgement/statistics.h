// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <limits>
#include <span>

// The few pieces of statistics that verdicts rest on, each exact for the number of values at hand. `alpha` is
// two-sided and in (0, 1); an interval that does not exist at its level is infinite, never narrower than it
// may be.
namespace accelbench {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// A value and the interval around it. Without values all three are NaN, −∞ and ∞.
struct IntervalEstimate {
  double centre = std::numeric_limits<double>::quiet_NaN();
  double low = -infinite;
  double high = infinite;
  bool operator==(const IntervalEstimate&) const = default;
};

/// Student's interval of the mean: x̄ ± t(1 − α/2, n − 1) · s / √n with s² = Σ(x − x̄)² / (n − 1). Of paired
/// differences it is the interval of the paired t test. Infinite for one value.
/// Source: Student, "The probable error of a mean", Biometrika 6 (1908).
IntervalEstimate t_interval(std::span<const double> values, double alpha);

/// Student's critical value t(1 − α/2, degrees), and that of the normal distribution. Rounded to 36 bits, so
/// that systems whose elementary functions differ in their last bits give the same verdicts.
double t_critical(double alpha, std::int64_t degrees);
double normal_critical(double alpha);

/// Two-sided p of the signed-rank test that values lie symmetrically around 0. Zeros are dropped; equal
/// magnitudes share the mean of their ranks and p is exact given these ranks: twice the smaller tail, at most
/// 1. ±∞ are the largest magnitudes. Above `most_exact` values normal, corrected for ties and continuity.
/// Sources: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); Hollander,
/// Wolfe, Chicken, "Nonparametric Statistical Methods", 3rd ed. (2014), 3.1.
double signed_rank_p(std::span<const double> values);

/// The median of the n(n + 1)/2 averages (x_i + x_j)/2, i ≤ j (Walsh), and the interval that inverts the
/// signed-rank test: from the (c + 1)th smallest to the (c + 1)th largest of them, where c is the largest
/// with P(W ≤ c) ≤ α/2; the distribution of W is exact up to `most_exact` values and normal above. Infinite
/// where there is no such c: below 6 values at 5 %, below 8 at 1 %. Ties make it wider than it need be, never
/// narrower. ±∞ are values like others; the average of −∞ and ∞ says nothing: it widens the interval to both
/// sides and does not enter the median.
/// Sources: Hodges, Lehmann, "Estimates of location based on rank tests", Ann. Math. Statist. 34 (1963);
/// Hollander, Wolfe, Chicken (2014), 3.2 and 3.3.
IntervalEstimate hodges_lehmann(std::span<const double> values, double alpha);

/// The largest c with P(W ≤ c) ≤ tail for the signed-rank statistic W of n values without ties; −1: none.
std::int64_t signed_rank_quantile(std::int64_t n, double tail);
inline constexpr std::int64_t most_exact = 100;

/// The median and its interval between the kth smallest and the kth largest value, where k is the largest
/// with P(Binomial(n, 1/2) < k) ≤ α/2. Infinite where there is none: below 6 values at 5 %.
/// Source: Thompson, "On confidence ranges for the median", Ann. Math. Statist. 7 (1936).
IntervalEstimate median_interval(std::span<const double> values, double alpha);

}  // namespace accelbench
