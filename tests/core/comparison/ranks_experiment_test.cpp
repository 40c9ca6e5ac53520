// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/ranks_experiment.h"

#include <gtest/gtest.h>

#include <string>

#include "core/experiment/sweep.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

AcceleratorSpec accelerator(const std::string& id, EngineKind engine) {
  AcceleratorSpec one;
  one.id = id;
  one.engine = engine;
  return one;
}

/// Batches of 32 rows, 90 rows to train on.
Experiment seed_on(std::vector<AcceleratorSpec> accelerators) {
  Experiment experiment = seed_experiment();
  experiment.accelerators = std::move(accelerators);
  experiment.comparison.baseline = "";
  return experiment;
}

std::vector<std::string> ids_in(const Experiment& experiment) {
  std::vector<std::string> ids;
  for (const AcceleratorSpec& one : experiment.accelerators) ids.push_back(one.id);
  return ids;
}

TEST(Ranks, AListIsReadInItsOrder) { EXPECT_EQ(*read_ranks("4,1,2"), (std::vector<std::int64_t>{1, 2, 4})); }

TEST(Ranks, ListsThatAreNoneAreRefusedWithWhatStandsThere) {
  for (const char* text :
       {"", "0,1", "1,,2", "1,two", "-1,2", "1,2,", "1.5", "4097", "99999999999999999999"}) {
    const auto read = read_ranks(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().place, "--ranks");
  }
  EXPECT_EQ(read_ranks("1,zwei").error().message, "'zwei' found, expected whole numbers from 1 to 4096");
  EXPECT_EQ(read_ranks("1,2,1").error().message, "1 stands twice in '1,2,1'");
}

TEST(Ranks, EachAcceleratorThatTakesRanksBecomesARowForEachNumber) {
  const auto scaled = strong_scaling(
      seed_on({accelerator("cpu", EngineKind::cpu), accelerator("torch", EngineKind::pytorch)}), {1, 2, 4});
  ASSERT_TRUE(scaled) << to_string(scaled.error());
  EXPECT_EQ(ids_in(*scaled), (std::vector<std::string>{"cpu-r1", "cpu-r2", "cpu-r4", "torch"}));
  EXPECT_EQ(scaled->accelerators[2].ranks, 4);
  EXPECT_EQ(scaled->comparison.baseline, "cpu-r1");
  EXPECT_EQ(scaled->training.batch_size, 32);
}

TEST(Ranks, ABaselineThatTakesNoRanksStays) {
  Experiment experiment =
      seed_on({accelerator("cpu", EngineKind::cpu), accelerator("torch", EngineKind::pytorch)});
  experiment.comparison.baseline = "torch";
  EXPECT_EQ(strong_scaling(experiment, {1, 2})->comparison.baseline, "torch");
}

TEST(Ranks, DevicesOfThisHostAreTakenInTheirOrder) {
  AcceleratorSpec gpu = accelerator("gpu", EngineKind::cuda);
  gpu.devices = {"3", "1"};
  gpu.price_per_hour = 6;  // of both
  gpu.currency = "USD";
  const auto scaled = strong_scaling(seed_on({gpu}), {1, 2});
  ASSERT_TRUE(scaled) << to_string(scaled.error());
  EXPECT_EQ(scaled->accelerators[0].devices, std::vector<std::string>{"3"});
  EXPECT_EQ(scaled->accelerators[1].devices, (std::vector<std::string>{"3", "1"}));
  EXPECT_EQ(scaled->accelerators[1].ranks, 1);
  EXPECT_EQ(*scaled->accelerators[0].price_per_hour, 3);
  EXPECT_EQ(strong_scaling(seed_on({gpu}), {1, 2, 4}).error().message, "2 named, and --ranks asks for 4");
}

TEST(Ranks, WithoutNamesDevicesCountFromZero) {
  const auto scaled = strong_scaling(seed_on({accelerator("gpu", EngineKind::cuda)}), {1, 2});
  EXPECT_EQ(scaled->accelerators[1].devices, (std::vector<std::string>{"0", "1"}));
}

TEST(Ranks, MoreRanksThanRowsAreRefused) {
  const auto batch = strong_scaling(seed_on({accelerator("cpu", EngineKind::cpu)}), {1, 64});
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().message, "64 ranks share a batch of 32 rows: some would have none");
  Experiment few = seed_on({accelerator("cpu", EngineKind::cpu)});
  std::get<SyntheticData>(few.data.source).samples = 20;  // 18 to train on
  EXPECT_EQ(strong_scaling(few, {1, 19}).error().message, "19 ranks, and 18 rows to train on");
}

TEST(Ranks, OneNumberAndNobodyToTakeThemAreRefused) {
  EXPECT_FALSE(strong_scaling(seed_on({accelerator("cpu", EngineKind::cpu)}), {2}));
  const auto nobody = strong_scaling(seed_on({accelerator("torch", EngineKind::pytorch)}), {1, 2});
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().message, "no accelerator takes ranks: cpu and cuda do");
}

TEST(Ranks, AnIdThatIsTakenIsRefusedByTheExperimentsOwnCheck) {
  EXPECT_FALSE(strong_scaling(
      seed_on({accelerator("cpu", EngineKind::cpu), accelerator("cpu-r2", EngineKind::pytorch)}), {1, 2}));
}

TEST(Ranks, WeakScalingGrowsBatchesAndSamplesWithTheRanks) {
  const auto scaled = weak_scaling(seed_on({accelerator("cpu", EngineKind::cpu)}), {1, 2, 4});
  ASSERT_TRUE(scaled) << to_string(scaled.error());
  const auto variants = expand_sweep(*scaled);
  ASSERT_TRUE(variants) << to_string(variants.error());
  ASSERT_EQ(variants->size(), 3U);
  const Experiment& four = variants->at(2).experiment;
  EXPECT_EQ(four.training.batch_size, 128);
  EXPECT_EQ(std::get<SyntheticData>(four.data.source).samples, 400);
  EXPECT_EQ(four.accelerators.front().ranks, 4);
}

TEST(Ranks, WeakDevicesGrowToo) {
  const auto scaled = weak_scaling(
      seed_on({accelerator("cpu", EngineKind::cpu), accelerator("gpu", EngineKind::cuda)}), {1, 2});
  ASSERT_TRUE(scaled) << to_string(scaled.error());
  const auto variants = expand_sweep(*scaled);
  ASSERT_TRUE(variants) << to_string(variants.error());
  EXPECT_EQ(variants->at(1).experiment.accelerators[1].devices, (std::vector<std::string>{"0", "1"}));
}

TEST(Ranks, AWeakRowAloneGetsTenRounds) {
  const auto alone = weak_scaling(seed_on({accelerator("cpu", EngineKind::cpu)}), {1, 2});
  EXPECT_FALSE(alone->comparison.rounds.until_resolved);
  EXPECT_EQ(alone->comparison.rounds.max, 10);
  Experiment asked = seed_on({accelerator("cpu", EngineKind::cpu)});
  asked.comparison.rounds = {6, 3, false};
  EXPECT_EQ(weak_scaling(asked, {1, 2})->comparison.rounds.max, 3);
}

TEST(Ranks, WhatIsMadeIsReadBackEqual) {
  const auto scaled = weak_scaling(seed_on({accelerator("gpu", EngineKind::cuda)}), {1, 2});
  const auto read = read_experiment(write_experiment(*scaled), "experiment");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->experiment.sweep, scaled->sweep);
}

}  // namespace
}  // namespace accelbench
