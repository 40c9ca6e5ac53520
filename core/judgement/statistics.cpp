// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <vector>

namespace accelbench {
namespace {

using boost::math::cdf;
using boost::math::complement;
using boost::math::quantile;

/// Double is enough, and is the same number everywhere, where long double is not.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Student = boost::math::students_t_distribution<double, InDouble>;
using Normal = boost::math::normal_distribution<double, InDouble>;
using Binomial = boost::math::binomial_distribution<double, InDouble>;

/// The nearest number of 36 significant bits.
double in_36_bits(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(fraction, 36)), exponent - 36);
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_around(std::span<const double> values, double centre) {
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum;
}

/// Of sorted values; where the two in the middle are −∞ and ∞ it does not exist.
double middle_of(std::span<const double> sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// The largest k with P(Binomial(n, 1/2) < k) ≤ α/2; sought from where the normal distribution has it.
std::size_t smallest_end(std::size_t n, double alpha) {
  const double count = static_cast<double>(n);
  const Binomial coins(count, 0.5);
  const double near = std::floor((count - normal_critical(alpha) * std::sqrt(count)) / 2);
  auto k = static_cast<std::size_t>(std::max(near, 0.0));
  const auto may_be = [&](std::size_t end) {
    return end == 0 || cdf(coins, static_cast<double>(end - 1)) <= alpha / 2;
  };
  while (!may_be(k)) --k;
  while (k < n / 2 && may_be(k + 1)) ++k;
  return k;
}

}  // namespace

double t_critical(double alpha, std::int64_t degrees) {
  const Student student(static_cast<double>(degrees));
  return in_36_bits(quantile(complement(student, alpha / 2)));
}

double normal_critical(double alpha) { return in_36_bits(quantile(complement(Normal(), alpha / 2))); }

IntervalEstimate t_interval(std::span<const double> values, double alpha) {
  if (values.empty()) return {};
  const double mean = mean_of(values);
  if (values.size() == 1) return {mean, -infinite, infinite};
  const double n = static_cast<double>(values.size());
  const double error = std::sqrt(squares_around(values, mean) / (n - 1) / n);
  const double half = t_critical(alpha, static_cast<std::int64_t>(values.size()) - 1) * error;
  return {mean, mean - half, mean + half};
}

IntervalEstimate median_interval(std::span<const double> values, double alpha) {
  if (values.empty()) return {};
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t k = smallest_end(sorted.size(), alpha);
  const double middle = middle_of(sorted);
  if (k == 0) return {middle, -infinite, infinite};
  return {middle, sorted[k - 1], sorted[sorted.size() - k]};
}

}  // namespace accelbench
