// SPDX-License-Identifier: GPL-3.0-or-later
// The same bits for any number of threads, on every vector target, and again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/math/simd_targets.h"
// after the targets
#include <hwy/highway.h>

#include "core/cpu/kernels.h"
#include "core/cpu/onednn.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

struct Trained {
  std::vector<double> losses;
  std::vector<Parameters> parameters;
  double val_loss = 0;
  bool operator==(const Trained&) const = default;
};

Trained trained(const Work& work, Precision precision, std::int64_t threads,
                CpuPath path = CpuPath::blocked) {
  const auto executable = compiled(work, precision, threads, path);
  Trained result;
  for (const BatchSums& sums : train(*executable, 2)) result.losses.push_back(mean_loss(sums));
  result.val_loss = mean_loss(evaluate(*executable));
  result.parameters = read_all(*executable, work);
  return result;
}

/// Odd in every width, wide enough to be shared among threads and to copy its operands, with a short last
/// batch.
Work wide_work() {
  Work work = make_sample_work(
      {131, {{301, Activation::gelu, 0.1}, {203, Activation::tanh}, {9, Activation::linear}}, 333, 57, 9});
  work.experiment.training.loss = Loss::categorical_crossentropy;
  work.experiment.training.batch_size = 150;
  return work;
}

/// The same with everything that needs sums over all parameters.
Work restrained_work() {
  Work work = wide_work();
  work.experiment.training.clip_norm = 0.05;
  work.experiment.training.l1 = 1e-4;
  work.experiment.training.l2 = 1e-3;
  return work;
}

Work small_work() {
  Work work = make_sample_work({13, {{77, Activation::relu}, {5, Activation::linear}}, 45, 7});
  work.experiment.training.batch_size = 32;
  return work;
}

TEST(Reproducible, AnyNumberOfThreadsGivesTheSameBits) {
  std::vector<Precision> precisions = {Precision::float32, Precision::float64};
  if (cpu::multiplies_bfloat16()) precisions.push_back(Precision::bfloat16);
  for (const Precision precision : precisions)
    for (const Work& work : {wide_work(), small_work(), restrained_work()}) {
      const Trained one = trained(work, precision, 1);
      for (const std::int64_t threads : {1, 2, 3, 5})
        EXPECT_EQ(trained(work, precision, threads), one) << threads;
    }
  const Trained fused = trained(small_work(), Precision::float32, 1, CpuPath::fused);
  EXPECT_EQ(trained(small_work(), Precision::float32, 5, CpuPath::fused), fused);
}

/// Puts Highway's choice back however the test ends.
class OnlyTarget {
 public:
  explicit OnlyTarget(std::int64_t target) { choose(target); }
  ~OnlyTarget() { choose(0); }
  OnlyTarget(const OnlyTarget&) = delete;
  OnlyTarget& operator=(const OnlyTarget&) = delete;

 private:
  static void choose(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST(Reproducible, EveryVectorTargetGivesTheSameBits) {
  const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  const Trained wide = trained(wide_work(), Precision::float32, 1),
                exact = trained(wide_work(), Precision::float64, 1);
  const Trained small = trained(small_work(), Precision::float32, 1),
                fused = trained(small_work(), Precision::float32, 1, CpuPath::fused);
  std::vector<std::string> names;
  for (std::int64_t rest = targets; rest != 0; rest &= rest - 1) {
    const OnlyTarget only(rest & -rest);
    names.emplace_back(cpu::kernels<float>().target);
    EXPECT_EQ(trained(small_work(), Precision::float32, 1), small) << names.back();
    EXPECT_EQ(trained(small_work(), Precision::float32, 1, CpuPath::fused), fused) << names.back();
    if (names.back() == "EMU128" || names.back() == "SCALAR" || names.back() == "SSE2")
      continue;  // slow: small only
    EXPECT_EQ(trained(wide_work(), Precision::float32, 1), wide) << names.back();
    EXPECT_EQ(trained(wide_work(), Precision::float64, 1), exact) << names.back();
  }
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << "a target was not chosen";
  EXPECT_GE(names.size(), 2U) << "this processor has one target: nothing was compared";
}

/// Bfloat16 on every target as it is for one number: nearest, half to even. Subnormal numbers are left out: a
/// training thread knows none, and one target makes them 0 itself.
TEST(Reproducible, NarrowingIsTheSameOnEveryTarget) {
  if (!cpu::multiplies_bfloat16()) GTEST_SKIP() << "this processor does not train in bfloat16";
  // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷: to the even 1; 1 + 3·2⁻⁸ to the even 1 + 2⁻⁶.
  std::vector<float> values = {1.0F,   1.00390625F, 1.01171875F, -1.00390625F,  3.4e38F,
                               2e-38F, HUGE_VALF,   -HUGE_VALF,  std::nanf(""), -std::nanf("")};
  EXPECT_EQ(to_float(to_bfloat16(values[1])), 1.0F);
  EXPECT_EQ(to_float(to_bfloat16(values[2])), 1.015625F);
  const auto more = uniform(54, 5, -100, 100);
  values.insert(values.end(), more.begin(), more.end());
  for (std::int64_t rest = hwy::SupportedTargets() & HWY_TARGETS; rest != 0; rest &= rest - 1) {
    const OnlyTarget only(rest & -rest);
    const auto kernels = cpu::kernels<float, Bfloat16>();
    std::vector<Bfloat16> narrow(64);
    kernels.narrow({values.data(), 64, 1, 64}, {narrow.data(), 64});
    for (std::size_t i = 0; i < 64; ++i)
      EXPECT_EQ(narrow[i].bits, to_bfloat16(values[i]).bits) << values[i] << " on " << kernels.target;
    std::vector<float> sums(64);
    kernels.sum_rows({narrow.data(), 64, 1, 64}, sums.data());
    EXPECT_EQ(sums[2], 1.015625F) << kernels.target;
    EXPECT_TRUE(std::isnan(sums[8]) && std::isnan(sums[9])) << kernels.target;
  }
}

/// All activations on every target, lane positions included.
TEST(Reproducible, EveryActivationGivesTheSameBitsOnEveryTarget) {
  for (const auto& activation : Names<Activation>::table) {
    const auto run = [&] {
      const auto kernels = cpu::kernels<float>();
      auto values = uniform(64, 5, -6, 6);
      std::vector<float> slopes(64);
      kernels.activate(activation.value, {values.data(), 64, 1, 64}, nullptr, {slopes.data(), 64});
      values.insert(values.end(), slopes.begin(), slopes.end());
      return values;
    };
    const auto expected = run();
    for (std::int64_t rest = hwy::SupportedTargets() & HWY_TARGETS; rest != 0; rest &= rest - 1) {
      const OnlyTarget only(rest & -rest);
      EXPECT_EQ(run(), expected) << activation.name << " on " << cpu::kernels<float>().target;
    }
  }
}

TEST(Reproducible, StepsInPartsAreTheWholeEpoch) {
  const Work work = small_work();
  const auto whole = compiled(work, Precision::float32), parts = compiled(work, Precision::float32);
  const BatchSums sums = train(*whole, 1)[0];
  parts->begin_epoch(0);
  BatchSums added;
  parts->run_steps(1, added);
  EXPECT_EQ(added.samples, 32);
  parts->run_steps(5, added);
  EXPECT_EQ(added.samples, 45);
  EXPECT_EQ(run_steps(*parts, 1).samples, 0);
  EXPECT_EQ(added.loss, sums.loss);
  EXPECT_EQ(read_all(*parts, work), read_all(*whole, work));
}

// Chunks are cut by the clock: that must not show in the figures either.
TEST(Reproducible, ManyStepsInAnyPartsHaveTheSameSums) {
  Work work = small_work();
  work.experiment.training.batch_size = 2;
  const auto whole = compiled(work, Precision::float64), parts = compiled(work, Precision::float64);
  const BatchSums sums = train(*whole, 1)[0];
  parts->begin_epoch(0);
  BatchSums added;
  for (const std::int64_t steps : {3, 1, 7, 100}) parts->run_steps(steps, added);
  EXPECT_EQ(added.samples, 45);
  EXPECT_EQ(added.loss, sums.loss);
  EXPECT_EQ(added.squared, sums.squared);
}

TEST(Reproducible, SnapshotTakesWeightsMomentsAndStepsBack) {
  const Work work = wide_work();
  const auto executable = compiled(work, Precision::float32, 2);
  train(*executable, 1);
  const auto before = executable->snapshot();
  executable->begin_epoch(1);
  const double loss = run_steps(*executable, whole_epoch).loss;
  const auto after = read_all(*executable, work);
  const auto later = executable->snapshot();
  executable->restore(*before);
  EXPECT_NE(read_all(*executable, work), after);
  executable->retake(*later);  // now holds what `before` holds
  executable->restore(*later);
  executable->begin_epoch(1);
  EXPECT_EQ(run_steps(*executable, whole_epoch).loss, loss);
  EXPECT_EQ(read_all(*executable, work), after);
}

/// Everything a checkpoint holds, taken out of one executable and put into another.
void copy_state(const Executable& from, Executable& to, const Work& work) {
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer) {
    std::vector<double> weight(work.initial_weights[layer].weight.size());
    std::vector<double> bias(work.initial_weights[layer].bias.size());
    from.read_layer(layer, weight, bias);
    to.write_layer(layer, weight, bias);
    for (int moment = 0; moment < from.moments(); ++moment) {
      from.read_moment(moment, layer, weight, bias);
      to.write_moment(moment, layer, weight, bias);
    }
  }
  to.set_steps(from.steps());
}

TEST(Reproducible, StateThroughDoublesGoesOnWithTheSameBits) {
  for (const auto& [optimizer, moments] : {std::pair(OptimizerKind::adam, 2),
                                           {OptimizerKind::adamw, 2},
                                           {OptimizerKind::rmsprop, 1},
                                           {OptimizerKind::sgd, 1}}) {
    Work work = small_work();
    work.experiment.training.optimizer.name = optimizer;
    work.experiment.training.optimizer.momentum = 0.9;
    work.experiment.training.batch_size = 8;
    work.experiment.model.layers[0].dropout = 0.25;
    for (const Precision precision : {Precision::float32, Precision::float64}) {
      const auto whole = compiled(work, precision), resumed = compiled(work, precision);
      EXPECT_EQ(whole->moments(), moments);
      train(*whole, 1);
      whole->begin_epoch(1);
      run_steps(*whole, 2);
      copy_state(*whole, *resumed, work);
      EXPECT_EQ(resumed->steps(), 8);  // 45 rows in batches of 8: 6 steps, and 2
      resumed->begin_epoch(1);
      resumed->skip_steps(2);
      const BatchSums expected = run_steps(*whole, whole_epoch), sums = run_steps(*resumed, whole_epoch);
      EXPECT_EQ(sums.samples, 45 - 16);
      EXPECT_EQ(sums.loss, expected.loss);
      EXPECT_EQ(read_all(*resumed, work), read_all(*whole, work));
    }
  }
}

TEST(Reproducible, FrozenLayerHasNoMomentsToTell) {
  Work work = small_work();
  work.frozen[0] = true;
  const auto executable = compiled(work, Precision::float32);
  train(*executable, 1);
  std::vector<double> weight(work.initial_weights[0].weight.size(), 7.0);
  std::vector<double> bias(work.initial_weights[0].bias.size(), 7.0);
  executable->read_moment(1, 0, weight, bias);
  EXPECT_EQ(weight, std::vector<double>(weight.size(), 0.0));
  EXPECT_EQ(bias, std::vector<double>(bias.size(), 0.0));
  weight.assign(weight.size(), 1.0);
  const auto before = read_all(*executable, work);
  executable->write_moment(0, 0, weight, bias);
  EXPECT_EQ(read_all(*executable, work), before);
}

}  // namespace
}  // namespace accelbench
