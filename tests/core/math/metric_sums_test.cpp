// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/math/metric_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/math/dropout.h"

namespace accelbench {
namespace {

/// y = 1, 2, 3, 4 and p = 1, 2, 3, 2: one wrong by 2.
BatchSums four_samples() { return {4, 4, 4.0, 3.0, 2.0, 4.0, 10.0, 30.0}; }

TEST(MetricSums, EveryMetricByHand) {
  const BatchSums sums = four_samples();
  EXPECT_EQ(mean_loss(sums), 1.0);
  EXPECT_EQ(metric_value(Metric::accuracy, sums), 0.75);
  EXPECT_EQ(metric_value(Metric::mae, sums), 0.5);
  EXPECT_EQ(metric_value(Metric::mse, sums), 1.0);
  EXPECT_EQ(metric_value(Metric::rmse, sums), 1.0);
  EXPECT_NEAR(metric_value(Metric::r2, sums), 0.2, 1e-15);  // 1 − 4 / (30 − 100 / 4)
}

TEST(MetricSums, PartsAddUpToTheWhole) {
  BatchSums sums = four_samples();
  sums += four_samples();
  EXPECT_EQ(sums.samples, 8);
  EXPECT_EQ(sums.values, 8);
  EXPECT_EQ(sums.squared, 8.0);
  EXPECT_EQ(mean_loss(sums), 1.0);
}

TEST(MetricSums, TheLossIncludesThePenaltyAndNoMetricDoes) {
  BatchSums sums = four_samples(), more = four_samples();
  sums.penalty = 2, more.penalty = 4;
  sums += more;
  EXPECT_EQ(mean_loss(sums), 1.75);  // (4 + 4 + 2 + 4) / 8
  EXPECT_EQ(metric_value(Metric::mse, sums), 1.0);
}

TEST(MetricSums, NothingMeasuredIsNotANumber) {
  EXPECT_TRUE(std::isnan(mean_loss({})));
  for (const auto& metric : Names<Metric>::table) EXPECT_TRUE(std::isnan(metric_value(metric.value, {})));
}

TEST(MetricSums, ConstantTargetsAreExplainedOrNot) {
  EXPECT_EQ(metric_value(Metric::r2, {2, 2, 0, 0, 0, 0, 4.0, 8.0}), 1.0);
  EXPECT_EQ(metric_value(Metric::r2, {2, 2, 0, 0, 1, 1, 4.0, 8.0}), 0.0);
}

TEST(Dropout, DropsTheShareAskedFor) {
  // 200 000 draws at 0.3: deviation √(0.3·0.7/200 000) = 0.00102; five of them.
  const auto draw = DropoutDraw::of_layer(42, 1, 4, 0.3);
  std::int64_t dropped = 0;
  for (std::uint64_t row = 0; row < 50'000; ++row)
    for (const bool kept : draw.kept(row, 0)) dropped += kept ? 0 : 1;
  EXPECT_NEAR(static_cast<double>(dropped) / 200'000, 0.3, 0.0051);
}

TEST(Dropout, IsAFunctionOfSeedLayerRowAndColumn) {
  const auto masks = [](std::uint64_t seed, std::uint32_t layer, std::uint64_t row, std::uint64_t quad) {
    std::vector<bool> mask;
    for (std::uint64_t i = 0; i < 16; ++i)
      for (const bool kept : DropoutDraw::of_layer(seed, layer, 8, 0.5).kept(row + 2 * i, quad))
        mask.push_back(kept);
    return mask;
  };
  const auto mask = masks(1, 0, 0, 0);
  EXPECT_EQ(mask, masks(1, 0, 0, 0));
  EXPECT_NE(mask, masks(2, 0, 0, 0));
  EXPECT_NE(mask, masks(1, 1, 0, 0));
  EXPECT_NE(mask, masks(1, 0, 1, 0));
  EXPECT_NE(mask, masks(1, 0, 0, 1));
}

TEST(Dropout, OwnsTheCounterThatTheGuideStates) {
  // units 6: two counters a row; row 3, columns 4 and 5 are words 0 and 1 of counter 7 of stream (3 << 32 |
  // 2).
  const auto draw = DropoutDraw::of_layer(9, 2, 6, 0.5);
  const auto words = Philox::words(9, (std::uint64_t{3} << 32) | 2, 7);
  const auto kept = draw.kept(3, 1);
  EXPECT_EQ(kept[0], uniform_float(words[0]) >= 0.5F);
  EXPECT_EQ(kept[1], uniform_float(words[1]) >= 0.5F);
}

}  // namespace
}  // namespace accelbench
