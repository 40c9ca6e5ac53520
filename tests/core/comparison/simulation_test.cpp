// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/core/comparison/noisy_world.h"

// The protocol keeps its promise where the truth is known: whole comparisons by the scheduler, their seeds
// fixed. The long version, with more settings, is tests/bench/statistics.cpp.
namespace accelbench::testing {
namespace {

constexpr std::int64_t trials = 400;

NoisyWorld equal_ones(std::size_t accelerators, double noise) {
  NoisyWorld world;
  world.factors.assign(accelerators, 1.0);
  world.noise = noise;
  return world;
}

// P(Binomial(400, 5 %) > 35) = 0.0006, > 34 would be 0.0013.
TEST(Simulation, TheLimitIsTheProtocols) { EXPECT_EQ(binomial_limit(400, 0.05), 35); }

TEST(Simulation, EqualOnesAreSeldomSeparatedUnderDriftAndOutliers) {
  NoisyWorld world = equal_ones(2, 0.02);
  world.slot_drift = 0.02;
  const Tally tally = tally_of(world, {}, trials);
  EXPECT_LE(tally.false_claims, binomial_limit(trials, 0.05));
  EXPECT_LE(tally.false_leaders, binomial_limit(trials, 0.05));
  EXPECT_GE(tally.covering, trials - binomial_limit(trials, 0.05));
}

TEST(Simulation, SeveralEqualOnesTogetherAreSeldomSeparated) {
  const std::int64_t fewer = 40;  // of five pairs each
  const Tally tally = tally_of(equal_ones(6, 0.02), {}, fewer);
  EXPECT_LE(tally.false_claims, binomial_limit(fewer, 0.05));
  EXPECT_LE(tally.false_leaders, binomial_limit(fewer, 0.05));
}

TEST(Simulation, MissedTargetsAreNoClaim) {
  NoisyWorld world = equal_ones(2, 0.05);
  world.missed = 0.05;
  ComparisonSpec comparison;
  comparison.quantity = Quantity::time_to_target;
  comparison.rounds = {10, 10, false};
  const Tally tally = tally_of(world, comparison, trials);
  EXPECT_LE(tally.false_claims, binomial_limit(trials, 0.05));
  EXPECT_GE(tally.intervals, trials / 2);  // more than two misses of ten are rare
}

// The protocol's figures: 5 % takes 7 to 13 rounds, 25 % about 6.
TEST(Simulation, DifferencesAreFoundInAsManyRoundsAsPromised) {
  NoisyWorld world = equal_ones(2, 0.02);
  world.factors = {1.05, 1};
  const Tally small = tally_of(world, {}, trials);
  EXPECT_GE(small.rounds, 7 * trials);
  EXPECT_LE(small.rounds, 13 * trials);
  EXPECT_GE(small.claims, trials * 9 / 10);
  EXPECT_EQ(small.false_claims, 0);
  EXPECT_GE(small.covering, trials - binomial_limit(trials, 0.05));
  world.factors = {1.25, 1};
  const Tally large = tally_of(world, {}, trials);
  EXPECT_LE(large.rounds, 7 * trials);
  EXPECT_EQ(large.claims, trials);
}

// A protocol that could not fail here would prove nothing: without a random order a drift is a claim.
TEST(Simulation, AFixedOrderUnderDriftIsCaught) {
  NoisyWorld world = equal_ones(2, 0.02);
  world.factors = {1, 1.02};  // what a drift of 2 % a slot does to a fixed order
  world.outliers = Outliers::none;
  const std::int64_t fewer = 100;
  const Tally tally = tally_of(world, {}, fewer);
  EXPECT_GT(tally.claims, binomial_limit(fewer, 0.05));
}

}  // namespace
}  // namespace accelbench::testing
