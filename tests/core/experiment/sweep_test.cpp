// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/sweep.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

Experiment swept(std::vector<SweepAxis> axes) {
  Experiment experiment = seed_experiment();
  experiment.sweep = std::move(axes);
  return experiment;
}

std::vector<VariantExperiment> expanded(const Experiment& experiment) {
  auto variants = expand_sweep(experiment);
  EXPECT_TRUE(variants) << to_string(variants.error());
  return variants ? std::move(*variants) : std::vector<VariantExperiment>();
}

TEST(Sweep, TwoAxesAreSixVariantsTheLastAxisFastest) {
  const auto variants = expanded(
      swept({{"model.layers.0.activation", {"relu", "tanh"}}, {"training.batch_size", {"8", "16", "32"}}}));
  ASSERT_EQ(variants.size(), 6U);
  std::vector<std::int64_t> batches;
  for (const auto& [variant, experiment] : variants) batches.push_back(experiment.training.batch_size);
  EXPECT_EQ(batches, (std::vector<std::int64_t>{8, 16, 32, 8, 16, 32}));
  EXPECT_EQ(variants[2].experiment.model.layers[0].activation, Activation::relu);
  EXPECT_EQ(variants[3].experiment.model.layers[0].activation, Activation::tanh);
  EXPECT_EQ(variants[4].variant.name, "model.layers.0.activation: tanh, training.batch_size: 16");
  EXPECT_EQ(variants[4].variant.settings, (std::vector<VariantSetting>{{"model.layers.0.activation", "tanh"},
                                                                       {"training.batch_size", "16"}}));
}

TEST(Sweep, AVariantIsTheExperimentThatAPersonWouldHaveWritten) {
  const auto variants = expanded(swept({{"training.optimizer", {"{name: sgd, momentum: 0.9}", "adam"}},
                                        {"model.layers.0.dropout", {"0.25"}}}));
  Experiment written = seed_experiment();
  written.training.optimizer = {};
  written.training.optimizer.name = OptimizerKind::sgd;
  written.training.optimizer.learning_rate = 0.01;  // Keras' default of sgd
  written.training.optimizer.momentum = 0.9;
  written.model.layers[0].dropout = 0.25;
  ASSERT_EQ(variants.size(), 2U);
  EXPECT_EQ(variants[0].experiment, normalized(written));
  EXPECT_TRUE(variants[0].experiment.sweep.empty());
}

TEST(Sweep, WithoutAxesItIsTheExperimentItself) {
  const auto variants = expanded(seed_experiment());
  ASSERT_EQ(variants.size(), 1U);
  EXPECT_TRUE(variants[0].variant.empty());
  EXPECT_EQ(variants[0].variant.name, "");
  EXPECT_EQ(variants[0].experiment, seed_experiment());
}

TEST(Sweep, AValueThatOnlyFailsBesideAnotherNamesBoth) {
  // Without a split there is no val_loss to watch: each value alone is good, this pair of values is not.
  const auto variants =
      expand_sweep(swept({{"data.validation_split", {"0.1", "0.0"}},
                          {"training.callbacks.0.reduce_lr_on_plateau.monitor", {"loss", "val_loss"}}}));
  ASSERT_FALSE(variants);
  EXPECT_EQ(variants.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(variants.error().place, "sweep");
  EXPECT_TRUE(
      variants.error().message.starts_with("the variant (data.validation_split: 0.0, "
                                           "training.callbacks.0.reduce_lr_on_plateau.monitor: val_loss): "
                                           "training.callbacks.0."))
      << variants.error().message;
  EXPECT_NE(variants.error().fix, "");
}

TEST(Sweep, KeysOfAcceleratorsAreSweptButNotTheirIds) {
  const auto variants = expanded(swept({{"accelerators.cpu.threads", {"1", "2", "all"}}}));
  ASSERT_EQ(variants.size(), 3U);
  EXPECT_EQ(find_accelerator(variants[1].experiment, "cpu")->threads, 2);
  EXPECT_FALSE(find_accelerator(variants[2].experiment, "cpu")->threads);
  const auto renamed = expand_sweep(swept({{"accelerators.cpu.id", {"cpu", "other"}}}));
  ASSERT_FALSE(renamed);
  EXPECT_NE(renamed.error().message.find("accelerators.cpu.id: other"), std::string::npos);
  EXPECT_NE(renamed.error().message.find("their ids differ"), std::string::npos);
}

std::vector<std::string> numbers(int count) {
  std::vector<std::string> all;
  for (int i = 1; i <= count; ++i) all.push_back(std::to_string(i));
  return all;
}

TEST(Sweep, KeysOfOneAxisMoveTogether) {
  const auto variants = expanded(swept(
      {{"training.batch_size, data.samples", {"[8, 100]", "[16, 200]"}}, {"training.epochs", {"1", "2"}}}));
  ASSERT_EQ(variants.size(), 4U);  // two pairs of values, not four combinations of them
  EXPECT_EQ(variants[2].variant.name, "training.batch_size: 16, data.samples: 200, training.epochs: 1");
  EXPECT_EQ(variants[2].experiment.training.batch_size, 16);
  EXPECT_EQ(std::get<SyntheticData>(variants[2].experiment.data.source).samples, 200);
  EXPECT_EQ(variants[2].variant.settings.size(), 3U);
}

TEST(Sweep, EachKeyOfAnAxisNeedsItsItem) {
  const auto experiment = swept({{"training.batch_size, data.samples", {"[8, 100]", "[16]"}}});
  const auto variants = expand_sweep(experiment);
  ASSERT_FALSE(variants);
  EXPECT_EQ(variants.error().message, "[16] found for 2 keys that move together");
  EXPECT_EQ(check(experiment).front().place, "sweep.0.values.1");
}

TEST(Sweep, AKeyIsSweptByOneAxisOnly) {
  const auto errors =
      check(swept({{"training.batch_size, training.epochs", {"[8, 1]"}}, {"training.epochs", {"2"}}}));
  ASSERT_FALSE(errors.empty());
  EXPECT_EQ(errors.front().place, "sweep.1.key");
}

TEST(Sweep, WhatIsNoKeyAmongSeveralIsNamed) {
  const auto errors = check(swept({{"training.batch_size, sweep", {"[8, 1]"}}}));
  ASSERT_FALSE(errors.empty());
  EXPECT_EQ(errors.front().message, "'sweep' is no key that can be swept");
}

TEST(Sweep, TooManyCombinationsAreRefusedWithTheirNumber) {
  const SweepAxis hundred{"training.epochs", numbers(100)};
  const SweepAxis another{"training.batch_size", numbers(100)};
  const SweepAxis two{"training.shuffle", {"true", "false"}};
  EXPECT_EQ(count_variants({}), 1);
  EXPECT_EQ(count_variants({hundred, another, two}), 20'000);
  EXPECT_TRUE(check_count({hundred, another}));  // 10 000
  const auto variants = expand_sweep(swept({hundred, another, two}));
  ASSERT_FALSE(variants);
  EXPECT_EQ(variants.error().message, "20000 combinations, expected at most 10000");
  const auto problems = check(swept({hundred, another, two}));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, variants.error().message);
}

TEST(Sweep, ACountThatFitsNoNumberStaysAtTheLargest) {
  const std::vector<SweepAxis> axes(8, {"training.epochs", numbers(1000)});  // 10^24
  EXPECT_EQ(count_variants(axes), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace accelbench
