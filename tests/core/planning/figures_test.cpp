// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/figures.h"

#include <gtest/gtest.h>

#include <limits>

namespace accelbench {
namespace {

TEST(Figures, OfTheSeedNetwork) {
  const Experiment seed = seed_experiment();
  const ModelFigures figures = model_figures(seed.model, seed.training, 10);
  ASSERT_EQ(figures.layers.size(), 3U);
  EXPECT_EQ(figures.layers[0].inputs, 10);
  EXPECT_EQ(figures.layers[0].parameters, 704);   // 10·64 + 64
  EXPECT_EQ(figures.layers[1].parameters, 2080);  // 64·32 + 32
  EXPECT_EQ(figures.layers[2].parameters, 33);    // 32·1 + 1
  EXPECT_EQ(figures.parameters, 2817);
  EXPECT_EQ(figures.layers[0].flop_per_step, 81920);   // 4·32·640
  EXPECT_EQ(figures.layers[1].flop_per_step, 393216);  // 6·32·2048
  EXPECT_EQ(figures.layers[2].flop_per_step, 6144);    // 6·32·32
  EXPECT_EQ(figures.flop_per_step, 481280);            // 4·32·2720 + 2·32·2080
  // 4 bytes of: 2817 parameters, gradients and two moments; 32 rows of 10 features, 1 target, 2·97 outputs
  // and gradients
  EXPECT_EQ(figures.memory_bytes, 4 * (4 * 2817 + 32 * (10 + 1 + 194)));
  EXPECT_EQ(figures.layers[0].memory_bytes, 4 * (4 * 704 + 32 * 2 * 64));
  // The layers, and the features and targets of a batch, are all of it.
  std::int64_t together = 4 * 32 * (10 + 1);
  for (const LayerFigures& layer : figures.layers) together += layer.memory_bytes;
  EXPECT_EQ(together, figures.memory_bytes);
}

TEST(Figures, OptimizersKeepDifferentState) {
  Experiment seed = seed_experiment();
  const auto bytes = [&seed](OptimizerKind kind, double momentum) {
    seed.training.optimizer.name = kind;
    seed.training.optimizer.momentum = momentum;
    return model_figures(seed.model, seed.training, 10).memory_bytes;
  };
  const std::int64_t plain = bytes(OptimizerKind::sgd, 0.0);
  EXPECT_EQ(bytes(OptimizerKind::sgd, 0.9) - plain, 4 * 2817);
  EXPECT_EQ(bytes(OptimizerKind::rmsprop, 0.0) - plain, 4 * 2817);
  EXPECT_EQ(bytes(OptimizerKind::adamw, 0.0) - plain, 8 * 2817);
}

TEST(Figures, OfNothingAndOfTheWidestDoNotOverflow) {
  const TrainingSpec training;
  EXPECT_EQ(model_figures({}, training, 10).parameters, 0);
  ModelSpec widest;
  widest.layers.assign(1024, {1048576, Activation::relu});
  TrainingSpec large;
  large.batch_size = 2147483647;
  EXPECT_EQ(model_figures(widest, large, 1048576).flop_per_step, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(model_figures(widest, large, 1048576).parameters, 1024 * (1048576LL * 1048576 + 1048576));
}

}  // namespace
}  // namespace accelbench
