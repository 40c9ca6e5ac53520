// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "core/comparison/ranks_experiment.h"
#include "core/comparison/scheduler.h"
#include "core/judgement/scaling.h"
#include "tests/core/comparison/simulated_launcher.h"

// The whole way of `compare --ranks`: expanded, measured in rounds by stand-ins, seen as scaling.
namespace accelbench {
namespace {

/// n ranks of a simulated exchange: 32 rows of 1 ms each are shared, and each hop takes 0.5 ms.
double stand_in_step_s(std::int64_t ranks, std::int64_t rows_of_rank) {
  return 1e-3 * static_cast<double>(rows_of_rank) + 0.5e-3 * 2 * static_cast<double>(ranks - 1);
}

ComparisonOutcome run_over_ranks(const Experiment& experiment, bool weak, HeardComparison& heard) {
  ComparisonRequest request;
  request.experiment = experiment;
  request.seed = 7;
  TrainingRequest training;
  training.experiment = experiment;
  const auto rows = rows_of(training);
  SimulatedLauncher launcher([&](const SimulatedLaunch& launch) {
    const auto row = std::ranges::find(rows->rows, launch.row, &TrainingRow::run);
    const std::int64_t ranks = rank_count(row->accelerator);
    const std::int64_t batch = weak ? 32 * ranks : 32;
    const double noise = 1 + 0.002 * static_cast<double>(launch.number % 5);
    RunSummary run = SimulatedLauncher::summary_of(
        row->accelerator.id, static_cast<double>(batch) / stand_in_step_s(ranks, batch / ranks) * noise);
    run.parameters = 2817;
    run.step_split = StepSplit{};  // as every engine tells it: what of a step waited for other ranks
    run.step_split->exchange =
        1 - 1e-3 * static_cast<double>(batch / ranks) / stand_in_step_s(ranks, batch / ranks);
    run.step_split->forward = (1 - run.step_split->exchange) / 3;
    run.step_split->backward = 2 * run.step_split->forward;
    return run;
  });
  std::stop_source stop;
  return run_protocol(request, *rows, launcher, heard, stop.get_token());
}

Experiment one_row() {
  Experiment experiment = seed_experiment();
  experiment.accelerators = default_accelerators();
  experiment.comparison = {};
  return experiment;
}

TEST(ScalingProtocol, StrongRowsAreMeasuredJudgedAndSeenAsScaling) {
  HeardComparison heard;
  const Experiment scaled = *strong_scaling(one_row(), {1, 2, 4});
  const ComparisonOutcome outcome = run_over_ranks(scaled, false, heard);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::resolved);
  const auto studies = scaling_studies(scaled, outcome.facts);
  ASSERT_EQ(studies.size(), 1U);
  // 32 ms by one rank, 8 + 3 ms by four: 2.909 times as fast; the noise is under 0.8 %.
  EXPECT_NEAR(*studies[0].points[2].speed_up.value, 32 / 11., 0.03);
  EXPECT_NEAR(*studies[0].points[2].efficiency.value, 8 / 11., 0.01);
}

TEST(ScalingProtocol, ForeseesWhatItDidNotMeasure) {
  HeardComparison heard;
  const Experiment scaled = *strong_scaling(one_row(), {1, 2});
  const auto studies = scaling_studies(scaled, run_over_ranks(scaled, false, heard).facts);
  ASSERT_TRUE(studies.at(0).fit);
  const auto& predictions = studies[0].fit->predictions;
  const auto four = std::ranges::find(predictions, 4, &ScalingPrediction::ranks);
  EXPECT_LE(four->step_s.low, stand_in_step_s(4, 8));
  EXPECT_GE(four->step_s.high, stand_in_step_s(4, 8));
}

// Each rank count is alone in its variant: no verdict, and rounds all the same.
TEST(ScalingProtocol, AWeakRowAloneRunsItsTenRounds) {
  HeardComparison heard;
  const Experiment scaled = *weak_scaling(one_row(), {1, 2, 4});
  const ComparisonOutcome outcome = run_over_ranks(scaled, true, heard);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::all_rounds);
  EXPECT_EQ(outcome.judgement.rounds, 10);
  EXPECT_TRUE(outcome.judgement.pairs.empty());
  const auto studies = scaling_studies(scaled, outcome.facts);
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].work.kind, ScalingKind::weak);
  EXPECT_NEAR(*studies[0].points[2].efficiency.value, 32 / 35., 0.01);  // 3 ms of hops beside 32
}

}  // namespace
}  // namespace accelbench
