// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "tests/core/comparison/simulated_launcher.h"

namespace accelbench {
namespace {

Experiment experiment_of(const std::vector<std::string>& ids) {
  Experiment experiment = seed_experiment();
  experiment.accelerators.clear();
  for (const std::string& id : ids) {
    AcceleratorSpec one;
    one.id = id;
    experiment.accelerators.push_back(one);
  }
  experiment.comparison.baseline = ids.front();
  return experiment;
}

/// One comparison of simulated accelerators.
struct Simulation {
  explicit Simulation(const std::vector<std::string>& ids) : request() {
    request.experiment = experiment_of(ids);
    request.seed = 7;
  }
  ComparisonOutcome run(SimulatedLauncher& launcher) {
    TrainingRequest training;
    training.experiment = request.experiment;
    const auto rows = rows_of(training);
    EXPECT_TRUE(rows);
    return run_protocol(request, *rows, launcher, heard, stop.get_token());
  }
  ComparisonRequest request;
  HeardComparison heard;
  std::stop_source stop;
};

/// The second is 25 % faster; both have a little deterministic noise.
RunSummary quarter_faster(const SimulatedLaunch& launch) {
  const double noise = 1 + 0.002 * static_cast<double>(launch.number % 5);
  return SimulatedLauncher::summary_of(launch.row, (launch.row == "b" ? 1250 : 1000) * noise);
}

Disturbance from_outside() {
  return {DisturbanceKind::other_process, true, 0.31, 0.05, "other processes used 31 % of the processors"};
}

TEST(RoundOrder, IsAPermutationThatTheSeedAndTheRoundDecide) {
  const auto order = round_order(7, 3, 5);
  EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()), (std::set<std::int64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(order, round_order(7, 3, 5));
  // 120 permutations: that none of 20 rounds differs from the first cannot be luck.
  bool differs = false;
  for (std::int64_t round = 1; round <= 20; ++round) differs |= round_order(7, round, 5) != order;
  EXPECT_TRUE(differs);
}

TEST(RoundOrder, PutsEachRowFirstEquallyOften) {
  std::int64_t first = 0;
  for (std::int64_t round = 1; round <= 1000; ++round) first += round_order(42, round, 2).front() == 0;
  // Binomial(1000, 1/2): 4 standard deviations are 63.
  EXPECT_NEAR(static_cast<double>(first), 500, 63);
}

TEST(Scheduler, ResolvesALargeDifferenceAtTheFirstLook) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  const ComparisonOutcome outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::resolved);
  EXPECT_EQ(outcome.facts.rounds.size(), 6u);  // the first look of 6, 10, 15, 22, 30
  ASSERT_FALSE(outcome.judgement.pairs.empty());
  EXPECT_EQ(outcome.judgement.pairs.front().verdict, Verdict::faster);
  EXPECT_NEAR(*outcome.judgement.pairs.front().ratio, 1.25, 0.01);
  EXPECT_EQ(outcome.judgement.best, (std::vector<std::string>{"b"}));
}

TEST(Scheduler, TrainsRoundRWithSeedPlusRForEveryRow) {
  Simulation simulation({"a", "b"});
  simulation.request.experiment.training.seed = 100;
  SimulatedLauncher launcher(quarter_faster);
  const auto outcome = simulation.run(launcher);
  for (const RoundRecord& round : outcome.facts.rounds)
    EXPECT_EQ(round.seed, 100 + static_cast<std::uint64_t>(round.round));
  ASSERT_EQ(launcher.seeds.size(), 12u);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(launcher.seeds[i], 101 + i / 2);
}

TEST(Scheduler, RepeatsADisturbedRoundInTheSameOrderAndCountsItNot) {
  Simulation simulation({"a", "b", "c"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.after_launch = [&](const std::string& run) {
    if (run == "b#2") launcher.pending = {from_outside()};
  };
  const auto outcome = simulation.run(launcher);
  ASSERT_GE(outcome.facts.rounds.size(), 3u);
  const RoundRecord& disturbed = outcome.facts.rounds[1];
  const RoundRecord& again = outcome.facts.rounds[2];
  EXPECT_TRUE(disturbed.set_aside);
  EXPECT_FALSE(again.set_aside);
  EXPECT_EQ(disturbed.round, 2);
  EXPECT_EQ(again.round, 2);
  EXPECT_EQ(again.attempt, 3);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(disturbed.runs[i].row, again.runs[i].row);
  EXPECT_EQ(outcome.judgement.rounds + 1, static_cast<std::int64_t>(outcome.facts.rounds.size()));
}

TEST(Scheduler, RepeatsAtMostAThirdOfAllRounds) {
  Simulation simulation({"a", "b"});
  simulation.request.experiment.comparison.rounds = {6, 6, false};
  SimulatedLauncher launcher(quarter_faster);
  launcher.after_launch = [&](const std::string&) { launcher.pending = {from_outside()}; };
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::all_rounds);
  EXPECT_EQ(outcome.facts.rounds.size(), 8u);  // 6 that count and 6 / 3 set aside
}

TEST(Scheduler, SpreadsTheRepeatsOverTheComparison) {
  const RoundsSpec rounds;  // 6 to 30
  EXPECT_EQ(most_repeats(rounds, 0), 1);
  EXPECT_EQ(most_repeats(rounds, 6), 4);
  EXPECT_EQ(most_repeats(rounds, 30), 10);
}

TEST(Scheduler, KeepsARoundThatThrottledByItsOwnLoad) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.after_launch = [&](const std::string&) {
    launcher.pending = {{DisturbanceKind::throttling, false, 3, 0, "throttled 3 times"}};
  };
  const auto outcome = simulation.run(launcher);
  for (const RoundRecord& round : outcome.facts.rounds) EXPECT_FALSE(round.set_aside);
  EXPECT_EQ(outcome.facts.rounds.front().runs.front().disturbances.size(), 1u);
}

TEST(Scheduler, EndsBeforeTheRoundThatWouldPassTheTimeLimit) {
  Simulation simulation({"a", "b"});
  simulation.request.experiment.comparison.time_limit_s = 9;
  SimulatedLauncher launcher(quarter_faster);
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::time_limit);
  EXPECT_EQ(outcome.facts.rounds.size(), 4u);  // 2 s each: the fifth would end at 10
}

TEST(Scheduler, AStopEndsTheRoundThatGoesAndKeepsTheOthers) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.after_launch = [&](const std::string& run) {
    if (run.ends_with("#3")) simulation.stop.request_stop();
  };
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::stopped);
  EXPECT_EQ(outcome.facts.rounds.size(), 2u);
  EXPECT_EQ(launcher.launched.size(), 5u);
  EXPECT_EQ(simulation.heard.runs.size(), 4u);  // the run that was ended is no figure
}

TEST(Scheduler, GivesUpWhatFailsThreeTimesInARow) {
  Simulation simulation({"a", "b", "c"});
  simulation.request.experiment.comparison.rounds = {8, 8, false};
  SimulatedLauncher launcher([](const SimulatedLaunch& launch) {
    RunSummary summary = quarter_faster(launch);
    if (launch.row == "c") summary.status = RunStatus::failed;
    return summary;
  });
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.rounds.size(), 8u);
  EXPECT_EQ(std::ranges::count_if(launcher.launched, [](const std::string& run) { return run[0] == 'c'; }),
            3);
}

TEST(Scheduler, ARunOfAnotherWorkIsNoFigureOfThisComparison) {
  Simulation simulation({"a", "b", "c"});
  simulation.request.experiment.comparison.rounds = {6, 6, false};
  SimulatedLauncher launcher([](const SimulatedLaunch& launch) {
    RunSummary summary = quarter_faster(launch);
    summary.fingerprint = launch.row == "c" ? "beef" : "c0de";
    return summary;
  });
  const auto outcome = simulation.run(launcher);
  // Whoever is behind another in a round is held against it: with two that agree and one that does not, none
  // of the rounds has three completed runs.
  for (const RoundRecord& round : outcome.facts.rounds) {
    if (round.runs.size() < 3) continue;
    std::int64_t other = 0;
    for (const RoundRun& run : round.runs) other += run.summary.status == RunStatus::failed;
    EXPECT_GE(other, 1);
    for (const RoundRun& run : round.runs) {
      const bool told = run.summary.reason.find("expected") != std::string::npos;
      EXPECT_EQ(told, run.summary.status == RunStatus::failed);
    }
  }
}

TEST(Scheduler, ACertificateThatWasCutShortIsNotKept) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.on_certify = [&](const std::string& row) {
    if (row == "b") simulation.stop.request_stop();
  };
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::stopped);
  ASSERT_EQ(outcome.facts.certificates.size(), 1u);
  EXPECT_EQ(outcome.facts.certificates.front().row, "a");
}

TEST(Scheduler, SaysBeforeTimeIsSpentThatTheBaselineIsNotComparable) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.certificates["a"].comparable = false;
  launcher.certificates["a"].reason = "the gradient differs by 12 %";
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::nothing_to_compare);
  EXPECT_NE(outcome.facts.end_reason.find("12 %"), std::string::npos);
  EXPECT_TRUE(launcher.launched.empty());
  EXPECT_TRUE(launcher.trials.empty());
}

TEST(Scheduler, LeavesOutWhatIsNotComparableAndSaysWhyInTheForecast) {
  Simulation simulation({"a", "b", "c"});
  SimulatedLauncher launcher(quarter_faster);
  launcher.certificates["c"].comparable = false;
  launcher.certificates["c"].reason = "no NVIDIA driver";
  const auto outcome = simulation.run(launcher);
  ASSERT_TRUE(simulation.heard.forecast);
  EXPECT_EQ(simulation.heard.forecast->rows[2].skipped, "no NVIDIA driver");
  EXPECT_EQ(launcher.launched.size(), 12u);
}

TEST(Scheduler, ForecastsFromTheTrial) {
  Simulation simulation({"a", "b"});
  SimulatedLauncher launcher(quarter_faster);
  simulation.run(launcher);
  const Forecast& forecast = *simulation.heard.forecast;
  // A trial of 1 s with 0.5 s of training, and 2 s of measuring, as the training is shorter than that.
  EXPECT_DOUBLE_EQ(*forecast.rows[0].run_s, 3.0);
  EXPECT_DOUBLE_EQ(forecast.round_s, 6.0);
  EXPECT_EQ(forecast.first_look, 6);
  EXPECT_EQ(forecast.most_rounds, 30);
  EXPECT_FALSE(forecast.rounds_in_time);  // 600 s allow 100
}

TEST(Scheduler, GoesOnBehindWhatWasKept) {
  Simulation first({"a", "b"});
  first.request.experiment.comparison.rounds = {8, 8, false};
  SimulatedLauncher interrupted(quarter_faster);
  interrupted.after_launch = [&](const std::string& run) {
    if (run.ends_with("#4")) first.stop.request_stop();
  };
  const auto kept = first.run(interrupted);
  ASSERT_EQ(kept.facts.rounds.size(), 3u);
  Simulation second({"a", "b"});
  second.request.experiment.comparison.rounds = {8, 8, false};
  second.request.seed = 999;  // that of the facts is taken
  second.request.resume = kept.facts;
  second.request.first_attempt = 5;
  SimulatedLauncher launcher(quarter_faster);
  const auto outcome = second.run(launcher);
  EXPECT_EQ(outcome.facts.rounds.size(), 8u);
  EXPECT_EQ(outcome.facts.seed, 7u);
  EXPECT_EQ(outcome.facts.rounds[3].attempt, 5);
  EXPECT_EQ(outcome.facts.rounds[3].round, 4);
  EXPECT_EQ(launcher.certified, 0);
  EXPECT_EQ(outcome.facts.end, ComparisonEnd::all_rounds);
}

TEST(Scheduler, APauseIsHonouredBetweenTwoRuns) {
  Simulation simulation({"a", "b"});
  simulation.request.control = std::make_shared<RunControl>();
  SimulatedLauncher launcher(quarter_faster);
  std::jthread person;
  launcher.after_launch = [&](const std::string& run) {
    if (!run.ends_with("#2") || person.joinable()) return;
    simulation.request.control->pause();
    person = std::jthread([&] {
      while (!simulation.request.control->wait_until_paused(std::chrono::milliseconds(50))) {
      }
      simulation.request.control->go_on();
    });
  };
  const auto outcome = simulation.run(launcher);
  EXPECT_EQ(outcome.facts.rounds.size(), 6u);
  EXPECT_TRUE(std::ranges::any_of(simulation.heard.progress, [](const ComparisonProgress& now) {
    return now.stage == ComparisonProgress::Stage::paused;
  }));
}

}  // namespace
}  // namespace accelbench
