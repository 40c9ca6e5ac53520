// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <stop_token>

#include "core/run/in_process.h"
#include "core/run/single_run.h"
#include "core/work/safetensors.h"
#include "rehearsal.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;
using test::Rehearsal;
using test::Script;
using test::seed_request;

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "accelbench-run-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(ChosenAccelerators, AreInTheOrderOfTheExperimentEachOnce) {
  TrainingRequest request = seed_request();
  request.accelerators = {"cpu-float64", "cpu", "cpu"};
  const auto chosen = chosen_accelerators(request);
  ASSERT_TRUE(chosen);
  ASSERT_EQ(chosen->size(), 2U);
  EXPECT_EQ((*chosen)[0]->id, "cpu");
  EXPECT_EQ((*chosen)[1]->id, "cpu-float64");
}

TEST(ChosenAccelerators, UnknownIdNamesTheNearest) {
  TrainingRequest request = seed_request();
  request.accelerators = {"cpu-flaot64"};
  const auto chosen = chosen_accelerators(request);
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().kind, ErrorKind::bad_input);
  EXPECT_NE(to_string(chosen.error()).find("no accelerator has the id 'cpu-flaot64'"), std::string::npos);
  EXPECT_NE(chosen.error().fix.find("cpu-float64"), std::string::npos);
}

TEST(Train, OneAfterAnotherFromOneWork) {
  Rehearsal rehearsal({});
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(rehearsal.made, 1);
  ASSERT_EQ(outcome->runs.size(), 3U);
  EXPECT_EQ(outcome->runs[0].fingerprint.size(), 64U);
  std::vector<std::string> order;
  for (const Event& event : rehearsal.sink.events())
    if (order.empty() || order.back() != event.run) order.push_back(event.run);
  EXPECT_EQ(order, (std::vector<std::string>{"cpu", "cpu-all", "cpu-float64"}));
  for (const RunSummary& run : outcome->runs) {
    EXPECT_EQ(run.status, RunStatus::completed) << run.reason;
    EXPECT_EQ(run.steps, 300);  // 100 epochs of ceil(90 / 32) steps
    EXPECT_EQ(run.epochs, 100);
    EXPECT_EQ(run.parameters, 2817);
    EXPECT_EQ(run.flop_per_step, 481'280);  // 4·32·(640 + 2048 + 32) + 2·32·(2048 + 32)
    EXPECT_EQ(run.algorithm, "same");
    EXPECT_FALSE(run.energy_j);
    ASSERT_TRUE(run.time_to_first_step_s && run.compile_s && run.train_s && run.total_s);
    ASSERT_TRUE(run.launch_s && run.load_s && run.evaluate_s);
    EXPECT_FALSE(run.measure_s);  // no window was asked for
    // Phases follow one another: together they are never longer than the whole.
    EXPECT_LE(*run.launch_s + *run.load_s + *run.compile_s + *run.train_s + *run.evaluate_s, *run.total_s);
    EXPECT_GT(*run.evaluate_s, 0);
    std::vector<std::string> names;
    for (const auto& metric : run.final_metrics) names.push_back(metric.first);
    EXPECT_EQ(names, (std::vector<std::string>{"accuracy", "val_accuracy"}));
  }
  EXPECT_FALSE(rehearsal.sink.overlapped);
}

TEST(Train, EachRunTellsLoadStartCompileTrainFinish) {
  Rehearsal rehearsal({});
  rehearsal.request.experiment.accelerators.resize(2);
  ASSERT_TRUE(rehearsal.run());
  for (const char* id : {"cpu", "cpu-all"}) {
    std::vector<std::string> told;
    std::int64_t seq = 0;
    for (const Event& event : rehearsal.sink.events()) {
      if (event.run != id) continue;
      EXPECT_EQ(event.seq, seq++);
      if (const auto* phase = std::get_if<PhaseEvent>(&event.what); phase && phase->phase != Phase::evaluate)
        told.push_back(std::string(name_of(phase->phase)) + (phase->begin ? "+" : "-"));
      if (std::holds_alternative<RunStarted>(event.what)) told.emplace_back("started");
      if (std::holds_alternative<RunFinished>(event.what)) told.emplace_back("finished");
    }
    EXPECT_EQ(told, (std::vector<std::string>{"load+", "load-", "started", "compile+", "compile-", "train+",
                                              "train-", "finished"}));
  }
}

TEST(Train, MeasuringWindowGivesSteadyFiguresThatAgree) {
  Rehearsal rehearsal({.step_time = 1ms});
  rehearsal.request.experiment.accelerators.resize(1);
  rehearsal.request.experiment.training.epochs = 1;
  rehearsal.request.measure_s = 0.1;
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  const RunSummary& run = outcome->runs[0];
  ASSERT_TRUE(run.samples_per_second && run.achieved_flop_per_s);
  EXPECT_DOUBLE_EQ(*run.achieved_flop_per_s, 481'280 / 32.0 * *run.samples_per_second);
  ASSERT_EQ(run.devices.size(), 1U);
  EXPECT_EQ(run.devices[0].id, "cpu");
  ASSERT_TRUE(run.devices[0].utilization_mean);
  EXPECT_LT(*run.devices[0].utilization_mean, 0.9);  // the scripted steps sleep
  EXPECT_GT(run.devices[0].memory_peak_bytes.value(), 0);
}

TEST(Train, LongRunIsSampledAtLeastTenTimesASecond) {
  Rehearsal rehearsal({.step_time = 20ms});
  rehearsal.request.experiment.accelerators.resize(1);
  rehearsal.request.experiment.training.epochs = 10;  // 30 steps: 0.6 s
  ASSERT_TRUE(rehearsal.run());
  int readings = 0;
  for (const auto& device : rehearsal.sink.all<DeviceEvent>())
    if (device.reading.device == "cpu") ++readings;
  EXPECT_GE(readings, 5);
}

TEST(Train, AfterAStopNoFurtherRunStarts) {
  Rehearsal rehearsal({.step_time = 5ms});
  std::stop_source stop;
  rehearsal.sink.before = [&stop](const Event& event) {
    if (std::holds_alternative<EpochsEvent>(event.what)) stop.request_stop();
  };
  const auto outcome = rehearsal.run(stop.get_token());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::stopped);
  EXPECT_LT(outcome->runs[0].epochs, 100);
  for (const std::size_t later : {1U, 2U}) {
    EXPECT_EQ(outcome->runs[later].status, RunStatus::stopped);
    EXPECT_EQ(outcome->runs[later].reason, "stopped before it began");
  }
  EXPECT_EQ(rehearsal.engine.compiled, 1);
  EXPECT_EQ(rehearsal.sink.all<RunFinished>().size(), 3U);
}

TEST(Train, AStopEndsTheReadingOfATable) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "t.csv") << "a,b,y\n1,2,3\n4,5,6\n";
  TrainingRequest request = seed_request();
  request.experiment.data.source = CsvData{"t.csv", {"y"}, Task::regression, {}, {}};
  request.experiment.data.validation_split = 0;
  request.roots.base_dir = folder.path();
  KeepingSink sink;
  std::stop_source stop;
  stop.request_stop();  // found at the first bytes that are read, before any problem of the data
  const auto outcome = train(request, sink, stop.get_token());
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  ASSERT_EQ(outcome->runs.size(), 3U);
  for (const RunSummary& run : outcome->runs) EXPECT_EQ(run.status, RunStatus::stopped) << run.reason;
  EXPECT_NE(outcome->runs.front().reason.find("stopped while it was read"), std::string::npos);
}

TEST(Train, WhatAnEngineRefusesIsUnavailableAndTheOthersRun) {
  Rehearsal rehearsal({});
  rehearsal.request.experiment.accelerators[1].precision = Precision::float8;
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed);
  EXPECT_EQ(outcome->runs[1].status, RunStatus::unavailable);
  EXPECT_EQ(outcome->runs[1].reason, "cpu-all: no float8 here; use float32");
  EXPECT_EQ(outcome->runs[2].status, RunStatus::completed);
}

TEST(Train, MemoryThatRunsOutEndsItsOwnRun) {
  Rehearsal rehearsal({});
  rehearsal.request.experiment.accelerators[0].precision = Precision::float16;
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::failed);
  EXPECT_NE(outcome->runs[0].reason.find("not enough memory"), std::string::npos);
  EXPECT_EQ(outcome->runs[1].status, RunStatus::completed);
}

TEST(Train, ReasonsBeginWithUnavailableOnce) {
  const Error missing{ErrorKind::unavailable, "training.l1", "unavailable: this build has no l1 yet",
                      "leave l1 out"};
  EXPECT_EQ(reason_of(missing), "unavailable: this build has no l1 yet; leave l1 out");
  EXPECT_EQ(reason_of({ErrorKind::failed, "a.csv:3", "a missing value found", "fill the gap"}),
            "a.csv:3: a missing value found; fill the gap");
}

TEST(Train, DataThatCannotBeLoadedAreAnErrorAndAFinishedRun) {
  Rehearsal rehearsal({});
  rehearsal.request.experiment.data.source =
      CsvData{.path = "not-there.csv", .target = {}, .header = {}, .delimiter = {}};
  const auto outcome = rehearsal.run();
  ASSERT_FALSE(outcome);
  const auto finished = rehearsal.sink.all<RunFinished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].status, RunStatus::failed);
  EXPECT_NE(finished[0].reason.find("not-there.csv"), std::string::npos);
}

TEST(Train, TogetherDividesTheCoresAndSaysSo) {
  Rehearsal rehearsal({.step_time = 1ms});
  rehearsal.request.experiment.training.epochs = 5;
  rehearsal.request.together = true;
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->together);
  EXPECT_EQ(rehearsal.made, 1);
  for (const RunSummary& run : outcome->runs) {
    EXPECT_EQ(run.status, RunStatus::completed);
    const bool queued = divide_cores(3)[0].cores < 3;
    EXPECT_TRUE(run.reason.starts_with(queued ? "one of 3 runs that take turns on "
                                              : "all at once with 2 others, on "))
        << run.reason;
    EXPECT_EQ(run.epochs, 5);
  }
  EXPECT_FALSE(rehearsal.sink.overlapped);
}

TEST(DivideCores, GivesEveryCoreToOneShareAndMoreRunsThanCoresTurns) {
  const auto cores = static_cast<std::size_t>(divide_cores(1)[0].cores);
  for (const std::size_t runs : {std::size_t{1}, std::size_t{2}, std::size_t{1000}}) {
    const auto shares = divide_cores(runs);
    ASSERT_EQ(shares.size(), std::min(runs, cores));
    std::set<int> processors;
    for (const CoreShare& share : shares) {
      EXPECT_FALSE(share.processors.empty());
      EXPECT_EQ(share.runs, static_cast<std::int64_t>(runs));
      processors.insert(share.processors.begin(), share.processors.end());
    }
    EXPECT_EQ(processors.size(), cores);  // each in one share only: as many as there are
  }
  for (const CoreShare& share : divide_cores(1000)) EXPECT_EQ(share.processors.size(), 1U);
  EXPECT_EQ(static_cast<std::int64_t>(divide_cores(1)[0].processors.size()), divide_cores(1)[0].cores);
  AcceleratorSpec accelerator;
  accelerator.threads = 64;
  EXPECT_EQ(with_share(accelerator, divide_cores(1000)[0]).threads, 1);
}

TEST(Train, WritesTheWeightsOfEachAccelerator) {
  const TemporaryFolder folder;
  Rehearsal rehearsal({});
  rehearsal.request.weights_out = (folder.path() / "{id}.safetensors").string();
  ASSERT_TRUE(rehearsal.run());
  for (const char* id : {"cpu", "cpu-all", "cpu-float64"}) {
    const auto layers = read_weights(folder.path() / (std::string(id) + ".safetensors"));
    ASSERT_TRUE(layers) << to_string(layers.error());
    ASSERT_EQ(layers->size(), 3U);
    EXPECT_EQ((*layers)[1].inputs, 64);
    EXPECT_EQ((*layers)[1].units, 32);
    EXPECT_EQ((*layers)[2].weight.front(), 300);  // the scripted weights count steps
  }
}

TEST(Train, WeightsThatCannotBeWrittenFailTheRun) {
  Rehearsal rehearsal({});
  rehearsal.request.experiment.accelerators.resize(1);
  rehearsal.request.weights_out = "/not/there/w.safetensors";
  const auto outcome = rehearsal.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::failed);
  EXPECT_NE(outcome->runs[0].reason.find("/not/there"), std::string::npos);
}

TEST(Train, OneFileForSeveralWeightsIsRefused) {
  TrainingRequest request = seed_request();
  request.weights_out = "w.safetensors";
  KeepingSink sink;
  const auto outcome = train(request, sink, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::bad_input);
  EXPECT_TRUE(sink.events().empty());
}

TEST(Train, SeedExperimentOnTheBuiltInEngine) {
  TrainingRequest request = seed_request();
  KeepingSink sink;
  const auto outcome = train(request, sink, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  ASSERT_EQ(outcome->runs.size(), 3U);
  std::set<std::string> fingerprints;
  for (const RunSummary& run : outcome->runs) {
    EXPECT_EQ(run.status, RunStatus::completed) << run.reason;
    EXPECT_EQ(run.steps, 300);
    // Uniform noise: predicting the mean gives 1/12, and the network remembers some of it.
    EXPECT_LT(run.final_loss.value(), 1.0 / 12);
    fingerprints.insert(run.fingerprint);
  }
  EXPECT_EQ(fingerprints.size(), 1U);
  EXPECT_EQ(outcome->runs[0].final_loss,
            outcome->runs[1].final_loss);  // the same bits for any number of threads
  EXPECT_EQ(sink.epochs().size(), 300U);
}

TEST(Train, LearningRateTooHighDiverges) {
  TrainingRequest request = seed_request();
  request.accelerators = {"cpu"};
  request.experiment.training.optimizer.name = OptimizerKind::sgd;
  // The first step makes weights of some 1e29, the outputs of the second are beyond float32.
  request.experiment.training.optimizer.learning_rate = 1e30;
  KeepingSink sink;
  const auto outcome = train(request, sink, {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::diverged);
  EXPECT_TRUE(outcome->runs[0].reason.starts_with("epoch 1")) << outcome->runs[0].reason;
}

}  // namespace
}  // namespace accelbench
