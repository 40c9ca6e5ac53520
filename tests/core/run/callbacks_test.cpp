// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/callbacks.h"

#include <gtest/gtest.h>

#include "core/run/training_loop.h"
#include "scripted.h"

// Sequences worked out by hand from the rules of Keras 3's ReduceLROnPlateau and EarlyStopping.
namespace accelbench {
namespace {

using test::KeepingSink;
using test::Script;
using test::ScriptedExecutable;

struct Trained {
  LoopResult result;
  std::vector<EpochRecord> epochs;
  std::vector<double> learning_rates;
  std::vector<std::string> messages;
  std::int64_t weight = 0;  ///< steps that the weights at the end have seen
};

Trained train(Script script, const TrainingSpec& spec, double learning_rate = 1.0) {
  ScriptedExecutable executable(script);
  const bool validation = !script.val_losses.empty();
  LoopPlan plan;
  plan.epochs = spec.epochs;
  plan.steps_per_epoch = 2;
  plan.learning_rate = learning_rate;
  plan.validation = validation;
  plan.metrics = spec.metrics;
  KeepingSink sink;
  Trained trained;
  {
    EventStream events("cpu", monotonic_ns(), sink);
    events.describe(spec.metrics, validation);
    auto callbacks = make_callbacks(spec, validation);
    EXPECT_TRUE(callbacks);
    trained.result = run_training_loop(plan, executable, std::move(*callbacks), events, {});
  }
  trained.epochs = sink.epochs();
  trained.learning_rates = sink.learning_rates();
  for (const auto& message : sink.all<MessageEvent>()) trained.messages.push_back(message.text);
  trained.weight = executable.steps();
  return trained;
}

TrainingSpec spec_with(std::int64_t epochs, std::vector<CallbackSpec> callbacks,
                       std::vector<Metric> metrics = {}) {
  TrainingSpec spec;
  spec.epochs = epochs;
  spec.callbacks = std::move(callbacks);
  spec.metrics = std::move(metrics);
  return spec;
}

using Rates = std::vector<double>;

TEST(ReduceLrOnPlateau, LowersAfterPatienceEpochsWithoutImprovement) {
  // Epoch 1 sets the best. Epochs 2 and 3 wait 1, 2: lowered for epoch 4; 4 and 5 again; 6 and 7 again.
  const auto trained = train(
      {.losses = {1.0}}, spec_with(8, {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2}}));
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125}));
  EXPECT_EQ(trained.messages.size(), 3U);
}

TEST(ReduceLrOnPlateau, ImprovementMustBeMoreThanMinDelta) {
  // 1.0, then 0.9 (better by 0.1, not more than 0.1: waits), 0.85 (better than 1.0 by 0.15: new best), 0.85
  // waits.
  const auto trained = train(
      {.losses = {1.0, 0.9375, 0.75, 0.75}},
      spec_with(6,
                {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2, .min_delta = 0.0625}}));
  // Waits at epoch 2 (1), best at 3, waits at 4 (1) and 5 (2): lowered for epoch 6.
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 1, 1, 1, 0.5}));
}

TEST(ReduceLrOnPlateau, CooldownCountsTheEpochItEndsIn) {
  // patience 1, cooldown 2: epoch 2 waits 1: lowered (cooldown 2). Epoch 3: cooldown 1, still cooling. Epoch
  // 4: cooldown 0, no longer cooling, so it waits 1: lowered. Epochs 5, 6 likewise.
  const auto trained = train(
      {.losses = {1.0}},
      spec_with(7, {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 1, .cooldown = 2}}));
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 0.5, 0.5, 0.25, 0.25, 0.125}));
}

TEST(ReduceLrOnPlateau, StopsAtMinLr) {
  const auto trained = train(
      {.losses = {1.0}},
      spec_with(5, {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 1, .min_lr = 0.375}}));
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 0.5, 0.375, 0.375}));
  EXPECT_EQ(trained.messages.size(), 2U);
}

TEST(ReduceLrOnPlateau, PatienceZeroActsAtTheFirstEpochThatIsNotBetter) {
  const auto trained = train(
      {.losses = {1.0}}, spec_with(3, {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 0}}));
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 0.5}));
}

TEST(ReduceLrOnPlateau, AccuracyIsMaximised) {
  // 0.25, 0.5, 0.75: better each time. Then 0.5: waits 1, lowered for epoch 5.
  const auto trained =
      train({.losses = {1.0}, .correct = {0.25, 0.5, 0.75, 0.5}},
            spec_with(5, {ReduceLrOnPlateau{.monitor = "accuracy", .factor = 0.5, .patience = 1}},
                      {Metric::accuracy}));
  EXPECT_EQ(trained.learning_rates, (Rates{1, 1, 1, 1, 0.5}));
}

TEST(EarlyStopping, EndsAfterPatienceEpochsAndKeepsTheLastWeights) {
  // Best at epoch 2; epochs 3, 4, 5 wait 1, 2, 3.
  const auto trained = train({.losses = {1.0, 0.5, 0.75, 0.625, 0.5}},
                             spec_with(100, {EarlyStopping{.monitor = "loss", .patience = 3}}));
  EXPECT_EQ(trained.result.epochs, 5);
  EXPECT_EQ(trained.result.status, RunStatus::completed);
  EXPECT_EQ(trained.result.reason, "early_stopping: loss has not improved for 3 epochs (epoch 5)");
  EXPECT_EQ(trained.weight, 10);
}

TEST(EarlyStopping, RestoresTheWeightsOfTheBestEpoch) {
  const auto trained =
      train({.losses = {1.0, 0.5, 0.75}},
            spec_with(100, {EarlyStopping{.monitor = "loss", .patience = 2, .restore_best_weights = true}}));
  EXPECT_EQ(trained.result.epochs, 4);
  EXPECT_EQ(trained.weight, 4);  // two epochs of two steps
  EXPECT_EQ(trained.result.last.loss, 0.75);
  ASSERT_EQ(trained.messages.size(), 1U);
  EXPECT_EQ(trained.messages[0], "early_stopping: the weights are those after epoch 2");
}

TEST(EarlyStopping, RestoresAlsoWhenAllEpochsWereRun) {
  const auto trained =
      train({.losses = {1.0, 0.5, 0.75}},
            spec_with(3, {EarlyStopping{.monitor = "loss", .patience = 9, .restore_best_weights = true}}));
  EXPECT_EQ(trained.result.epochs, 3);
  EXPECT_EQ(trained.weight, 4);
  EXPECT_EQ(trained.result.reason, "");
}

TEST(EarlyStopping, PatienceZeroStopsAtTheFirstEpochThatIsNotBetter) {
  EXPECT_EQ(train({.losses = {1.0}}, spec_with(9, {EarlyStopping{.monitor = "loss"}})).result.epochs, 2);
}

TEST(EarlyStopping, StartFromEpochLooksAwayBefore) {
  // start 2: epochs 1 and 2 are not looked at; epoch 3 (0.75) is the first best although 0.5 came before.
  const auto trained = train(
      {.losses = {0.5, 0.25, 0.75, 0.75, 0.75}},
      spec_with(9,
                {EarlyStopping{
                    .monitor = "loss", .patience = 2, .restore_best_weights = true, .start_from_epoch = 2}}));
  EXPECT_EQ(trained.result.epochs, 5);
  EXPECT_EQ(trained.weight, 6);
}

TEST(EarlyStopping, MinDeltaIsTheLeastChangeThatCounts) {
  // Better than 1.0 by exactly 0.25 does not count; by 0.3125 it does (epoch 3); then two epochs without.
  const auto trained =
      train({.losses = {1.0, 0.75, 0.6875}},
            spec_with(9, {EarlyStopping{.monitor = "loss", .patience = 2, .min_delta = 0.25}}));
  EXPECT_EQ(trained.result.epochs, 5);
}

TEST(EarlyStopping, WatchesValidation) {
  const auto trained = train({.losses = {1.0, 0.9, 0.8, 0.7}, .val_losses = {1.0, 0.5, 0.75}},
                             spec_with(9, {EarlyStopping{.monitor = "val_loss", .patience = 1}}));
  EXPECT_EQ(trained.result.epochs, 3);
  EXPECT_EQ(trained.epochs.back().val_loss, 0.75);
}

TEST(Target, RecordsTheFirstEpochThatReachesItAndGoesOn) {
  const auto trained =
      train({.losses = {1.0, 0.5, 0.25, 0.5}}, spec_with(4, {TargetCallback{"loss", 0.5, {}, false}}));
  EXPECT_EQ(trained.result.epochs, 4);
  ASSERT_TRUE(trained.result.target && trained.result.target->reached);
  EXPECT_EQ(trained.result.target->bound, 0.5);
  EXPECT_EQ(trained.result.target->seconds, trained.epochs[1].t_s);
}

TEST(Target, StopsOnlyWhenAsked) {
  const auto trained = train({.losses = {1.0, 0.5}}, spec_with(9, {TargetCallback{"loss", 0.5, {}, true}}));
  EXPECT_EQ(trained.result.epochs, 2);
  EXPECT_EQ(trained.result.reason, "target: loss is 0.5 (epoch 2)");
}

TEST(Target, NotReachedIsSaid) {
  const auto trained = train({.losses = {1.0}, .correct = {0.5}},
                             spec_with(2, {TargetCallback{"accuracy", {}, 0.75, false}}, {Metric::accuracy}));
  ASSERT_TRUE(trained.result.target);
  EXPECT_FALSE(trained.result.target->reached);
  EXPECT_FALSE(trained.result.target->seconds);
}

TEST(Callbacks, ActInFileOrderAtTheSameEpochEnd) {
  // Early stopping ends at epoch 3; the plateau before it in the file still lowers at that epoch end.
  const auto trained = train({.losses = {1.0}},
                             spec_with(9, {ReduceLrOnPlateau{.monitor = "loss", .factor = 0.5, .patience = 2},
                                           EarlyStopping{.monitor = "loss", .patience = 2}}));
  EXPECT_EQ(trained.result.epochs, 3);
  EXPECT_EQ(trained.messages.size(), 1U);
}

TEST(Callbacks, MonitorThatIsNotMeasuredIsAnError) {
  const auto without_validation = make_callbacks(spec_with(1, {ReduceLrOnPlateau{}}), false);
  ASSERT_FALSE(without_validation);
  EXPECT_EQ(to_string(without_validation.error()),
            "training.callbacks.reduce_lr_on_plateau: error: monitor \"val_loss\" is not measured in this "
            "training; "
            "measured are loss; set data.validation_split above 0, or watch loss");
  EXPECT_FALSE(make_callbacks(spec_with(1, {EarlyStopping{.monitor = "speed"}}), true));
  EXPECT_FALSE(make_callbacks(spec_with(1, {TargetCallback{"mae", 1.0, {}, false}}), true));
  EXPECT_TRUE(make_callbacks(spec_with(1, {TargetCallback{"val_mae", 1.0, {}, false}}, {Metric::mae}), true));
}

}  // namespace
}  // namespace accelbench
