// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <vector>

namespace accelbench {
namespace {

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

}  // namespace

double t_critical(double alpha, std::int64_t degrees) {
  const boost::math::students_t student(static_cast<double>(degrees));
  return in_36_bits(boost::math::quantile(boost::math::complement(student, alpha / 2)));
}

double normal_critical(double alpha) {
  return in_36_bits(boost::math::quantile(boost::math::complement(boost::math::normal(), alpha / 2)));
}

Estimate t_interval(std::span<const double> values, double alpha) {
  if (values.empty()) return {};
  const double mean = mean_of(values);
  if (values.size() == 1) return {mean, -infinite, infinite};
  const double n = static_cast<double>(values.size());
  const double error = std::sqrt(squares_around(values, mean) / (n - 1) / n);
  const double half = t_critical(alpha, static_cast<std::int64_t>(values.size()) - 1) * error;
  return {mean, mean - half, mean + half};
}

Estimate median_interval(std::span<const double> values, double alpha) {
  if (values.empty()) return {};
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const boost::math::binomial coins(static_cast<double>(sorted.size()), 0.5);
  std::size_t k = 0;  // P(fewer than k values below the median) is allowed
  while (k < sorted.size() / 2 && boost::math::cdf(coins, static_cast<double>(k)) <= alpha / 2) ++k;
  const double middle = middle_of(sorted);
  if (k == 0) return {middle, -infinite, infinite};
  return {middle, sorted[k - 1], sorted[sorted.size() - k]};
}

}  // namespace accelbench
