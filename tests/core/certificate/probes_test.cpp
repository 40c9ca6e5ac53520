// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/probes.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "core/certificate/certificate_numbers.h"
#include "core/certificate/hypotheses.h"
#include "core/certificate/probe_rows.h"
#include "core/certificate/replay.h"
#include "core/run/scratch_folder.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

Work seed_work(std::int64_t batch_size = 32) {
  Experiment experiment = seed_experiment();
  experiment.training.batch_size = batch_size;
  return make_work(experiment, {}).value();
}

TEST(CertificateNumbers, LengthsAndDistances) {
  const std::vector<double> a = {3, 4}, b = {3, 3}, nothing = {0, 0};
  EXPECT_EQ(length(a), 5);
  EXPECT_DOUBLE_EQ(relative_distance(b, a), 0.2);
  EXPECT_EQ(relative_distance(nothing, nothing), 0);
  EXPECT_EQ(relative_distance(a, nothing), std::numeric_limits<double>::infinity());
  EXPECT_EQ(relative_distance(a, std::vector<double>{3}), std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(share_of(std::vector<double>{1, 1}, std::vector<double>{2, 0}), 0.5);
  EXPECT_EQ(power_of_two_near(0.3, 1e6), 0.25);
  EXPECT_EQ(power_of_two_near(1e9, 1e6), 524288);
  EXPECT_EQ(share_text(0.123), "12 %");
  EXPECT_EQ(share_text(1e-3), "0.1 %");
  EXPECT_EQ(share_text(1e-4), "0.01 %");
  EXPECT_EQ(share_text(2.1e-8), "2.1e-08");
}

TEST(Probes, TwoFullBatchesAndAShortOddOne) {
  EXPECT_EQ(truncated(seed_work(32)).data.train.samples, 32 + 32 + 11);
  EXPECT_EQ(truncated(seed_work(8)).data.train.samples, 8 + 8 + 5);
  EXPECT_EQ(truncated(seed_work(2)).data.train.samples, 2 + 2 + 1);
  EXPECT_EQ(truncated(seed_work(1)).data.train.samples, 3);
  EXPECT_EQ(truncated(seed_work(45)).data.train.samples, 90);   // no third batch in the experiment either
  EXPECT_EQ(truncated(seed_work(80)).data.train.samples, 89);   // of 10 left, 9
  EXPECT_EQ(truncated(seed_work(100)).data.train.samples, 89);  // one short batch, odd
  EXPECT_EQ(truncated(seed_work(32)).data.validation.samples, 10);
  EXPECT_EQ(truncated(seed_work(2)).data.validation.samples, 3);
}

TEST(Probes, RowsAreSpreadOverTheWholeSet) {
  EXPECT_EQ(spread_rows(90, 3, 0, 1), (std::vector<std::int64_t>{15, 45, 75}));
  EXPECT_EQ(spread_rows(8, 2, 0, 4), (std::vector<std::int64_t>{0, 4}));
  EXPECT_EQ(spread_rows(8, 2, 3, 4), (std::vector<std::int64_t>{3, 7}));
}

TEST(ScratchFolder, RemovesWhatAKilledProgramLeftAndNothingElse) {
  const testing::TemporaryFolder parent;
  const auto old = parent / "accelbench-certificate-killed", young = parent / "accelbench-certificate-young";
  const auto other = parent / "somebody-elses";
  for (const auto& folder : {old, young, other}) std::filesystem::create_directories(folder / "bundle");
  const auto hour_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(old, hour_ago);
  std::filesystem::last_write_time(other, hour_ago);
  {
    const auto held = ScratchFolder::make(parent.path());
    ASSERT_TRUE(held);
    EXPECT_FALSE(std::filesystem::exists(old));
    std::filesystem::last_write_time(held->path(), hour_ago);
    const auto second = ScratchFolder::make(parent.path());
    EXPECT_TRUE(std::filesystem::exists(held->path()));  // old, but its program lives
  }
  EXPECT_EQ(testing::entries_in(parent.path()), 2);  // the young one and somebody else's
}

// With two samples and a linear model the gradient can be written down: d/dw of the mean of (wx + b − y)² is
// 2 · mean((wx + b − y) x).
Work two_rows() {
  Experiment experiment = seed_experiment();
  experiment.model.layers = {{1, Activation::linear, 0}};
  static const std::vector<float> x = {1, 2, 4}, y = {1, 0, 2};
  Dataset data;
  data.train = {3, 1, 1, x, y, {}, {}};
  return work_with_weights(experiment, data, {{1, 1, {0.5F}, {0.25F}}}).value();
}

TEST(Replay, GradientByHand) {
  // Residuals −0.25, 1.25, 0.25: dw = 2 (−0.25 + 2.5 + 1) / 3 = 13/6, db = 2 · 1.25 / 3 = 5/6.
  const auto gradient = gradient_of(two_rows()).value();
  ASSERT_EQ(gradient.size(), 2U);
  EXPECT_NEAR(gradient[0], 13.0 / 6, 1e-15);
  EXPECT_NEAR(gradient[1], 5.0 / 6, 1e-15);
}

TEST(Replay, MeanOfTheMeansOfTwoDevicesByHand) {
  // One device has row 0, the other rows 1 and 2: dw = (2 · −0.25 + (2.5 + 1)) / 2 = 1.5.
  EXPECT_NEAR(mean_of_means(two_rows(), 2, false).value()[0], 1.5, 1e-15);
  // Of four devices one has no row: over three it is the mean over the batch, over four three quarters of it.
  EXPECT_NEAR(mean_of_means(two_rows(), 4, false).value()[0], 13.0 / 6, 1e-15);
  EXPECT_NEAR(mean_of_means(two_rows(), 4, true).value()[0], 0.75 * 13.0 / 6, 1e-15);
}

TEST(Probes, GradientIsVisibleInFloat32) {
  const Work probe = gradient_probe(seed_work()).value();
  const TrainingSpec& training = probe.experiment.training;
  EXPECT_EQ(probe.data.train.samples, 11);
  EXPECT_EQ(probe.steps_per_epoch(), 1);
  EXPECT_EQ(training.optimizer.name, OptimizerKind::sgd);
  const double rate = training.optimizer.learning_rate;
  EXPECT_EQ(rate, std::exp2(std::round(std::log2(rate))));
  const double moved = rate * length(gradient_of(probe).value()) / length(flat(probe.initial_weights));
  EXPECT_GT(moved, 0.25 / 1.42);  // a quarter, to the nearest power of two
  EXPECT_LT(moved, 0.25 * 1.42);
  EXPECT_EQ(probe.fingerprint, renamed(probe).fingerprint);
}

TEST(CertificateNumbers, SilentLayersByHand) {
  const Work work = two_rows();  // one weight, one bias
  EXPECT_EQ(silent_layers(work, std::vector<double>{1, 0}), 0U);
  EXPECT_EQ(silent_layers(work, std::vector<double>{0, 1}), 1U);  // a bias says nothing about weights
  Work frozen = work;
  frozen.frozen = {true};
  EXPECT_EQ(silent_layers(frozen, std::vector<double>{0, 0}), 0U);
}

/// One ReLU with weight 1 is at rest where x < 0: of seven samples only the last shows its gradient.
Work mostly_at_rest(float last) {
  Experiment experiment = seed_experiment();
  experiment.training.batch_size = 1;
  experiment.model.layers = {{1, Activation::relu, 0}, {1, Activation::linear, 0}};
  static std::vector<float> x, y = {1, 1, 1, 1, 1, 1, 1};
  x = {-1, -2, -3, -4, -5, -6, last};
  Dataset data;
  data.train = {7, 1, 1, x, y, {}, {}};
  return work_with_weights(experiment, data, {{1, 1, {1}, {0}}, {1, 1, {1}, {0}}}).value();
}

TEST(Probes, ABatchOfOneIsASampleThatShowsSomething) {
  const Work probe = gradient_probe(mostly_at_rest(3)).value();
  EXPECT_EQ(probe.data.train.x[0], 3);
  EXPECT_EQ(silent_layers(probe, gradient_of(probe).value()), 0U);
  // Where there is none, it is said (check_gradient).
  EXPECT_EQ(silent_layers(mostly_at_rest(-7), gradient_of(mostly_at_rest(-7)).value()), 2U);
}

TEST(Probes, OptimizerShowsEveryConstant) {
  Experiment experiment = seed_experiment();
  experiment.training.optimizer.name = OptimizerKind::adamw;
  experiment.training.clip_norm = 1e6;
  experiment.training.callbacks.push_back(EarlyStopping{});
  const Work work = make_work(experiment, {}).value();
  const Work probe = optimizer_probe(truncated(work)).value();
  const TrainingSpec& training = probe.experiment.training;
  const double gradient = length(gradient_of(truncated(work)).value());
  EXPECT_GT(training.optimizer.epsilon, 1e-6);  // 1e-7 in the experiment: nobody could see another
  EXPECT_NEAR(*training.clip_norm / gradient, 0.5, 0.21);
  EXPECT_GT(training.optimizer.weight_decay, 0.1);
  EXPECT_EQ(training.epochs, 4);
  EXPECT_EQ(std::get<ReduceLrOnPlateau>(training.callbacks[0]).patience, 1);
  EXPECT_EQ(std::get<EarlyStopping>(training.callbacks[1]).patience, 2);
}

EarlyStopping watching_loss(std::int64_t patience) {
  EarlyStopping callback;
  callback.monitor = "loss";
  callback.patience = patience;
  return callback;
}

/// The bound of the third callback.
std::optional<double> bound_of(const Work& work) {
  const CallbackSpec callback = work.experiment.training.callbacks.at(2);
  return std::get<TargetCallback>(callback).at_most;
}

TEST(Probes, TraceLeavesNothingToRounding) {
  Experiment experiment = seed_experiment();
  experiment.training.schedule = CosineSchedule{5, 0};
  experiment.training.callbacks = {watching_loss(0), watching_loss(9),
                                   TargetCallback{"loss", 0.1, std::nullopt, false}};
  const Work trace = trace_probe(truncated(make_work(experiment, {}).value()));
  const auto& callbacks = trace.experiment.training.callbacks;
  EXPECT_EQ(std::get<EarlyStopping>(callbacks[0]).min_delta, 1e12);
  EXPECT_EQ(std::get<EarlyStopping>(callbacks[1]).min_delta, 0);
  EXPECT_EQ(std::get<CosineSchedule>(*trace.experiment.training.schedule).warmup_epochs, 2);  // of 3
  EpochRecord epoch;
  epoch.loss = 0.104;  // 4 % from the bound
  EXPECT_EQ(bound_of(with_clear_targets(trace, {epoch})), -1e12);
  epoch.loss = 0.2;
  EXPECT_EQ(bound_of(with_clear_targets(trace, {epoch})), 0.1);
}

}  // namespace
}  // namespace accelbench
