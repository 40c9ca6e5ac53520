// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/sweep_keys.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/experiment/sweep.h"

namespace accelbench {
namespace {

const SweepKey* find(const std::vector<SweepKey>& keys, const std::string& name) {
  const auto found = std::ranges::find(keys, name, &SweepKey::key);
  return found == keys.end() ? nullptr : &*found;
}

TEST(SweepKeys, ListTheValuesOfThisExperiment) {
  const auto keys = sweep_keys(seed_experiment());
  const SweepKey* activation = find(keys, "model.layers.0.activation");
  ASSERT_NE(activation, nullptr);
  EXPECT_EQ(activation->value, "relu");
  EXPECT_GT(std::ranges::count(activation->choices, "sigmoid"), 0);
  const SweepKey* units = find(keys, "model.layers.0.units");
  ASSERT_NE(units, nullptr);
  EXPECT_EQ(units->value, "64");
  EXPECT_EQ(units->range, "from 1 to 1048576");
  EXPECT_NE(find(keys, "training.optimizer.learning_rate"), nullptr);
  EXPECT_NE(find(keys, "training.callbacks.0.reduce_lr_on_plateau.factor"), nullptr);
  EXPECT_NE(find(keys, "accelerators.cpu.threads"), nullptr);
  EXPECT_NE(find(keys, "model.layers"), nullptr);
  EXPECT_EQ(find(keys, "model.layers.3.units"), nullptr) << "there are three layers";
  for (const char* other : {"name", "comparison.rounds", "accelerators.cpu.id", "accelerators.cpu.label",
                            "training.optimizer.momentum"})
    EXPECT_EQ(find(keys, other), nullptr) << other;
}

// Whatever is listed is taken: the value that a key has is a sweep of one.
TEST(SweepKeys, EveryKeyTakesTheValueThatItHas) {
  const Experiment experiment = seed_experiment();
  int taken = 0;
  for (const SweepKey& key : sweep_keys(experiment)) {
    if (key.value.empty()) continue;
    const Status good = check_axis(experiment, {key.key, {key.value}});
    EXPECT_TRUE(good) << key.key << ": " << key.value << ": " << to_string(good.error());
    ++taken;
  }
  EXPECT_GT(taken, 30);
}

TEST(SweepKeys, ValuesAreReadOneByOne) {
  using Values = std::vector<std::string>;
  EXPECT_EQ(read_sweep_values("relu, sigmoid").value(), (Values{"relu", "sigmoid"}));
  EXPECT_EQ(read_sweep_values(" 1, 2.5 ,[{units: 4}, {units: 1}]").value(),
            (Values{"1", "2.5", "[{units: 4}, {units: 1}]"}));
  EXPECT_EQ(read_sweep_values("\"a, b\"").value(), (Values{"\"a, b\""}));
  for (const char* bad : {"", " ", "a, ][", "1, , 2", "{", "a]", "&x 1"})
    EXPECT_FALSE(read_sweep_values(bad)) << bad;
  EXPECT_EQ(sweep_values_text({"1", "[2, 3]"}), "1, [2, 3]");
}

TEST(SweepKeys, ALargeSweepIsCheckedValueByValue) {
  Experiment experiment = seed_experiment();
  SweepAxis seeds{"training.seed", {}}, batches{"training.batch_size", {}};
  for (int i = 0; i < 60; ++i) seeds.values.push_back(std::to_string(i));
  for (int i = 1; i <= 60; ++i) batches.values.push_back(std::to_string(i));
  experiment.sweep = {seeds, batches};
  EXPECT_TRUE(check_sweep(experiment)) << "3600 combinations";
  experiment.sweep[1].values[37] = "-1";
  const Status refused = check_sweep(experiment);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("training.batch_size: -1"), std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace accelbench
