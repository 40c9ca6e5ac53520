// SPDX-License-Identifier: GPL-3.0-or-later
// Whole trainings: precision against precision, sums and metrics, optimizers over steps, order, refusals.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/cpu/onednn.h"
#include "core/work/order.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

/// The seed experiment: 100 uniform samples, 10-64-32-1, adam, batches of 32 (90 training rows: 32, 32, 26).
Work seed_work() {
  Work work = make_sample_work(
      {10, {{64, Activation::relu}, {32, Activation::relu}, {1, Activation::linear}}, 90, 10});
  work.experiment.training.metrics = {Metric::accuracy};
  return work;
}

TEST(Training, SeedNetworkInFloat32FollowsFloat64) {
  // 1e-5 relative over the first 10 epochs, the promise of the contract; later the two drift apart by chaos.
  const Work work = seed_work();
  const auto single = compiled(work, Precision::float32), reference = compiled(work, Precision::float64);
  const auto losses = train(*single, 10), exact = train(*reference, 10);
  for (std::size_t epoch = 0; epoch < 10; ++epoch) {
    EXPECT_EQ(losses[epoch].samples, 90);
    EXPECT_NEAR(mean_loss(losses[epoch]) / mean_loss(exact[epoch]), 1.0, 1e-5) << "epoch " << epoch;
  }
  EXPECT_LT(mean_loss(exact[9]), mean_loss(exact[0]) / 2);
}

TEST(Training, EveryOptimizerLearns) {
  for (const auto& optimizer : Names<OptimizerKind>::table)
    for (const double momentum : {0.0, 0.9}) {
      Work work = seed_work();
      work.experiment.training.optimizer.name = optimizer.value;
      work.experiment.training.optimizer.momentum = momentum;
      work.experiment.training.optimizer.nesterov = momentum > 0;
      const auto executable = compiled(work, Precision::float32);
      const auto sums = train(*executable, 40);
      EXPECT_LT(mean_loss(sums.back()), 0.9 * mean_loss(sums.front()))
          << optimizer.name << ", momentum " << momentum;
      EXPECT_TRUE(executable->finite());
    }
}

/// One weight, no bias to speak of: p = w x with x = 1, y = 0, mse: gradient 2 (w + b) for both.
Work one_weight(OptimizerKind kind) {
  Work work = make_sample_work({1, {{1, Activation::linear}}, 1});
  work.initial_weights[0].weight = {1};
  work.initial_weights[0].bias = {0};
  static const float one = 1, zero = 0;
  work.data.train.x = {&one, 1};
  work.data.train.y = {&zero, 1};
  work.experiment.training.optimizer.name = kind;
  work.experiment.training.optimizer.learning_rate = 0.1;
  return work;
}

TEST(Training, AdamCountsItsStepsFromOne) {
  // The first step of adam is lr · g / (|g| + ε √1000 …): 0.1 for any gradient, to the share of epsilon
  // (1.6e-6).
  const Work work = one_weight(OptimizerKind::adam);
  const auto executable = compiled(work, Precision::float64);
  train(*executable, 1);
  const double second_root = std::sqrt(0.001) * 2;
  const double change = 0.1 * std::sqrt(0.001) / 0.1 * 0.2 / (second_root + 1e-7);
  EXPECT_NEAR(read(*executable, work, 0).weight[0], 1 - change, 1e-15);
  EXPECT_NEAR(read(*executable, work, 0).bias[0], -change, 1e-15);
}

TEST(Training, AdamwDecaysBiasesToo) {
  Work work = one_weight(OptimizerKind::adamw);
  work.initial_weights[0].bias = {0.5};
  work.experiment.training.optimizer.weight_decay = 0.1;
  Work without = work;
  without.experiment.training.optimizer.weight_decay = 0;
  const auto decayed = compiled(work, Precision::float64), plain = compiled(without, Precision::float64);
  train(*decayed, 1);
  train(*plain, 1);
  EXPECT_NEAR(read(*plain, work, 0).weight[0] - read(*decayed, work, 0).weight[0], 0.1 * 0.1 * 1, 1e-15);
  EXPECT_NEAR(read(*plain, work, 0).bias[0] - read(*decayed, work, 0).bias[0], 0.1 * 0.1 * 0.5, 1e-15);
}

TEST(Training, SgdWithMomentumThreeStepsByHand) {
  // s = w + b falls by 2·0.1·2s each step without momentum: gradient 2s for both. With momentum 0.5:
  // s = 1: v = −0.2, s = 0.6; v = −0.1 − 0.12 = −0.22, s = 0.16; v = −0.11 − 0.032 = −0.142, s = −0.124
  Work work = one_weight(OptimizerKind::sgd);
  work.experiment.training.optimizer.momentum = 0.5;
  const auto executable = compiled(work, Precision::float64);
  const auto sums = train(*executable, 3);
  EXPECT_NEAR(sums[0].loss, 1.0, 1e-15);
  EXPECT_NEAR(sums[1].loss, 0.36, 1e-15);
  EXPECT_NEAR(sums[2].loss, 0.0256, 1e-15);
  EXPECT_NEAR(read(*executable, work, 0).weight[0], 1 - 0.2 - 0.22 - 0.142, 1e-15);
}

TEST(Training, ShortBatchAndMetricsByHand) {
  // p = w x with w = 2; x = 1, 2, 3; y = 1, 4, 5: d = 1, 0, 1; batches of 2, learning rate 0.
  Work work = make_sample_work({1, {{1, Activation::linear}}, 3});
  work.initial_weights[0].weight = {2};
  work.initial_weights[0].bias = {0};
  const std::vector<float> x = {1, 2, 3}, y = {1, 4, 5};
  work.data.train.x = x, work.data.train.y = y;
  work.experiment.training.batch_size = 2;
  work.experiment.training.shuffle = false;
  const auto executable = compiled(work, Precision::float32);
  executable->set_learning_rate(0);
  const BatchSums sums = train(*executable, 1)[0];
  EXPECT_EQ(sums.samples, 3);
  EXPECT_EQ(sums.values, 3);
  EXPECT_EQ(sums.loss, 2.0);
  EXPECT_EQ(sums.absolute, 2.0);
  EXPECT_EQ(sums.squared, 2.0);
  EXPECT_EQ(sums.target, 10.0);
  EXPECT_EQ(sums.target_squared, 42.0);
  EXPECT_EQ(sums.correct, 1.0);  // Keras' accuracy of numbers: y == (p > 0.5) holds for y = 1 alone
  EXPECT_NEAR(metric_value(Metric::r2, sums), 1 - 2 / (42 - 100.0 / 3), 1e-15);
}

TEST(Training, AccuracyOfLogitsAndOfSeveralTargets) {
  Work logits = make_sample_work({1, {{1, Activation::linear}}, 4, 0, 2});
  logits.initial_weights[0].weight = {1};
  logits.initial_weights[0].bias = {0};
  const std::vector<float> x = {-1, 0.25F, 2, -3};
  const std::vector<std::int32_t> labels = {0, 1, 0, 0};  // right, right (0.25 > 0), wrong, right
  logits.data.train.x = x, logits.data.train.labels = labels;
  logits.experiment.training.loss = Loss::binary_crossentropy;
  const BatchSums sums = train(*compiled(logits, Precision::float64), 1)[0];
  EXPECT_EQ(sums.correct, 3.0);
  const double expected = std::log1p(std::exp(-1.0)) + std::log1p(std::exp(-0.25)) + 2 +
                          std::log1p(std::exp(-2.0)) + std::log1p(std::exp(-3.0));
  EXPECT_NEAR(sums.loss, expected, 1e-14);

  Work several = make_sample_work({1, {{2, Activation::linear}}, 2});
  several.initial_weights[0].weight = {1, 1};  // equal outputs: the first maximum
  several.initial_weights[0].bias = {0, 0};
  const std::vector<float> two = {1, 1}, y = {1, 0, 0, 1};
  several.data.train.x = two, several.data.train.y = y;
  EXPECT_EQ(train(*compiled(several, Precision::float64), 1)[0].correct, 1.0);
}

TEST(Training, EvaluatesTheValidationSetWithoutDropoutOrChange) {
  const Work without = seed_work();
  Work work = without;
  work.experiment.model.layers[0].dropout = 0.5;
  const auto plain = compiled(without, Precision::float64);
  const auto dropped = compiled(work, Precision::float64);
  const auto before = read_all(*dropped, work);
  const BatchSums sums = evaluate(*dropped);
  EXPECT_EQ(sums.samples, 10);
  EXPECT_EQ(sums.loss, evaluate(*plain).loss);
  EXPECT_EQ(read_all(*dropped, work), before);
  EXPECT_NE(train(*dropped, 1)[0].loss, train(*plain, 1)[0].loss);
}

/// The loss of step i tells which row was visited: p = 0, y = row.
std::vector<double> visited(std::int64_t samples, bool shuffle, std::int64_t epoch) {
  Work work = make_sample_work({1, {{1, Activation::linear}}, samples});
  work.initial_weights[0].weight = {0};
  work.initial_weights[0].bias = {0};
  std::vector<float> y(static_cast<std::size_t>(samples));
  std::iota(y.begin(), y.end(), 0.0F);
  work.data.train.y = y;
  work.experiment.training.loss = Loss::mae;
  work.experiment.training.batch_size = 1;
  work.experiment.training.shuffle = shuffle;
  const auto executable = compiled(work, Precision::float64);
  executable->set_learning_rate(0);
  executable->begin_epoch(epoch);
  std::vector<double> rows;
  for (int i = 0; i < 50; ++i) rows.push_back(run_steps(*executable, 1).loss);
  return rows;
}

TEST(Training, VisitsRowsInThePublishedOrder) {
  for (const std::int64_t samples : {std::int64_t{50}, shuffle_by_exchange_up_to + 1}) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(samples));
    sample_order(42, 3, true, order);
    const auto rows = visited(samples, true, 3);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i], static_cast<double>(order[i])) << i;
  }
  EXPECT_EQ(visited(50, false, 3)[17], 17.0);
}

TEST(Training, TellsWhenNumbersAreNoLongerFinite) {
  const Work work = seed_work();
  const auto executable = compiled(work, Precision::float32);
  EXPECT_TRUE(executable->finite());
  Parameters layer = read(*executable, work, 1);
  layer.weight[7] = std::numeric_limits<double>::infinity();
  executable->write_layer(1, layer.weight, layer.bias);
  EXPECT_FALSE(executable->finite());
}

TEST(Training, LeavesTheCallersSmallNumbersAsTheyWere) {
  const Work work = seed_work();
  train(*compiled(work, Precision::float32, 2), 1);
  volatile double smallest_normal = std::numeric_limits<double>::min();
  EXPECT_GT(smallest_normal / 2, 0.0);  // 0 where denormal numbers are still flushed
}

std::string refusal(const Work& work, const AcceleratorSpec& accelerator) {
  const Status status = make_cpu_engine()->can_run(work, accelerator);
  return status ? "" : to_string(status.error());
}

TEST(Refusals, SayWhatWorksInstead) {
  AcceleratorSpec accelerator = cpu_accelerator(Precision::float16);
  EXPECT_EQ(
      refusal(seed_work(), accelerator),
      "accelerators.cpu: error: unavailable: this build has no float16 path on the cpu yet; use float32 "
      "or float64");
  if (!cpu::multiplies_bfloat16()) {
    EXPECT_NE(refusal(seed_work(), cpu_accelerator(Precision::bfloat16)).find("bfloat16"), std::string::npos);
  }
  accelerator = cpu_accelerator(Precision::float64);
  accelerator.path = CpuPath::fused;
  EXPECT_EQ(refusal(seed_work(), accelerator),
            "accelerators.cpu.path: error: the fused path trains in float32, not in float64; use path: auto");
  accelerator = cpu_accelerator(Precision::float32);
  accelerator.ranks = 4;
  EXPECT_NE(refusal(seed_work(), accelerator).find("this build has no training over several processes yet"),
            std::string::npos);
  EXPECT_NE(refusal(seed_work(), cpu_accelerator(Precision::float32, 0)).find("1 to 1024"),
            std::string::npos);
  EXPECT_EQ(refusal(seed_work(), cpu_accelerator(Precision::float32)), "");
}

TEST(Refusals, OfCombinationsWithoutAMeaning) {
  Work work = make_sample_work({3, {{3, Activation::softmax}}, 8, 0, 3});
  work.experiment.training.loss = Loss::categorical_crossentropy;
  EXPECT_NE(refusal(work, cpu_accelerator(Precision::float32)).find("takes logits"), std::string::npos);
  work = make_sample_work({3, {{3, Activation::linear}}, 8, 0, 3});
  work.experiment.training.loss = Loss::categorical_crossentropy;
  work.experiment.training.metrics = {Metric::accuracy, Metric::r2};
  EXPECT_NE(refusal(work, cpu_accelerator(Precision::float32)).find("use accuracy"), std::string::npos);
}

TEST(Refusals, OfWorksThatDoNotHoldTogether) {
  Work work = seed_work();
  work.data.train.x = work.data.train.x.first(5);
  EXPECT_FALSE(make_cpu_engine()->compile(work, cpu_accelerator(Precision::float32)));
  work = seed_work();
  work.initial_weights.pop_back();
  EXPECT_FALSE(make_cpu_engine()->compile(work, cpu_accelerator(Precision::float32)));
}

TEST(Refusals, OfMoreMemoryThanThereIs) {
  Work work = seed_work();
  work.experiment.model.layers[0].units = 10'000'000'000;
  EXPECT_NE(refusal(work, cpu_accelerator(Precision::float32)).find("bytes of memory"), std::string::npos);
  work.experiment.model.layers[0].units = std::numeric_limits<std::int64_t>::max();
  EXPECT_NE(refusal(work, cpu_accelerator(Precision::float32)).find("more memory than can be counted"),
            std::string::npos);
}

TEST(Estimates, CountEveryBufferOfASmallPlan) {
  // 1-1, batch 1, one sample, sgd, float64; rows are padded to 8 doubles = 64 bytes, places to 64:
  // weights 2 rows, x twice 2, y 1, order 1, values 1, three deltas 3, zeros 128 doubles = 16 rows, partial
  // sums of 9 numbers 2, one thread's tile of 256 doubles = 32 rows.
  const Work work = one_weight(OptimizerKind::sgd);
  const auto estimate = make_cpu_engine()->estimate(work, cpu_accelerator(Precision::float64));
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->memory_bytes, 64 * (2 + 2 + 1 + 1 + 1 + 3 + 16 + 2 + 32));
}

TEST(Devices, TheCpuIsUsable) {
  const auto devices = make_cpu_engine()->devices();
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices[0].id, "cpu");
  EXPECT_TRUE(devices[0].usable);
  EXPECT_GE(devices[0].cores, 1);
  std::vector<std::string> precisions = {"float64", "float32"};
  if (cpu::multiplies_bfloat16()) precisions.emplace_back("bfloat16");
  EXPECT_EQ(devices[0].precisions, precisions);
}

}  // namespace
}  // namespace accelbench
