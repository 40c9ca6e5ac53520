// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/looks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

using Looks = std::vector<std::int64_t>;

Looks looks(std::int64_t min, std::int64_t max, bool until_resolved = true) {
  return planned_looks({min, max, until_resolved});
}

TEST(Looks, ArePlannedBeforehand) {
  EXPECT_EQ(looks(6, 30), (Looks{6, 10, 15, 22, 30}));
  EXPECT_EQ(looks(12, 30), (Looks{12, 15, 22, 30}));  // the two before min fall on it
  EXPECT_EQ(looks(6, 10), (Looks{6, 7, 10}));
  EXPECT_EQ(looks(6, 6), (Looks{6}));
  EXPECT_EQ(looks(40, 30), (Looks{30}));
  EXPECT_EQ(looks(1, 5), (Looks{2, 3, 4, 5}));  // one round tells nothing
  EXPECT_EQ(looks(1, 1), (Looks{1}));
  EXPECT_EQ(looks(6, 100), (Looks{20, 33, 50, 73, 100}));
  EXPECT_EQ(looks(10, 10, false), (Looks{10}));
}

// ln(1 + (e − 1)/5) = 0.295395.
TEST(Looks, SpendAlphaOverTheRounds) {
  EXPECT_NEAR(alpha_spent(0.05, 6, 30), 0.05 * 0.295394529, 1e-11);
  EXPECT_NEAR(alpha_spent(0.05, 30, 30), 0.05, 1e-15);
}

// Figures of the protocol, in per cent.
TEST(Looks, LevelsAreThoseOfTheProtocol) {
  const auto levels = nominal_levels(0.05, looks(6, 30));
  const std::vector<double> expected = {1.48, 1.22, 1.41, 1.71, 1.88};
  ASSERT_EQ(levels.size(), expected.size());
  for (std::size_t i = 0; i < levels.size(); ++i) EXPECT_NEAR(100 * levels[i], expected[i], 0.005);
}

// Lan and DeMets (1983) and the tables made after them: five equal looks, spending of Pocock's kind at 5 %,
// have the bounds 2.438, 2.427, 2.410, 2.397, 2.386.
TEST(Looks, LevelsAreThePublishedOnesOfFiveEqualLooks) {
  const auto levels = nominal_levels(0.05, Looks{1, 2, 3, 4, 5});
  const std::vector<double> expected = {2.438, 2.427, 2.410, 2.397, 2.386};
  for (std::size_t i = 0; i < levels.size(); ++i)
    EXPECT_NEAR(normal_critical(levels[i]), expected[i], 0.0006) << i;
}

TEST(Looks, OneLookHasAllOfAlpha) { EXPECT_NEAR(nominal_levels(0.05, Looks{30})[0], 0.05, 1e-12); }

// Two looks with known correlation: P(not crossing) by direct integration of the bivariate normal.
TEST(Looks, LevelsOfTwoLooksSpendExactlyAlpha) {
  const auto levels = nominal_levels(0.05, Looks{15, 30});
  const double first = normal_critical(levels[0]), second = normal_critical(levels[1]);
  constexpr int steps = 200'000;  // trapezoids: the error is far under the tolerance
  double stay = 0;
  for (int i = 0; i <= steps; ++i) {
    const double z = first * (2.0 * i / steps - 1);
    const double within = std::erf((second * std::sqrt(2.0) - z) / std::sqrt(2.0)) / 2 +
                          std::erf((second * std::sqrt(2.0) + z) / std::sqrt(2.0)) / 2;
    const double weight = (i == 0 || i == steps ? 0.5 : 1.0) * 2 * first / steps;
    stay += weight * within * std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
  }
  EXPECT_NEAR(1 - stay, 0.05, 1e-8);
}

// 200 000 random walks: each look is crossed first by what it may spend; 4.5 deviations of the counts.
TEST(Looks, RandomWalksCrossAsOftenAsIsSpent) {
  const Looks planned = looks(6, 30);
  const auto levels = nominal_levels(0.01, planned);
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  constexpr int walks = 200'000;
  std::vector<int> crossed(planned.size());
  for (int walk = 0; walk < walks; ++walk) {
    double at = 0;
    std::int64_t before = 0;
    for (std::size_t i = 0; i < planned.size(); ++i) {
      at += normal(random) * std::sqrt(static_cast<double>(planned[i] - before));
      before = planned[i];
      if (std::erfc(std::abs(at) / std::sqrt(2.0 * static_cast<double>(planned[i]))) > levels[i]) continue;
      ++crossed[i];
      break;
    }
  }
  int so_far = 0;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    so_far += crossed[i];
    const double expected = alpha_spent(0.01, planned[i], 30) * walks;
    EXPECT_NEAR(so_far, expected, 4.5 * std::sqrt(expected)) << planned[i];
  }
}

TEST(Looks, LevelsOfUnevenLooksStayWithinWhatIsSpent) {
  const Looks planned = looks(332, 1000);  // 332 and 333: one more round changes next to nothing
  const auto levels = nominal_levels(0.05, planned);
  EXPECT_NEAR(levels[0], alpha_spent(0.05, 332, 1000), 1e-12);
  for (const double level : levels) EXPECT_GT(level, 0.01);
  for (const double level : levels) EXPECT_LT(level, 0.05);
}

}  // namespace
}  // namespace accelbench
