// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/certificate.h"

#include <gtest/gtest.h>

#include "core/experiment/yaml.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"
#include "tests/core/certificate/certified.h"

namespace accelbench {
namespace {

using namespace test;

void expect_comparable(const CertificateRecord& record) {
  EXPECT_TRUE(record.comparable) << told(record);
  EXPECT_EQ(record.reason, "");
  EXPECT_EQ(record.status, RunStatus::completed);
}

TEST(Certificate, OfTheSeedExperiment) {
  RunsSeen sink;
  const auto record = certified(small_experiment(), cpu_row(), stand_in(""), sink);
  expect_comparable(record);
  EXPECT_EQ(record.row, "cpu");
  EXPECT_EQ(record.note, "");
  EXPECT_EQ(sink.runs, (std::set<std::string>{"cpu#0.gradient", "cpu#0.optimizer", "cpu#0.trace"}));
  ASSERT_TRUE(record.cold_start_s);
  EXPECT_GT(*record.cold_start_s, 0);
  std::vector<std::string> names;
  for (const CertificateCheck& check : record.checks) names.push_back(check.name);
  EXPECT_EQ(names, (std::vector<std::string>{"fingerprint", "gradient", "optimizer", "steps_per_epoch",
                                             "epochs", "steps", "learning_rates", "step_losses", "losses",
                                             "mae", "val_losses", "val_mae"}));
  // Float32 holds seven digits: a step's gradient is a few hundred times better than its limit.
  EXPECT_LT(check_named(record, "gradient")->found, 1e-5);
  EXPECT_EQ(check_named(record, "gradient")->limit, 1e-4);
  EXPECT_LT(check_named(record, "optimizer")->found, 1e-4);
  EXPECT_EQ(check_named(record, "steps_per_epoch")->found, 3);
}

TEST(Certificate, OfEveryPrecisionThatThisMachineHas) {
  const auto float64 = certified(small_experiment(), cpu_row(Precision::float64));
  expect_comparable(float64);
  EXPECT_LT(check_named(float64, "gradient")->found, 1e-12);
  const auto bfloat16 = certified(small_experiment(), cpu_row(Precision::bfloat16));
  if (bfloat16.status == RunStatus::unavailable) GTEST_SKIP() << bfloat16.reason;
  expect_comparable(bfloat16);
  EXPECT_GT(check_named(bfloat16, "gradient")->found, 1e-4);  // it is bfloat16
  EXPECT_TRUE(check_named(bfloat16, "batch_mean"));
}

TEST(Certificate, AGradientThatShowsNothingIsNoAgreement) {
  Experiment experiment = small_experiment();
  experiment.training.batch_size = 1;
  experiment.data.validation_split = 0;
  experiment.training.callbacks.clear();
  // Weights of uniform data in [0, 1) may leave one ReLU at rest for all of them: seeds 1 to 20 hold such a
  // case.
  int silent = 0;
  for (experiment.training.seed = 1; experiment.training.seed <= 20 && silent == 0;
       ++experiment.training.seed) {
    experiment.model.layers = {{1, Activation::relu, 0}, {1, Activation::relu, 0}};
    const auto record = certified(experiment);
    const CertificateCheck* gradient = check_named(record, "gradient");
    ASSERT_TRUE(gradient) << told(record);
    if (gradient->text.find("shows nothing") == std::string::npos) continue;
    ++silent;
    EXPECT_FALSE(gradient->found);
    EXPECT_FALSE(gradient->limit);
  }
  EXPECT_EQ(silent, 1);
}

TEST(Certificate, OneMakerForManyRowsLeavesNothingBehind) {
  const testing::TemporaryFolder folder;
  RunsSeen sink;
  {
    auto maker = CertificateMaker::make(small_experiment(), {}, stand_in(""), folder.path());
    ASSERT_TRUE(maker) << to_string(maker.error());
    expect_comparable(maker->certify({"one", cpu_row(), 0}, sink, {}));
    expect_comparable(maker->certify({"two", cpu_row(Precision::float32, 2), 0}, sink, {}));
    EXPECT_EQ(testing::entries_in(folder.path()), 1);
  }
  EXPECT_EQ(testing::entries_in(folder.path()), 0);
  EXPECT_EQ(sink.runs.size(), 6U);
  EXPECT_TRUE(sink.runs.contains("two#0.optimizer"));
}

TEST(Certificate, OfTheDigits) {
  const std::filesystem::path folder = std::filesystem::path(ACCELBENCH_SOURCE_DIR) / "resources/experiments";
  const auto read = read_experiment_file(folder / "digits.accel.yaml");
  ASSERT_TRUE(read);
  const auto record = certified(read->experiment, cpu_row(), "", {folder, {}});
  expect_comparable(record);
  EXPECT_EQ(check_named(record, "epochs")->found, 3);  // early_stopping ended the probe of 4
}

TEST(Certificate, OfDropoutPenaltiesClippingAndATarget) {
  Experiment experiment = small_experiment();
  experiment.model.layers[0].dropout = 0.3;
  experiment.training.l1 = 1e-4;
  experiment.training.l2 = 1e-3;
  experiment.training.clip_norm = 0.5;
  experiment.training.callbacks.push_back(TargetCallback{"val_mae", 0.4, std::nullopt, true});
  const auto record = certified(experiment);
  expect_comparable(record);
  EXPECT_EQ(record.note, "");  // our own engine draws the same masks
  EXPECT_TRUE(check_named(record, "target"));
}

TEST(Certificate, OfAModelThatStartsFromAnotherAndIsPartlyFrozen) {
  const testing::TemporaryFolder folder;
  Experiment experiment = small_experiment();
  const Work work = make_work(experiment, {}).value();
  ASSERT_TRUE(write_weights(folder / "before.safetensors", work.initial_weights, work.fingerprint));
  experiment.training.seed = 7;
  experiment.model.start_from = StartFrom{"before.safetensors", {}, {0}};
  expect_comparable(certified(experiment, cpu_row(), "", {folder.path(), {}}));
}

// Weights of 1e6 after a step: both overflow in the same epoch, which is the same work, too.
TEST(Certificate, OfATrainingThatDiverges) {
  Experiment experiment = small_experiment();
  experiment.training.optimizer.name = OptimizerKind::sgd;
  experiment.training.optimizer.learning_rate = 1e6;
  experiment.training.callbacks.clear();
  const auto record = certified(experiment, cpu_row(Precision::float64));
  EXPECT_TRUE(record.comparable) << told(record);
}

TEST(Certificate, OfEachVariantOfASweep) {
  Experiment experiment = small_experiment();
  for (const std::int64_t batch_size : {1, 2, 500}) {
    experiment.training.batch_size = batch_size;
    const auto record = certified(experiment);
    expect_comparable(record);
    // 1 and 1 and 1; 2 and 2 and 1; 89 of 90 in one.
    EXPECT_EQ(check_named(record, "steps_per_epoch")->found, batch_size == 500 ? 1 : 3);
  }
}

TEST(Certificate, EngineThatThisBuildLacksIsUnavailable) {
  AcceleratorSpec keras = cpu_row();
  keras.id = "keras";
  keras.engine = EngineKind::keras;
  keras.threads.reset();
  Experiment experiment = small_experiment();
  experiment.model.layers[0].dropout = 0.5;
  const auto record = certified(experiment, keras);
  EXPECT_FALSE(record.comparable);
  EXPECT_EQ(record.status, RunStatus::unavailable) << record.reason;
  EXPECT_NE(record.reason.find("keras"), std::string::npos);
  EXPECT_EQ(record.note, "dropout 0: this engine draws other masks, whose effect cannot be compared");
}

TEST(Certificate, StoppedBeforeItBegins) {
  auto maker = CertificateMaker::make(small_experiment(), {}, stand_in(""));
  ASSERT_TRUE(maker);
  std::stop_source stop;
  stop.request_stop();
  RunsSeen sink;
  const auto record = maker->certify({"cpu", cpu_row(), 0}, sink, stop.get_token());
  EXPECT_EQ(record.status, RunStatus::stopped);
  EXPECT_FALSE(record.comparable);
  EXPECT_TRUE(sink.runs.empty());
  expect_comparable(maker->certify({"cpu", cpu_row(), 0}, sink, {}));  // the reference was not spoilt
}

TEST(Certificate, WhatNoEngineCouldTrainIsAnError) {
  Experiment experiment = small_experiment();
  experiment.model.layers.back().units = 3;
  const auto maker = CertificateMaker::make(experiment, {}, stand_in(""));
  ASSERT_FALSE(maker);
  EXPECT_NE(to_string(maker.error()).find("the last layer has 3 units"), std::string::npos);
}

}  // namespace
}  // namespace accelbench
