// SPDX-License-Identifier: GPL-3.0-or-later
// The self-test on the engine of this build, and on engines with a fault planted.
#include "core/engine/selftest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "core/cpu/cpu_engine.h"
#include "core/cpu/onednn.h"

namespace accelbench {
namespace {

AcceleratorSpec accelerator(Precision precision, CpuPath path = CpuPath::blocked, std::int64_t threads = 1) {
  AcceleratorSpec spec;
  spec.id = "cpu";
  spec.precision = precision;
  spec.path = path;
  spec.threads = threads;
  return spec;
}

/// The cases of some groups only; all without one.
std::vector<SelftestCase> cases_of(const std::set<std::string>& groups) {
  auto cases = selftest_cases();
  std::erase_if(cases,
                [&](const SelftestCase& each) { return !groups.empty() && !groups.contains(each.group); });
  return cases;
}

std::vector<SelftestResult> results_of(const Engine& engine, const std::vector<AcceleratorSpec>& accelerators,
                                       const std::vector<SelftestCase>& cases) {
  const auto reference = make_cpu_engine();
  auto results = selftest({engine, accelerators, *reference}, cases);
  EXPECT_TRUE(results) << to_string(results.error());
  return results ? *results : std::vector<SelftestResult>();
}

std::string failures_of(const SelftestResult& result) {
  std::string text;
  for (const auto& [group, name, what] : result.failures)
    text += fmt::format("{}: {}: {}\n", group, name, what);
  return text;
}

TEST(Selftest, CasesHaveEveryOperation) {
  const auto cases = selftest_cases();
  std::set<Activation> activations;
  std::set<Loss> losses;
  std::set<OptimizerKind> optimizers;
  std::set<std::string> names;
  for (const SelftestCase& each : cases) {
    const Experiment& experiment = each.work.experiment;
    for (const LayerSpec& layer : experiment.model.layers) activations.insert(layer.activation);
    losses.insert(experiment.training.loss);
    optimizers.insert(experiment.training.optimizer.name);
    EXPECT_TRUE(names.insert(each.group + ": " + each.name).second) << each.name;
  }
  EXPECT_EQ(activations.size(), Names<Activation>::table.size());
  EXPECT_EQ(losses.size(), Names<Loss>::table.size());
  EXPECT_EQ(optimizers.size(), Names<OptimizerKind>::table.size());
}

TEST(Selftest, EveryPrecisionAndPathOfTheProcessorHolds) {
  std::vector<AcceleratorSpec> accelerators = {accelerator(Precision::float32, CpuPath::fused),
                                               accelerator(Precision::float32, CpuPath::blocked, 2),
                                               accelerator(Precision::float64, CpuPath::blocked, 2)};
  if (cpu::multiplies_bfloat16()) accelerators.push_back(accelerator(Precision::bfloat16));
  const auto cases = cases_of({});
  for (const SelftestResult& result : results_of(*make_cpu_engine(), accelerators, cases)) {
    EXPECT_TRUE(result.holds()) << name_of(result.accelerator.precision) << '\n' << failures_of(result);
    std::int64_t compared = 0;
    for (const SelftestGroup& group : result.groups) compared += group.cases;
    EXPECT_EQ(compared + result.refused, static_cast<std::int64_t>(cases.size()));
    EXPECT_TRUE(result.refused == 0 || result.accelerator.path == CpuPath::fused) << result.reason;
  }
}

TEST(Selftest, TheReferenceAgainstItselfHasNoError) {
  for (const SelftestResult& result :
       results_of(*make_cpu_engine(), {accelerator(Precision::float64)}, cases_of({"losses", "metrics"})))
    for (const SelftestGroup& group : result.groups)
      for (const LargestError& largest : group.largest) {
        EXPECT_EQ(largest.error, 0) << largest.name;
        EXPECT_NE(largest.name, "");
      }
}

/// What a fault does in place of the real executable's steps and evaluation.
struct Fault {
  std::function<void(Executable& real, const Work&, std::int64_t steps, BatchSums&)> train;
  std::function<void(Executable& real, std::int64_t first, std::int64_t steps, BatchSums&)> evaluate;
};

class FaultyExecutable final : public Executable {
 public:
  FaultyExecutable(std::unique_ptr<Executable> real, const Work& work, const Fault& fault)
      : real_(std::move(real)), work_(work), fault_(fault) {}
  void begin_epoch(std::int64_t epoch) override { real_->begin_epoch(epoch); }
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    fault_.train ? fault_.train(*real_, work_, steps, sums) : real_->run_steps(steps, sums);
  }
  void skip_steps(std::int64_t steps) override { real_->skip_steps(steps); }
  std::int64_t evaluation_steps() const override { return real_->evaluation_steps(); }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    fault_.evaluate ? fault_.evaluate(*real_, first, steps, sums) : real_->evaluate(first, steps, sums);
  }
  void set_learning_rate(double learning_rate) override { real_->set_learning_rate(learning_rate); }
  bool finite() const override { return real_->finite(); }
  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    real_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    real_->write_layer(layer, weight, bias);
  }
  int moments() const override { return real_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    real_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    real_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return real_->steps(); }
  void set_steps(std::int64_t steps) override { real_->set_steps(steps); }
  std::unique_ptr<Snapshot> snapshot() const override { return real_->snapshot(); }
  void retake(Snapshot& snapshot) const override { real_->retake(snapshot); }
  void restore(const Snapshot& snapshot) override { real_->restore(snapshot); }

 private:
  std::unique_ptr<Executable> real_;
  const Work& work_;
  const Fault& fault_;
};

class FaultyEngine final : public Engine {
 public:
  explicit FaultyEngine(Fault fault) : fault_(std::move(fault)) {}
  EngineKind kind() const override { return real_->kind(); }
  std::vector<Device> devices() const override { return real_->devices(); }
  Status can_run(const Work& work, const AcceleratorSpec& spec) const override {
    return real_->can_run(work, spec);
  }
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& spec) const override {
    return real_->estimate(work, spec);
  }
  Result<std::unique_ptr<Executable>> compile(const Work& work, const AcceleratorSpec& spec) const override {
    auto real = real_->compile(work, spec);
    if (!real) return real;
    return std::unique_ptr<Executable>(new FaultyExecutable(std::move(*real), work, fault_));
  }
  std::string device_of(const AcceleratorSpec& spec) const override { return real_->device_of(spec); }
  std::int64_t threads_of(const AcceleratorSpec& spec) const override { return real_->threads_of(spec); }

 private:
  std::unique_ptr<Engine> real_ = make_cpu_engine();
  Fault fault_;
};

/// The biases of the last layer move by 0.1 % more than they should.
void scale_one_gradient(Executable& real, const Work& work, std::int64_t steps, BatchSums& sums) {
  const std::size_t last = work.initial_weights.size() - 1;
  const auto& [inputs, units, weights, biases] = work.initial_weights[last];
  std::vector<double> weight(weights.size()), before(biases.size()), after(biases.size());
  real.read_layer(last, weight, before);
  real.run_steps(steps, sums);
  real.read_layer(last, weight, after);
  for (std::size_t i = 0; i < after.size(); ++i) after[i] += 0.001 * (after[i] - before[i]);
  real.write_layer(last, weight, after);
}

/// Short batches are left out.
void drop_last_batch(Executable& real, const Work& work, std::int64_t steps, BatchSums& sums) {
  BatchSums seen;
  const auto before = real.snapshot();
  real.run_steps(steps, seen);
  if (seen.samples == std::min(work.experiment.training.batch_size, work.data.train.samples))
    sums += seen;
  else
    real.restore(*before);
}

/// Adam's correction of the start is that of the first step for ever.
void forget_steps(Executable& real, const Work&, std::int64_t steps, BatchSums& sums) {
  real.run_steps(steps, sums);
  real.set_steps(0);
}

void miss_a_penalty(Executable& real, const Work&, std::int64_t steps, BatchSums& sums) {
  real.run_steps(steps, sums);
  sums.penalty = 0;
}

void count_too_much(Executable& real, std::int64_t first, std::int64_t steps, BatchSums& sums) {
  real.evaluate(first, steps, sums);
  sums.absolute *= 1.01;
}

std::set<std::string> faulty_groups(Fault fault, Precision precision = Precision::float32) {
  const FaultyEngine engine(std::move(fault));
  std::set<std::string> groups;
  const auto cases = cases_of({"losses", "optimizers", "penalties and clipping", "shapes", "metrics"});
  for (const SelftestResult& result : results_of(engine, {accelerator(precision)}, cases))
    for (const SelftestGroup& group : result.groups)
      if (!group.holds) groups.insert(group.group);
  return groups;
}

TEST(Selftest, CatchesAGradientThatIsATinyBitTooLarge) {
  EXPECT_EQ(faulty_groups({scale_one_gradient, {}}).size(), 5U);
}

TEST(Selftest, CatchesADroppedBatch) { EXPECT_TRUE(faulty_groups({drop_last_batch, {}}).contains("shapes")); }

TEST(Selftest, CatchesAForgottenStepCounterEvenInFloat64) {
  EXPECT_TRUE(faulty_groups({forget_steps, {}}, Precision::float64).contains("optimizers"));
  EXPECT_TRUE(faulty_groups({forget_steps, {}}).contains("optimizers"));
}

TEST(Selftest, CatchesAMissingPenaltyWhereThereIsOne) {
  EXPECT_EQ(faulty_groups({miss_a_penalty, {}}), std::set<std::string>{"penalties and clipping"});
}

TEST(Selftest, CatchesAWrongMetric) {
  EXPECT_EQ(faulty_groups({{}, count_too_much}), std::set<std::string>{"metrics"});
}

TEST(Selftest, FailuresNameCaseErrorAndLimit) {
  const FaultyEngine engine({drop_last_batch, {}});
  const auto results = results_of(engine, {accelerator(Precision::float32)}, cases_of({"shapes"}));
  ASSERT_EQ(results.size(), 1U);
  const std::string text = failures_of(results[0]);
  EXPECT_NE(
      text.find("shapes: last batch of 1 13-77-5 mse, 33 rows by 16: trace: error inf, at most 0.001\n"),
      std::string::npos)
      << text;
}

TEST(Selftest, WhatTheEngineRefusesIsNoFailure) {
  const auto engine = make_cpu_engine();
  const auto results = results_of(*engine, {accelerator(Precision::float16)}, cases_of({"metrics"}));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].holds());
  EXPECT_TRUE(results[0].groups.empty());
  EXPECT_EQ(results[0].refused, 4);
  EXPECT_NE(results[0].reason, "");
}

TEST(Selftest, StopsWhenAskedTo) {
  std::stop_source source;
  const auto engine = make_cpu_engine();
  const std::vector<AcceleratorSpec> accelerators = {accelerator(Precision::float32)};
  std::int64_t last = 0;
  const auto progress = [&](std::int64_t done, std::int64_t) {
    last = done;
    if (done == 2) source.request_stop();
  };
  const auto stopped =
      selftest({*engine, accelerators, *engine, progress, source.get_token()}, cases_of({"losses"}));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::interrupted);
  EXPECT_EQ(last, 2);
}

}  // namespace
}  // namespace accelbench
