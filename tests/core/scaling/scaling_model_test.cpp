// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaling/scaling_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/scaling/minimum.h"
#include "core/scaling/nccl_time.h"

namespace accelbench {
namespace {

// 64 rows in 8 ms by one rank, 1 ms that all do alike, 10 µs a hop, 4 MB at 1 GB/s.
const ScalingWork strong_work = {ScalingKind::strong, ExchangeWay::ring, 64, 4e6, 2 / 3., 8};
const ScalingParameters known = {8e-3, 1e-3, 10e-6, 1e9, 0};

TEST(ScalingModel, OneRankExchangesNothing) {
  EXPECT_EQ(exchange_s(strong_work, known, 1), 0);
  EXPECT_DOUBLE_EQ(step_s(strong_work, known, 1), 9e-3);
}

TEST(ScalingModel, ARingHas2N2HopsAndSendsTwiceItsShare) {
  // 4 ranks: 6 hops of 10 µs and 4 MB · 2 · 3/4 = 6 MB at 1 GB/s.
  EXPECT_NEAR(exchange_s(strong_work, known, 4), 60e-6 + 6e-3, 1e-15);
  EXPECT_NEAR(step_s(strong_work, known, 4), 1e-3 + 2e-3 + 6.06e-3, 1e-15);
}

TEST(ScalingModel, TheLargestRankCountsWhereRowsDoNotDivide) {
  EXPECT_DOUBLE_EQ(computing_share(strong_work, 3), 22 / 64.);  // ⌈64/3⌉ = 22 rows
  EXPECT_DOUBLE_EQ(computing_share(strong_work, 64), 1 / 64.);
}

TEST(ScalingModel, EachRankOfWeakScalingComputesAsMuchAsOne) {
  ScalingWork weak = strong_work;
  weak.kind = ScalingKind::weak;
  EXPECT_EQ(computing_share(weak, 4096), 1);
}

TEST(ScalingModel, AFullHostSlowsItsRanksAndFurtherOnesAreAsFull) {
  const ScalingWork weak = {ScalingKind::weak, ExchangeWay::ring, 64, 0, 2 / 3., 3};
  ScalingParameters crowded = known;
  crowded.crowding = 0.5;
  EXPECT_DOUBLE_EQ(computing_s(weak, crowded, 1), 8e-3);
  EXPECT_DOUBLE_EQ(computing_s(weak, crowded, 2), 10e-3);  // half of the way to a full host
  EXPECT_DOUBLE_EQ(computing_s(weak, crowded, 3), 12e-3);
  EXPECT_DOUBLE_EQ(computing_s(weak, crowded, 300), 12e-3);
}

TEST(ScalingModel, TheBackwardPassHidesNoMoreThanItLasts) {
  ScalingParameters overlapping = known;
  overlapping.overlap = 1;
  // 2 ranks: 4.02 ms of exchange, 2/3 of 4 ms of computing are backward: 2.667 ms are hidden.
  EXPECT_NEAR(exposed_s(strong_work, overlapping, 2), 4.02e-3 - 8e-3 / 3, 1e-12);
  overlapping.bytes_per_s = 1e12;  // 24 µs: all of it
  EXPECT_NEAR(exposed_s(strong_work, overlapping, 2), 0, 1e-15);
}

// NCCL's table for 8 devices in one host: ring LL 6.6 + 14 · 0.6 µs; a tree over 8 hosts of 8 with LL:
// 6.8 + 2 (7 · 0.6 + 3 · 5.0).
TEST(NcclTime, LatenciesAreThoseOfItsTable) {
  EXPECT_NEAR(nccl_ring_latency_s({8, 8}), 15.0e-6, 1e-12);
  EXPECT_NEAR(nccl_tree_latency_s({64, 8}), 45.2e-6, 1e-12);
}

TEST(NcclTime, SmallMessagesTakeALatencyAndLargeOnesTheBandwidth) {
  EXPECT_EQ(nccl_all_reduce_s({1, 8}, 1e6, 1e11), 0);
  // A tree of 8 with LL: 6.8 + 2 · 7 · 0.6 = 15.2 µs, a ring 15.0 µs; 4 bytes add nothing.
  EXPECT_NEAR(nccl_all_reduce_s({8, 8}, 4, 1e11), 15.0e-6, 1e-9);
  // 1 GB at a bus of 100 GB/s: 2 · 7/8 GB over a ring with Simple, 17.5 ms and 8.4 + 14 · 3.4 µs.
  EXPECT_NEAR(nccl_all_reduce_s({8, 8}, 1e9, 1e11), 17.5e-3 + 56e-6, 1e-9);
}

TEST(NcclTime, ItsLatenciesAreScaledAlike) {
  EXPECT_NEAR(nccl_all_reduce_s({8, 8}, 4, 1e11, 2), 30.0e-6, 1e-9);
}

TEST(NcclTime, ATreeIsFasterOverManyHosts) {
  // 512 hosts of 8: a ring makes over a thousand hops over the network, a tree 2 · 9.
  EXPECT_NEAR(nccl_all_reduce_s({4096, 8}, 4, 1e11), 6.8e-6 + 2 * (7 * 0.6e-6 + 9 * 5.0e-6), 1e-9);
}

// Rosenbrock's valley: the minimum lies at (1, 1) along a curved floor.
TEST(Minimum, IsFoundAlongACurvedValley) {
  const auto valley = [](const std::vector<double>& at) {
    const double across = at[1] - at[0] * at[0];
    return 100 * across * across + (1 - at[0]) * (1 - at[0]);
  };
  const auto found = minimum_of(valley, {-1.2, 1}, {0.5, 0.5}, 10);
  EXPECT_NEAR(found[0], 1, 1e-3);  // it ends where the corners differ by 1e-9
  EXPECT_NEAR(found[1], 1, 1e-3);
}

TEST(Minimum, ValuesThatAreNoNumbersAreAvoided) {
  const auto logarithm = [](const std::vector<double>& at) { return at[0] - std::log(at[0]); };
  EXPECT_NEAR(minimum_of(logarithm, {0.1}, {-0.5}, 4)[0], 1, 1e-3);  // the first step asks for log(−0.4)
}

}  // namespace
}  // namespace accelbench
