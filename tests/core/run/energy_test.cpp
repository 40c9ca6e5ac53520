// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "rehearsal.h"

namespace accelbench {
namespace {

using test::Rehearsal;

/// 2 J a step, whatever the time.
struct JoulesOfSteps {
  std::atomic<std::int64_t> steps{0};
  std::int64_t lost_after_steps = 1'000'000'000;

  test::Script script(std::vector<double> losses) {
    test::Script script;
    script.losses = std::move(losses);
    script.on_step = [this](std::int64_t) { ++steps; };
    return script;
  }
  EnergySource source() {
    struct Counter : EnergyCounter {
      explicit Counter(JoulesOfSteps& joules) : joules_(joules) {}
      std::optional<double> joules() override {
        if (joules_.steps > joules_.lost_after_steps) return std::nullopt;
        return 100 + 2 * static_cast<double>(joules_.steps);
      }
      JoulesOfSteps& joules_;
    };
    EnergySource source{"test package", {}, {}};
    source.counters.push_back(std::make_unique<Counter>(*this));
    return source;
  }
};

/// The seed experiment, 3 steps an epoch, for 4 epochs on one accelerator.
struct EnergyRun {
  explicit EnergyRun(std::vector<double> losses) : rehearsal(joules.script(std::move(losses))) {
    rehearsal.engine.energy = [this] { return joules.source(); };
    rehearsal.request.experiment.accelerators.resize(1);
    rehearsal.request.experiment.training.epochs = 4;
  }
  void aim_at(double loss, bool stop = false) {
    TargetCallback target;
    target.monitor = "loss";
    target.at_most = loss;
    target.stop = stop;
    rehearsal.request.experiment.training.callbacks = {target};
  }
  RunSummary run() { return rehearsal.run().value().runs.at(0); }

  JoulesOfSteps joules;
  Rehearsal rehearsal;
};

TEST(EnergyOfARun, UpToTheTargetAndToTheEndOfTheTraining) {
  EnergyRun run({1.0, 0.5, 0.25, 0.125});
  run.aim_at(0.5);
  const RunSummary summary = run.run();
  EXPECT_DOUBLE_EQ(summary.energy_to_target_j.value(), 12);  // 2 epochs of 3 steps of 2 J
  EXPECT_DOUBLE_EQ(summary.energy_j.value(), 24);
  EXPECT_EQ(summary.energy_boundary, "test package");
  EXPECT_EQ(summary.energy_reason, "");
}

TEST(EnergyOfARun, TargetThatEndsTheTraining) {
  EnergyRun run({1.0, 0.5});
  run.aim_at(0.5, true);
  const RunSummary summary = run.run();
  EXPECT_DOUBLE_EQ(summary.energy_to_target_j.value(), 12);
  EXPECT_DOUBLE_EQ(summary.energy_j.value(), 12);
}

TEST(EnergyOfARun, MissedTargetHasNone) {
  EnergyRun run({1.0});
  run.aim_at(0.5);
  const RunSummary summary = run.run();
  EXPECT_FALSE(summary.energy_to_target_j);
  EXPECT_DOUBLE_EQ(summary.energy_j.value(), 24);
}

TEST(EnergyOfARun, FirstOfSeveralTargetsCounts) {
  EnergyRun run({1.0, 0.5, 0.25, 0.125});
  run.aim_at(0.25);
  TargetCallback second;
  second.monitor = "loss";
  second.at_most = 0.5;
  run.rehearsal.request.experiment.training.callbacks.emplace_back(second);
  const RunSummary summary = run.run();
  EXPECT_DOUBLE_EQ(summary.target.value().bound, 0.25);
  EXPECT_DOUBLE_EQ(summary.energy_to_target_j.value(), 18);
}

TEST(EnergyOfARun, MeasuringWindowIsNotOfIt) {
  EnergyRun run({1.0});
  run.rehearsal.request.measure_s = 0.06;
  const RunSummary summary = run.run();
  EXPECT_GT(run.joules.steps, 12);  // the window trained more steps
  EXPECT_DOUBLE_EQ(summary.energy_j.value(), 24);
  EXPECT_GE(summary.measure_s.value(), 0.06);
}

TEST(EnergyOfARun, EngineWithoutCountersSaysSo) {
  EnergyRun run({1.0});
  run.rehearsal.engine.energy = {};
  const RunSummary summary = run.run();
  EXPECT_FALSE(summary.energy_j);
  EXPECT_EQ(summary.energy_boundary, "");
  EXPECT_EQ(summary.energy_reason, "energy: this engine reads no counter of it");
}

TEST(EnergyOfARun, CounterThatIsLostLeavesNoNumber) {
  EnergyRun run({1.0, 0.5, 0.25, 0.125});
  run.joules.lost_after_steps = 8;  // behind the target
  run.aim_at(0.5);
  const RunSummary summary = run.run();
  EXPECT_FALSE(summary.energy_j);
  EXPECT_FALSE(summary.energy_to_target_j);
  EXPECT_EQ(summary.energy_reason, "energy: a counter cannot be read any more");
}

TEST(EnergyOfARun, RunsAtOnceShareTheDevice) {
  EnergyRun run({1.0});
  auto& experiment = run.rehearsal.request.experiment;
  experiment.accelerators.push_back(experiment.accelerators.front());
  experiment.accelerators.back().id = "again";
  run.rehearsal.request.together = true;
  const auto outcome = run.rehearsal.run().value();
  for (const RunSummary& summary : outcome.runs) {
    EXPECT_FALSE(summary.energy_j);
    EXPECT_EQ(summary.energy_reason, "energy: several runs share the device");
  }
}

}  // namespace
}  // namespace accelbench
