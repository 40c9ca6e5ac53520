// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "core/run/device_figures.h"
#include "core/run/device_watch.h"
#include "core/run/single_run.h"
#include "core/work/work.h"
#include "scripted.h"

namespace accelbench {
namespace {

constexpr std::int64_t tenth_ns = 100'000'000;

DeviceReading reading_of(double utilization, std::int64_t bytes, std::string throttled = "") {
  DeviceReading reading;
  reading.device = "cuda:0";
  reading.utilization = utilization;
  reading.utilization_kind = "kernel";
  reading.memory_bytes = bytes;
  reading.throttled = std::move(throttled);
  return reading;
}

TEST(DeviceFigures, MeanOfWhatIsSettledAndPeakOfAll) {
  DeviceFigures figures;
  figures.note({reading_of(1.0, 900)}, 0);  // before the phase: held memory counts, load does not
  figures.note({reading_of(1.0, 500)}, 0);
  figures.begin(tenth_ns);
  figures.note({reading_of(0.9, 700, "power limit")}, 2 * tenth_ns);  // still averages over what was before
  figures.note({reading_of(0.4, 600)}, 11 * tenth_ns);                // one second after the begin
  figures.note({reading_of(0.6, 600)}, 12 * tenth_ns);
  figures.interrupt();
  figures.note({reading_of(0.0, 9999)}, 13 * tenth_ns);
  const auto summaries = figures.summaries();
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].id, "cuda:0");
  EXPECT_EQ(summaries[0].utilization_mean, 0.5);
  EXPECT_EQ(summaries[0].memory_peak_bytes, 700);
  EXPECT_EQ(figures.throttling(),
            std::vector<std::string>{"cuda:0: its clock was held down in 33 % of the readings: power limit"});
}

TEST(DeviceFigures, APauseCountsForNothingAndSettlesAnew) {
  DeviceFigures figures;
  figures.begin(0);
  figures.note({reading_of(0.5, 1)}, 10 * tenth_ns);
  figures.interrupt();
  figures.go_on(50 * tenth_ns);
  figures.note({reading_of(0.1, 1)}, 51 * tenth_ns);  // half a pause
  EXPECT_EQ(figures.summaries()[0].utilization_mean, 0.5);
}

TEST(DeviceFigures, WithoutAReadingThereIsNoFigure) {
  DeviceFigures figures;
  DeviceReading nothing;
  nothing.device = "cuda:0";
  figures.begin(0);
  figures.note({nothing}, 20 * tenth_ns);
  EXPECT_FALSE(figures.summaries()[0].utilization_mean);
  EXPECT_FALSE(figures.summaries()[0].memory_peak_bytes);
}

TEST(DeviceWatch, TellsACallThatDoesNotComeBackAndNoOther) {
  std::promise<std::string> told;
  DeviceWatch watch("cuda:0", {}, [&told](const std::string& reason) { told.set_value(reason); });
  auto reason = told.get_future();
  { const DeviceWatch::Call call(&watch, "a short one", 0.0001); }
  EXPECT_EQ(reason.wait_for(std::chrono::milliseconds(150)), std::future_status::timeout);
  const DeviceWatch::Call call(&watch, "a step of the training", 0.01);
  EXPECT_EQ(reason.get(), "cuda:0 has not answered for 0.01 seconds (a step of the training)");
}

TEST(DeviceWatch, AfterAFaultTheEndMustComeSoon) {
  std::promise<std::string> told;
  DevicePatience patience;
  patience.ending_s = 0.01;
  DeviceWatch watch("cuda:0", patience, [&told](const std::string& reason) { told.set_value(reason); });
  watch.end_soon("cuda:0: lost");
  EXPECT_EQ(told.get_future().get(), "cuda:0: lost");
}

class HangingEngine : public test::ScriptedEngine {
 public:
  using ScriptedEngine::ScriptedEngine;
  bool own_process(const AcceleratorSpec&) const override { return true; }
};

/// In the program the process ends; here the training goes on when it was told.
TEST(DeviceWatch, ARunThatHangsIsToldWithWhatItReached) {
  std::promise<RunSummary> told;
  auto summary = told.get_future().share();
  test::Script script;
  script.on_step = [&summary](std::int64_t step) {
    if (step == 4) summary.wait();
  };
  const HangingEngine engine(script);
  Experiment experiment = seed_experiment();
  experiment.training.epochs = 2;
  const auto work = make_work(experiment, {});
  ASSERT_TRUE(work);
  test::KeepingSink sink;
  EventStream events("gpu", monotonic_ns(), sink);
  SingleRun run{*work, engine, experiment.accelerators.front()};
  run.patience.step_s = 0.05;
  run.hung = [&told](RunSummary hung) { told.set_value(std::move(hung)); };
  EXPECT_EQ(run_once(run, events, {}).status, RunStatus::completed);
  EXPECT_EQ(summary.get().status, RunStatus::failed);
  EXPECT_EQ(summary.get().reason, "cpu has not answered for 0.05 seconds (a step of the training)");
  EXPECT_EQ(summary.get().steps, 3);  // an epoch of the seed experiment
  EXPECT_EQ(summary.get().epochs, 1);
}

TEST(DeviceError, IsTheReasonOfTheRunAsItIs) {
  test::Script script;
  script.on_step = [](std::int64_t step) {
    if (step == 4) throw DeviceError("cuda:0: lost (cudaErrorLost, 1) in a step");
  };
  const test::ScriptedEngine engine(script);
  const Experiment experiment = seed_experiment();
  const auto work = make_work(experiment, {});
  ASSERT_TRUE(work);
  test::KeepingSink sink;
  EventStream events("gpu", monotonic_ns(), sink);
  const RunSummary summary = run_once({*work, engine, experiment.accelerators.front()}, events, {});
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(summary.reason, "cuda:0: lost (cudaErrorLost, 1) in a step");
  EXPECT_EQ(summary.steps, 3);
  EXPECT_EQ(summary.epochs, 1);
}

}  // namespace
}  // namespace accelbench
