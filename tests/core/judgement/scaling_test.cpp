// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/core/judgement/facts.h"

namespace accelbench {
namespace {

using testing::wobble;

/// The seed experiment on the processor with these numbers of ranks, in one variant.
Experiment over_ranks(const std::vector<std::int64_t>& ranks) {
  Experiment experiment = seed_experiment();
  experiment.accelerators.clear();
  for (const std::int64_t n : ranks) {
    AcceleratorSpec one;
    one.id = "cpu-r" + std::to_string(n);
    one.ranks = n;
    experiment.accelerators.push_back(one);
  }
  experiment.comparison.baseline = experiment.accelerators.front().id;
  return experiment;
}

Experiment weakly_over_ranks() {
  Experiment experiment = seed_experiment();
  experiment.accelerators.resize(1);
  experiment.accelerators.front().id = "cpu";
  experiment.comparison.baseline = "cpu";
  experiment.sweep = {{"training.batch_size, data.samples, accelerators.cpu.ranks",
                       {"[32, 100, 1]", "[64, 200, 2]", "[128, 400, 4]"}}};
  return experiment;
}

/// Facts in which a row of n ranks does `speed(n)` samples/s, with a wobble of 1 % that all rows of a round
/// share, and one of 0.1 % of its own (1, 2 and 4 ranks have others in each round).
template <class Speed>
ComparisonRecord measured(const Experiment& experiment, std::int64_t rounds, const Speed& speed) {
  TrainingRequest training;
  training.experiment = experiment;
  testing::Facts facts({"cpu"});
  facts.request.rows.clear();
  std::map<std::string, std::int64_t> ranks;
  const auto rows = rows_of(training);
  for (const TrainingRow& row : rows->rows) {
    facts.add_row({row.run, row.accelerator.id, row.accelerator.id, row.variant, {}, {}, {}});
    ranks[row.run] = rank_count(row.accelerator);
  }
  facts.add_rounds(rounds, [&](const std::string& row, std::int64_t round) {
    const std::int64_t n = ranks[row];
    RunSummary run =
        testing::run_of(speed(n) * (1 + 0.01 * wobble(round)) * (1 + 0.001 * wobble(2 * round + n / 2)));
    run.parameters = 2817;  // 10·64 + 64 + 64·32 + 32 + 32 + 1
    run.step_split = StepSplit{};
    run.step_split->forward = 0.2;
    run.step_split->backward = 0.4;
    run.step_split->optimizer = 0.1;
    run.step_split->exchange = n > 1 ? 0.05 * static_cast<double>(n) : 0;
    return run;
  });
  return facts.record;
}

double root_speed(std::int64_t ranks) { return 1000 * std::sqrt(static_cast<double>(ranks)); }

TEST(Scaling, ARowOfRanksStandsForAsManyProcessesOrDevices) {
  AcceleratorSpec one;
  EXPECT_EQ(rank_count(one), 1);
  one.ranks = 4;
  EXPECT_EQ(rank_count(one), 4);
  one = {};
  one.engine = EngineKind::cuda;
  one.devices = {"0", "1"};
  EXPECT_EQ(rank_count(one), 2);
}

TEST(Scaling, WithoutRanksThereIsNothingToSee) {
  EXPECT_TRUE(scaling_studies(seed_experiment(), {}).empty());
}

TEST(Scaling, SpeedUpAndEfficiencyAreThoseOfTheRates) {
  const Experiment experiment = over_ranks({1, 2, 4});
  const auto studies = scaling_studies(experiment, measured(experiment, 6, root_speed));
  ASSERT_EQ(studies.size(), 1U);
  const ScalingStudy& study = studies.front();
  EXPECT_EQ(study.accelerator, "cpu");
  EXPECT_EQ(study.work.kind, ScalingKind::strong);
  ASSERT_EQ(study.points.size(), 3U);
  const ScalingPoint& four = study.points[2];
  EXPECT_EQ(four.row, "cpu-r4");
  EXPECT_EQ(four.rounds, 6);
  EXPECT_NEAR(*four.speed_up.value, 2, 0.003);      // √4, own noise of 0.1 %
  EXPECT_NEAR(*four.efficiency.value, 0.5, 0.001);  // 2 / 4
  EXPECT_LT(*four.speed_up.low, 2);
  EXPECT_GT(*four.speed_up.high, 2);
  EXPECT_EQ(study.points[0].speed_up, (ScalingFigure{1, 1, 1}));
}

// All rows of a round share its luck of 1 %: ratios of one round do not, and their intervals are narrower.
TEST(Scaling, RatiosArePairedByRound) {
  const Experiment experiment = over_ranks({1, 2});
  const auto studies = scaling_studies(experiment, measured(experiment, 6, root_speed));
  const ScalingFigure& figure = studies.front().points[1].speed_up;
  EXPECT_LT(*figure.high / *figure.low, 1.005);
}

TEST(Scaling, WeakRowsOfSeveralVariantsBelongTogether) {
  const Experiment experiment = weakly_over_ranks();
  const auto studies = scaling_studies(
      experiment, measured(experiment, 6, [](std::int64_t n) { return 900.0 * static_cast<double>(n); }));
  ASSERT_EQ(studies.size(), 1U);
  const ScalingStudy& study = studies.front();
  EXPECT_EQ(study.work.kind, ScalingKind::weak);
  EXPECT_EQ(study.work.batch_size, 32);  // of each rank
  ASSERT_EQ(study.points.size(), 3U);
  EXPECT_EQ(study.points[2].row, "cpu@3");
  EXPECT_NEAR(*study.points[2].efficiency.value, 1, 0.002);
  EXPECT_NEAR(*study.points[2].speed_up.value, 4, 0.01);
}

TEST(Scaling, TheModelIsFittedToStepsOfAWholeBatch) {
  const Experiment experiment = over_ranks({1, 2, 4});
  const auto studies = scaling_studies(experiment, measured(experiment, 6, root_speed));
  const ScalingStudy& study = studies.front();
  EXPECT_EQ(study.work.batch_size, 32);
  EXPECT_DOUBLE_EQ(study.work.exchanged_bytes, 4 * 2817);
  EXPECT_NEAR(study.work.backward_share, 2 / 3., 1e-9);  // 0.4 of 0.2 + 0.4
  ASSERT_TRUE(study.fit);
  EXPECT_NEAR(study.fit->predictions.front().step_s.centre, 32 / 1000., 0.002);  // 32 rows at 1000 a second
  EXPECT_EQ(study.fit->predictions.back().ranks, 32);  // no further than a row a rank
  EXPECT_NEAR(*study.points[2].exchange_share, 0.2, 1e-12);
}

TEST(Scaling, RanksThatFailedAreToldAndTheFewestLeftIsTheBase) {
  const Experiment experiment = over_ranks({1, 2, 4});
  ComparisonRecord facts = measured(experiment, 6, root_speed);
  for (RoundRecord& round : facts.rounds) {
    round.runs[0].summary.status = RunStatus::failed;
    round.runs[0].summary.reason = "no memory";
  }
  const ScalingStudy study = scaling_studies(experiment, facts).front();
  EXPECT_FALSE(study.points[0].speed_up.value);
  EXPECT_EQ(study.points[0].reason, "failed: no memory");
  EXPECT_NEAR(*study.points[2].speed_up.value, std::sqrt(2.0), 0.003);  // of 4 against 2
  EXPECT_NEAR(*study.points[2].efficiency.value, std::sqrt(0.5), 0.002);
}

TEST(Scaling, BeforeTheFirstRoundThereIsNoModel) {
  const Experiment experiment = over_ranks({1, 2});
  const ScalingStudy study = scaling_studies(experiment, {}).front();
  EXPECT_FALSE(study.fit);
  EXPECT_EQ(study.no_fit, "fewer than two numbers of ranks were measured");
  EXPECT_EQ(study.points[1].reason, "it has not been certified yet");
}

TEST(Scaling, RowsThatDifferInMoreThanRanksAreNoStudy) {
  Experiment experiment = over_ranks({1, 2});
  experiment.accelerators[1].precision = Precision::bfloat16;
  EXPECT_TRUE(scaling_studies(experiment, {}).empty());
}

TEST(Scaling, LabelsColoursAndPricesDoNotMatter) {
  Experiment experiment = over_ranks({1, 2});
  experiment.accelerators[1].label = "two processes";
  experiment.accelerators[1].color = "#112233";
  experiment.accelerators[1].price_per_hour = 2;
  experiment.accelerators[1].currency = "USD";
  EXPECT_EQ(scaling_studies(experiment, {}).size(), 1U);
}

}  // namespace
}  // namespace accelbench
