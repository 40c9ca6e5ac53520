// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training_loop.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "scripted.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;
using test::Script;
using test::ScriptedExecutable;

struct LoopRehearsal {
  ScriptedExecutable executable;
  KeepingSink sink;
  LoopPlan plan;
  std::stop_source stop;
  std::vector<std::string> hooks;
  LoopSurroundings surroundings;

  explicit LoopRehearsal(Script script, std::int64_t epochs = 3, std::int64_t steps_per_epoch = 4)
      : executable(std::move(script)) {
    plan.epochs = epochs;
    plan.steps_per_epoch = steps_per_epoch;
  }
  LoopResult run() {
    EventStream events("cpu", monotonic_ns(), sink);
    events.describe(plan.metrics, plan.validation);
    const auto hook = [this](Phase phase, bool begin) {
      hooks.push_back(std::string(name_of(phase)) + (begin ? " begin" : " end"));
    };
    surroundings.phase = hook;
    return run_training_loop(plan, executable, {}, events, stop.get_token(), surroundings);
  }
};

TEST(TrainingLoop, RunsEveryStepOfEveryEpochAndTellsEachEpoch) {
  LoopRehearsal rehearsal({.losses = {1.0, 0.5, 0.25}});
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::completed);
  EXPECT_EQ(result.steps, 12);
  EXPECT_EQ(result.epochs, 3);
  EXPECT_EQ(rehearsal.executable.all_steps, 12);
  const auto epochs = rehearsal.sink.epochs();
  ASSERT_EQ(epochs.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(epochs[i].epoch, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(epochs[i].step, 4 * (static_cast<std::int64_t>(i) + 1));
    EXPECT_EQ(epochs[i].loss, std::pow(0.5, static_cast<double>(i)));
    EXPECT_TRUE(std::isnan(epochs[i].val_loss));
    EXPECT_TRUE(std::isnan(epochs[i].metrics[0]));
  }
  EXPECT_GE(epochs[1].elapsed_s, epochs[0].elapsed_s);
  EXPECT_EQ(rehearsal.hooks, (std::vector<std::string>{"train begin", "train end"}));
}

TEST(TrainingLoop, FirstStepIsAloneAndShortStepsAreHandedOutTogether) {
  LoopRehearsal rehearsal({}, 2, 1000);
  rehearsal.run();
  EXPECT_EQ(rehearsal.executable.chunks.front(), 1);
  EXPECT_EQ(std::accumulate(rehearsal.executable.chunks.begin(), rehearsal.executable.chunks.end(),
                            std::int64_t{0}),
            2000);
  // Scripted steps last far less than 50 µs, so that a thousand fit into 50 ms; a stalled machine may cut
  // once more.
  EXPECT_LE(rehearsal.executable.chunks.size(), 20U);
}

TEST(TrainingLoop, LongStepsAreHandedOutOneByOne) {
  LoopRehearsal rehearsal({.step_time = 30ms}, 1, 4);
  rehearsal.run();
  EXPECT_EQ(rehearsal.executable.chunks, (std::vector<std::int64_t>{1, 1, 1, 1}));
}

TEST(TrainingLoop, ValidatesAfterEachEpochOutsideOfWhatIsTimed) {
  LoopRehearsal rehearsal({.losses = {1.0}, .val_losses = {0.75, 0.5, 0.25}, .correct = {0.5}});
  rehearsal.plan.validation = true;
  rehearsal.plan.metrics = {Metric::accuracy};
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(rehearsal.executable.evaluations, 3);
  EXPECT_EQ(result.last.val_loss, 0.25);
  EXPECT_EQ(result.last.metrics[0], 0.5);
  EXPECT_EQ(result.last.val_metrics[0], 0.5);
}

TEST(TrainingLoop, StopIsSeenBetweenSlowSteps) {
  LoopRehearsal rehearsal({.step_time = 20ms}, 100, 100);
  auto& stop = rehearsal.stop;
  std::jthread person([&stop] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(result.reason, "stopped after 0 of 100 epochs");
  EXPECT_LT(result.steps, 100);
}

TEST(TrainingLoop, NoChunkBeginsAfterAStop) {
  LoopRehearsal rehearsal({.step_time = 30ms}, 100, 100);
  auto& stop = rehearsal.stop;
  std::int64_t stopped_at = 0;
  Script script{.step_time = 30ms, .on_step = [&](std::int64_t step) {
                  if (step == 3) stopped_at = step, stop.request_stop();
                }};
  ScriptedExecutable executable(script);
  EventStream events("cpu", monotonic_ns(), rehearsal.sink);
  const LoopResult result = run_training_loop(rehearsal.plan, executable, {}, events, stop.get_token());
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(executable.all_steps, 3);
}

TEST(TrainingLoop, StopIsSeenInALargeValidationSet) {
  LoopRehearsal rehearsal({}, 3, 2);
  rehearsal.plan.validation = true;
  auto& stop = rehearsal.stop;
  std::int64_t seen = 0;
  const Script script{
      .step_time = 30ms, .evaluation_steps = 100, .on_evaluation_step = [&](std::int64_t step) {
        seen = step + 1;
        if (step == 4) stop.request_stop();
      }};
  ScriptedExecutable executable(script);
  EventStream events("cpu", monotonic_ns(), rehearsal.sink);
  const LoopResult result = run_training_loop(rehearsal.plan, executable, {}, events, stop.get_token());
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(result.reason, "stopped after 0 of 3 epochs");
  EXPECT_EQ(seen, 5);
}

TEST(TrainingLoop, StoppedBeforeItBeganTrainsNothing) {
  LoopRehearsal rehearsal({});
  rehearsal.stop.request_stop();
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(rehearsal.executable.all_steps, 0);
  EXPECT_FALSE(result.first_step_s);
}

TEST(TrainingLoop, LossThatIsNotFiniteEndsTheRunWithItsPlace) {
  LoopRehearsal rehearsal({.losses = {1.0, std::numeric_limits<double>::quiet_NaN()}}, 9, 1);
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::diverged);
  EXPECT_EQ(result.steps, 2);
  EXPECT_EQ(result.epochs, 1);
  EXPECT_EQ(result.reason, "epoch 2, step 2: the loss is not finite; try a smaller learning rate");
  EXPECT_EQ(rehearsal.sink.epochs().size(), 2U);  // the one that diverged is told, its loss as not a number
}

TEST(TrainingLoop, InfiniteLossDivergesToo) {
  LoopRehearsal rehearsal({.losses = {std::numeric_limits<double>::infinity()}}, 9, 1);
  EXPECT_EQ(rehearsal.run().status, RunStatus::diverged);
}

TEST(TrainingLoop, WeightsThatAreNotFiniteBehindAFiniteLossDiverge) {
  LoopRehearsal rehearsal({.not_finite_from_step = 7}, 9, 4);
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::diverged);
  EXPECT_EQ(result.steps, 8);
  EXPECT_EQ(result.reason,
            "epoch 2, step 8: the weights, or the gradients of this step, are not finite; try a smaller "
            "learning rate");
}

TEST(TrainingLoop, StepEventsComeEveryNStepsWithTheLossOfThatStepAlone) {
  LoopRehearsal rehearsal({.losses = {1.0, 0.5, 0.25}}, 3, 5);
  rehearsal.plan.events_every = 3;
  rehearsal.run();
  const auto steps = rehearsal.sink.all<StepEvent>();
  ASSERT_EQ(steps.size(), 5U);
  const std::vector<double> losses = {1.0, 0.5, 0.5, 0.25, 0.25};  // steps 3 | 6 9 | 12 15
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(steps[i].step, 3 * (static_cast<std::int64_t>(i) + 1));
    EXPECT_EQ(steps[i].loss, losses[i]);
  }
}

TEST(TrainingLoop, EachStepIsToldWhenAskedFor) {
  LoopRehearsal rehearsal({}, 3, 4);
  rehearsal.plan.events_every = 1;
  rehearsal.run();
  EXPECT_EQ(rehearsal.sink.all<StepEvent>().size(), 12U);
}

TEST(TrainingLoop, ShortTrainingIsMeasuredOnScratchCopiesAndKeepsItsWeights) {
  LoopRehearsal rehearsal({.step_time = 1ms}, 2, 3);
  rehearsal.plan.measure_s = 0.08;
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::completed);
  EXPECT_EQ(result.steps, 6);
  EXPECT_EQ(result.epochs, 2);
  EXPECT_EQ(rehearsal.executable.steps(), 6);     // the weights of the training
  EXPECT_GT(rehearsal.executable.all_steps, 12);  // and it went on
  EXPECT_EQ(rehearsal.sink.epochs().size(), 2U);  // of which no epoch is told
  EXPECT_EQ(rehearsal.hooks,
            (std::vector<std::string>{"train begin", "train end", "measure begin", "measure end"}));
  ASSERT_TRUE(result.steady);
  // 32 samples in at least 1 ms.
  EXPECT_LE(result.steady->samples_per_second, 32'000);
  EXPECT_GT(result.steady->samples_per_second, 0);
  EXPECT_GE(result.steady->step_us.median.value(), 1000);
}

TEST(TrainingLoop, WithoutAWindowAShortTrainingHasNoSteadyFigures) {
  LoopRehearsal rehearsal({}, 2, 3);
  EXPECT_FALSE(rehearsal.run().steady);
}

TEST(TrainingLoop, LongTrainingNeedsNoWindow) {
  LoopRehearsal rehearsal({.step_time = 30ms}, 1, 5);
  rehearsal.plan.measure_s = 0.05;
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(rehearsal.hooks, (std::vector<std::string>{"train begin", "train end"}));
  ASSERT_TRUE(result.steady);
  // Steps of 30 ms are timed one by one, the first not among them.
  EXPECT_GE(result.steady->step_us.p5.value(), 30'000);
  EXPECT_LE(result.steady->step_us.p5.value(), result.steady->step_us.p95.value());
}

TEST(TrainingLoop, StopInTheWindowEndsItAndKeepsTheWeights) {
  LoopRehearsal rehearsal({.step_time = 1ms}, 1, 3);
  rehearsal.plan.measure_s = 60;
  auto& stop = rehearsal.stop;
  rehearsal.sink.before = [&stop](const Event& event) {
    if (const auto* phase = std::get_if<PhaseEvent>(&event.what); phase && phase->phase == Phase::measure)
      stop.request_stop();
  };
  const LoopResult result = rehearsal.run();
  EXPECT_EQ(result.status, RunStatus::stopped);
  EXPECT_EQ(result.reason, "stopped in the measuring window; the training itself was complete");
  EXPECT_EQ(rehearsal.executable.steps(), 3);
}

TEST(StepClock, FiguresFromTheSumOfAllChunks) {
  StepClock clock;
  clock.add(100, 3200, 50'000'000);
  clock.add(100, 3200, 150'000'000);
  const auto figures = clock.figures();
  ASSERT_TRUE(figures);
  EXPECT_DOUBLE_EQ(figures->samples_per_second, 6400 / 0.2);
  EXPECT_DOUBLE_EQ(figures->step_us.median.value(), 1000);  // 200 ms by 200 steps
  EXPECT_FALSE(figures->step_us.p5);
}

TEST(StepClock, QuantilesOfStepsTimedAlone) {
  StepClock clock;
  for (int i = 0; i <= 100; ++i) clock.add(1, 32, 1'000'000 * i);
  const auto figures = clock.figures();
  EXPECT_DOUBLE_EQ(figures->step_us.median.value(), 50'000);
  EXPECT_DOUBLE_EQ(figures->step_us.p5.value(), 5'000);
  EXPECT_DOUBLE_EQ(figures->step_us.p95.value(), 95'000);
}

TEST(StepClock, LongRunsKeepEverySecondStamp) {
  StepClock clock;
  for (int i = 0; i < 100'000; ++i) clock.add(1, 32, 1000 * (i % 1001));
  // The times 0 … 1000 µs, each about as often: a thinned sample may miss a quantile by some of them.
  const auto figures = clock.figures();
  EXPECT_NEAR(figures->step_us.median.value(), 500, 20);
  EXPECT_NEAR(figures->step_us.p95.value(), 950, 20);
}

TEST(StepClock, UnderFiftyMillisecondsNothingIsSaid) {
  StepClock clock;
  clock.add(10, 320, 49'000'000);
  EXPECT_FALSE(clock.figures());
}

}  // namespace
}  // namespace accelbench
