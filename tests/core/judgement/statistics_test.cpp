// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace accelbench {
namespace {

// SciPy on 1000 random samples (tests/peers/scipy_statistics.py made the file).

struct SciPyCase {
  double alpha = 0, t_low = 0, t_high = 0, p = 0, median_low = 0, median_high = 0;
  std::vector<double> values;
};

SciPyCase case_of(const std::string& line) {
  std::stringstream fields(line);
  const auto number = [&fields] {
    std::string text;
    std::getline(fields, text, ',');
    return std::stod(text);
  };
  SciPyCase one;
  for (double* field : {&one.alpha, &one.t_low, &one.t_high, &one.p, &one.median_low, &one.median_high})
    *field = number();
  for (double thousandths = 0; fields >> thousandths;) one.values.push_back(thousandths / 1000);
  return one;
}

std::vector<SciPyCase> scipy_cases() {
  std::ifstream file(ACCELBENCH_SOURCE_DIR "/tests/core/judgement/scipy_statistics.csv");
  std::vector<SciPyCase> cases;
  for (std::string line; std::getline(file, line);)
    if (!line.starts_with("#")) cases.push_back(case_of(line));
  return cases;
}

// Two programs that sum in another order, and whose critical value was rounded to 36 bits (7e-12).
void expect_close(double found, double expected, double scale, const char* what, std::size_t number) {
  EXPECT_NEAR(found, expected, 1e-10 * std::max(std::abs(expected), scale)) << what << " of case " << number;
}

TEST(Statistics, EqualSciPyOnAThousandSamples) {
  const auto cases = scipy_cases();
  ASSERT_EQ(cases.size(), 1000U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const SciPyCase& expected = cases[i];
    const IntervalEstimate t = t_interval(expected.values, expected.alpha);
    const double width = t.high - t.low;
    expect_close(t.low, expected.t_low, width, "t low", i);
    expect_close(t.high, expected.t_high, width, "t high", i);
    expect_close(signed_rank_p(expected.values), expected.p, 0, "p", i);
    const IntervalEstimate median = median_interval(expected.values, expected.alpha);
    const bool exists = std::isfinite(expected.median_low) && std::isfinite(expected.median_high);
    EXPECT_EQ(median.low, exists ? expected.median_low : -infinite) << i;
    EXPECT_EQ(median.high, exists ? expected.median_high : infinite) << i;
  }
}

// Every sign pattern of the ranks 1 … n, counted one by one.
double tail_by_counting(int n, int c) {
  int below = 0;
  for (int signs = 0; signs < 1 << n; ++signs) {
    int w = 0;
    for (int i = 0; i < n; ++i) w += (signs >> i & 1) * (i + 1);
    below += w <= c;
  }
  return below / std::pow(2.0, n);
}

TEST(Statistics, QuantilesOfTheSignedRankAreThoseOfAllSignPatterns) {
  for (int n = 1; n <= 14; ++n)
    for (const double tail : {0.025, 0.00738, 0.0061, 0.005, 0.0025}) {
      const auto c = static_cast<int>(signed_rank_quantile(n, tail));
      EXPECT_LE(tail_by_counting(n, c), tail) << n;  // 0 for −1
      EXPECT_GT(tail_by_counting(n, c + 1), tail) << n;
    }
}

// The table of Hollander, Wolfe and Chicken: two-sided 5 % needs W ≤ 8 of 10, ≤ 52 of 20, ≤ 137 of 30.
TEST(Statistics, QuantilesOfTheSignedRankArePublishedOnes) {
  EXPECT_EQ(signed_rank_quantile(5, 0.025), -1);
  EXPECT_EQ(signed_rank_quantile(6, 0.025), 0);
  EXPECT_EQ(signed_rank_quantile(10, 0.025), 8);
  EXPECT_EQ(signed_rank_quantile(20, 0.025), 52);
  EXPECT_EQ(signed_rank_quantile(30, 0.025), 137);
  EXPECT_EQ(signed_rank_quantile(6, 0.005), -1);
  EXPECT_EQ(signed_rank_quantile(8, 0.005), 0);
}

// Where exact counting ends and the normal distribution begins, the two differ by less than 1 of 1955.
TEST(Statistics, QuantilesGoOnSmoothlyAboveAHundred) {
  const double growth =
      static_cast<double>(signed_rank_quantile(100, 0.025) - signed_rank_quantile(99, 0.025));
  const double next =
      static_cast<double>(signed_rank_quantile(101, 0.025) - signed_rank_quantile(100, 0.025));
  EXPECT_NEAR(next, growth, 3);
}

std::vector<double> walsh_averages(const std::vector<double>& values) {
  std::vector<double> averages;
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = i; j < values.size(); ++j) averages.push_back(values[i] / 2 + values[j] / 2);
  std::ranges::sort(averages);
  return averages;
}

TEST(Statistics, HodgesLehmannIsReadFromAllAverages) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (std::size_t n = 1; n <= 40; ++n) {
    std::vector<double> values(n);
    for (double& value : values) value = std::round(4 * normal(random)) / 4;  // with ties
    const auto averages = walsh_averages(values);
    const auto c = signed_rank_quantile(static_cast<std::int64_t>(n), 0.025);
    const std::size_t m = averages.size();
    const IntervalEstimate found = hodges_lehmann(values, 0.05);
    EXPECT_EQ(found.centre, averages[(m - 1) / 2] / 2 + averages[m / 2] / 2);
    EXPECT_EQ(found.low, c < 0 ? -infinite : averages[static_cast<std::size_t>(c)]);
    EXPECT_EQ(found.high, c < 0 ? infinite : averages[m - 1 - static_cast<std::size_t>(c)]);
  }
}

// The interval holds exactly the shifts that the test does not refuse.
TEST(Statistics, HodgesLehmannInvertsTheSignedRankTest) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> normal(0.5, 1.0);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<double> values(static_cast<std::size_t>(6 + trial % 7));
    for (double& value : values) value = normal(random);
    const IntervalEstimate interval = hodges_lehmann(values, 0.05);
    for (const double average : walsh_averages(values))
      for (const double shift : {average - 1e-9, average + 1e-9}) {
        std::vector<double> shifted = values;
        for (double& value : shifted) value -= shift;
        EXPECT_EQ(shift > interval.low && shift<interval.high, signed_rank_p(shifted)> 0.05);
      }
  }
}

TEST(Statistics, HodgesLehmannTakesMissesAsTheMostExtremeValues) {
  const std::vector<double> one_missed = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, infinite};
  const IntervalEstimate found = hodges_lehmann(one_missed, 0.05);
  EXPECT_TRUE(std::isfinite(found.centre));
  EXPECT_NEAR(found.low, 0.3, 1e-12);  // the 9th smallest average: .1 .15 .2 .2 .25 .25 .3 .3 .3
  EXPECT_EQ(found.high, infinite);     // ten averages are infinite, the 9th largest among them
  EXPECT_EQ(signed_rank_p(one_missed), 2 / 1024.0);
}

// −∞ and ∞ average to nothing: such an average may lie anywhere, so it stands at both ends.
TEST(Statistics, HodgesLehmannWidensForMissesOnBothSides) {
  std::vector<double> values = {-infinite, infinite};
  for (int i = -9; i <= 9; ++i) values.push_back(i);
  const IntervalEstimate found = hodges_lehmann(values, 0.05);
  EXPECT_EQ(found.centre, 0);
  EXPECT_TRUE(std::isfinite(found.low));
  EXPECT_EQ(found.low, -found.high);
  std::ranges::replace(values, infinite, 1000.0);
  EXPECT_GE(hodges_lehmann(values, 0.05).low, found.low);
}

TEST(Statistics, NothingIsSaidBelowTheValuesThatALevelNeeds) {
  const std::vector<double> five = {1, 2, 3, 4, 5}, six = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(hodges_lehmann(five, 0.05).low, -infinite);
  EXPECT_EQ(median_interval(five, 0.05).high, infinite);
  EXPECT_EQ(hodges_lehmann(six, 0.05), (IntervalEstimate{3.5, 1, 6}));
  EXPECT_EQ(median_interval(six, 0.05), (IntervalEstimate{3.5, 1, 6}));
  EXPECT_EQ(hodges_lehmann(six, 0.01), (IntervalEstimate{3.5, -infinite, infinite}));
  EXPECT_EQ(t_interval({five.data(), 1}, 0.05), (IntervalEstimate{1, -infinite, infinite}));
  EXPECT_TRUE(std::isnan(t_interval({}, 0.05).centre));
  EXPECT_TRUE(std::isnan(hodges_lehmann({}, 0.05).centre));
}

TEST(Statistics, ManyValuesTakeNoMemoryAndNoTime) {
  std::vector<double> values(10'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const IntervalEstimate found = hodges_lehmann(values, 0.05);
  EXPECT_EQ(found.centre, 4999.5);
  EXPECT_EQ(found.high - found.centre, found.centre - found.low);
  // Uniform on 0 … n: the half-width is z · n / √12 / √n to first order, 56.6 for n = 10 000.
  EXPECT_NEAR(found.high - found.centre, 1.95996 * 100 / std::sqrt(12.0), 0.5);
  EXPECT_EQ(signed_rank_p(values), 0);
}

// t(0.975, 9) and z(0.975) of every table.
TEST(Statistics, CriticalValuesAreThoseOfTheTables) {
  EXPECT_NEAR(t_critical(0.05, 9), 2.262157163, 1e-9);
  EXPECT_NEAR(t_critical(0.01, 5), 4.032142984, 1e-9);
  EXPECT_NEAR(normal_critical(0.05), 1.959963985, 1e-9);
}

}  // namespace
}  // namespace accelbench
