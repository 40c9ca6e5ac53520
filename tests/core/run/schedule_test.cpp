// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace accelbench {
namespace {

std::vector<double> rates(const ScheduleSpec& schedule, double base, std::int64_t epochs) {
  std::vector<double> found;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch)
    found.push_back(scheduled_rate(schedule, base, epochs, epoch));
  return found;
}

// Powers and cosines of the library may differ in the last bit.
void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-15) << "epoch " << i;
}

TEST(Schedule, StepDropsEveryNEpochs) {
  expect_near(rates(StepSchedule{3, 0.1}, 1, 8), {1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01});
}

TEST(Schedule, ExponentialDropsAfterEachEpoch) {
  expect_near(rates(ExponentialSchedule{0.5}, 0.8, 4), {0.8, 0.4, 0.2, 0.1});
}

TEST(Schedule, CosineRisesLinearlyThenFallsToFinal) {
  // Behind two epochs of warm-up: cos of 0, π/4 … π.
  const double quarter = std::sqrt(0.5);
  expect_near(rates(CosineSchedule{2, 0.2}, 1, 7),
              {0.5, 1, 1, 0.2 + 0.4 * (1 + quarter), 0.6, 0.2 + 0.4 * (1 - quarter), 0.2});
}

TEST(Schedule, CosineWithoutWarmUpBeginsAtTheBaseRate) {
  expect_near(rates(CosineSchedule{0, 0}, 2, 3), {2, 1, 0});
}

TEST(Schedule, CosineOfOneEpoch) {
  EXPECT_EQ(scheduled_rate(CosineSchedule{0, 0.1}, 1, 1, 0), 1);  // nothing to fall over
  EXPECT_EQ(scheduled_rate(CosineSchedule{1, 0.1}, 1, 2, 1), 0.1);
}

TEST(Schedule, FarBehindTheEndNothingIsInfinite) {
  EXPECT_EQ(scheduled_rate(ExponentialSchedule{0.5}, 1, 1'000'000'000, 999'999'999), 0);
}

}  // namespace
}  // namespace accelbench
