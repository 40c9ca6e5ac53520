// SPDX-License-Identifier: GPL-3.0-or-later
// clip_norm, l1 and l2 by hand, in float64.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

/// p = w x + b with w = weight, b = 0; x = 1, y = 0, mse, sgd 0.1: the gradient is 2 w for weight and bias.
Work one_weight(float weight) {
  Work work = make_sample_work({1, {{1, Activation::linear}}, 1, 1});
  work.initial_weights[0].weight = {weight};
  work.initial_weights[0].bias = {0};
  static const float one = 1, zero = 0;
  for (Samples* samples : {&work.data.train, &work.data.validation})
    samples->x = {&one, 1}, samples->y = {&zero, 1};
  work.experiment.training.optimizer.name = OptimizerKind::sgd;
  work.experiment.training.optimizer.learning_rate = 0.1;
  return work;
}

TEST(Restraints, PenaltiesByHand) {
  // Loss 1 + 0.5·1 + 0.25·1²; gradient by the weight 2 + 0.5 + 2·0.25 = 3, by the bias 2: w = 0.7, b = −0.2.
  Work work = one_weight(1);
  work.experiment.training.l1 = 0.5;
  work.experiment.training.l2 = 0.25;
  const auto executable = compiled(work, Precision::float64);
  const BatchSums sums = train(*executable, 1)[0];
  EXPECT_EQ(mean_loss(sums), 1.75);
  EXPECT_EQ(metric_value(Metric::rmse, sums), 1.0);
  EXPECT_NEAR(read(*executable, work, 0).weight[0], 0.7, 1e-15);
  EXPECT_NEAR(read(*executable, work, 0).bias[0], -0.2, 1e-15);
  // The validation set sees the weights as they are now: (0.7 − 0.2)² + 0.5·0.7 + 0.25·0.49.
  EXPECT_NEAR(mean_loss(evaluate(*executable)), 0.25 + 0.35 + 0.1225, 1e-15);
}

TEST(Restraints, TheSlopeOfASizeIsZeroAtZero) {
  Work work = one_weight(0);
  work.experiment.training.l1 = 100;
  const auto executable = compiled(work, Precision::float64);
  EXPECT_EQ(mean_loss(train(*executable, 1)[0]), 0.0);
  EXPECT_EQ(read(*executable, work, 0).weight[0], 0.0);
}

TEST(Restraints, ClippingByHand) {
  // Gradients 3 (with the penalties) and 2: norm √13; clipped to 1.3 they fall by the same factor.
  Work work = one_weight(1);
  work.experiment.training.l1 = 0.5;
  work.experiment.training.l2 = 0.25;
  work.experiment.training.clip_norm = 1.3;
  const auto executable = compiled(work, Precision::float64);
  EXPECT_EQ(mean_loss(train(*executable, 1)[0]), 1.75);
  const double factor = 1.3 / std::sqrt(13.0);
  EXPECT_NEAR(read(*executable, work, 0).weight[0], 1 - 0.1 * factor * 3, 1e-15);
  EXPECT_NEAR(read(*executable, work, 0).bias[0], -0.1 * factor * 2, 1e-15);
}

TEST(Restraints, ShortGradientsAreLeftAlone) {
  Work free = make_sample_work({5, {{33, Activation::tanh}, {2, Activation::linear}}, 20});
  Work clipped = free;
  clipped.experiment.training.clip_norm = 1e6;
  const auto one = compiled(free, Precision::float64), other = compiled(clipped, Precision::float64);
  train(*one, 2);
  train(*other, 2);
  EXPECT_EQ(read_all(*one, free), read_all(*other, free));
}

TEST(Restraints, TheNormIsThatOfAllTrainedLayers) {
  // Plain descent at rate 1 moves by the clipped gradient: the length of the move is clip_norm, frozen layers
  // stay.
  Work work =
      make_sample_work({30, {{300, Activation::tanh}, {40, Activation::tanh}, {7, Activation::linear}}, 64});
  work.frozen = {false, true, false};
  work.experiment.training.batch_size = 64;
  work.experiment.training.optimizer.name = OptimizerKind::sgd;
  work.experiment.training.optimizer.learning_rate = 1;
  work.experiment.training.clip_norm = 1e-3;
  const auto executable = compiled(work, Precision::float64, 3);
  const auto before = read_all(*executable, work);
  train(*executable, 1);
  const auto after = read_all(*executable, work);
  double squared = 0;
  for (std::size_t layer = 0; layer < 3; ++layer) {
    const auto add = [&](const std::vector<double>& from, const std::vector<double>& to) {
      for (std::size_t i = 0; i < from.size(); ++i) squared += (to[i] - from[i]) * (to[i] - from[i]);
    };
    add(before[layer].weight, after[layer].weight);
    add(before[layer].bias, after[layer].bias);
  }
  EXPECT_NEAR(std::sqrt(squared), 1e-3, 1e-12);  // differences of numbers near 0.1 keep 1e-17 each
  EXPECT_EQ(before[1], after[1]);
}

}  // namespace
}  // namespace accelbench
