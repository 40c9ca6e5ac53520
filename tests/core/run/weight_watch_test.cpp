// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/weight_watch.h"

#include <gtest/gtest.h>

#include "rehearsal.h"

namespace accelbench {
namespace {

using test::Rehearsal;

/// The scripted engine says how many steps it has trained in place of each weight.
TEST(WeightWatch, AnswersOnceWithTheWeightsOfThatMoment) {
  const auto watch = std::make_shared<WeightWatch>();
  std::optional<SeenWeights> seen;
  Rehearsal rehearsal({.on_step = [&](std::int64_t step) {
    if (step == 5) watch->ask();
    if (!seen) seen = watch->take();
  }});
  rehearsal.request.weights = watch;
  const std::string id = rehearsal.request.experiment.accelerators[0].id;
  rehearsal.request.accelerators = {id};
  rehearsal.request.experiment.training.epochs = 10;
  ASSERT_TRUE(rehearsal.run());
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->run, id);
  ASSERT_EQ(seen->layers.size(), 3U);
  EXPECT_EQ(seen->layers[0].inputs, 10);
  EXPECT_EQ(seen->layers[0].units, 64);
  EXPECT_EQ(seen->layers[0].weight.size(), 640U);
  EXPECT_EQ(seen->layers[0].bias.size(), 64U);
  EXPECT_GE(seen->step, 5);   // at the end of the chunk in which it was asked
  EXPECT_LT(seen->step, 30);  // and not at the end of the training of 30 steps
  EXPECT_EQ(seen->layers[1].weight.front(), static_cast<float>(seen->step));
}

TEST(WeightWatch, ShowsTheLastWeightsUnasked) {
  const auto watch = std::make_shared<WeightWatch>();
  Rehearsal rehearsal({});
  rehearsal.request.weights = watch;
  ASSERT_TRUE(rehearsal.run());
  const auto seen = watch->take();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->step, 300);  // 100 epochs of 3 steps
  EXPECT_EQ(seen->layers[2].weight.size(), 32U);
  EXPECT_FALSE(watch->take());
}

TEST(WeightWatch, LargeModelsDoNotAnswer) {
  const auto watch = std::make_shared<WeightWatch>();
  watch->ask();
  Rehearsal rehearsal({});
  rehearsal.request.weights = watch;
  rehearsal.request.experiment.training.epochs = 2;
  rehearsal.request.experiment.model.layers[0].units =
      20'000;  // 20 000 · 11 parameters in the first layer alone
  ASSERT_TRUE(rehearsal.run());
  EXPECT_FALSE(watch->take());
}

}  // namespace
}  // namespace accelbench
