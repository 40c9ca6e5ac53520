// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <stop_token>

#include "core/base/clock.h"
#include "core/external/python_engine.h"
#include "core/external/runner_sink.h"
#include "core/external/runner_training.h"
#include "core/run/event_stream.h"
#include "tests/core/external/surroundings.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using test::KeptEvents;

/// Asks for a stop as soon as a run has told that it began, where a test wants that.
class StoppingSink : public KeptEvents {
 public:
  void on_event(const Event& event) override {
    KeptEvents::on_event(event);
    if (std::holds_alternative<RunStarted>(event.what) && wanted_) source_.request_stop();
  }
  std::stop_token at_the_start() {
    wanted_ = true;
    return source_.get_token();
  }

 private:
  bool wanted_ = false;
  std::stop_source source_;
};

/// Each test lets the stand-in do one thing: its name is the id of the accelerator.
class Runner : public test::OutsideEngines {
 protected:
  Runner() : engine_(make_python_engine(EngineKind::keras, std::make_shared<EngineStates>(Settings{}))) {
    Experiment experiment = seed_experiment();
    experiment.training.epochs = 3;
    work_ = make_work(experiment, {}).value();
    program_.interpreter = find_program("python3");
    program_.script = fs::path(test::stand_in_folder()) / "main.py";
    program_.silence_s = 5;
  }

  RunSummary train(const std::string& how, std::stop_token stop = {}, bool weights = false) {
    AcceleratorSpec row;
    row.id = how;
    row.engine = EngineKind::keras;
    row.threads = 1;
    SingleRun run{work_, *engine_, row};
    if (weights) run.weights_out = (folder_ / "weights.safetensors").string();
    EventStream events("run", monotonic_ns(), sink_);
    run.run = "run";
    RunSummary summary = train_with_runner(program_, run, events, stop);
    events.finish(summary);
    return summary;
  }
  /// Nothing of it is left: neither a process nor its folder.
  void expect_nothing_left() {
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
      EXPECT_FALSE(entry.path().filename().string().starts_with("accelbench-runner-")) << entry.path();
  }
  void expect_failed(const std::string& how, const std::string& part) {
    const RunSummary summary = train(how);
    EXPECT_EQ(summary.status, RunStatus::failed) << how;
    EXPECT_NE(summary.reason.find(part), std::string::npos) << summary.reason;
    EXPECT_EQ(summary.engine, "keras");
    expect_nothing_left();
  }

  testing::TemporaryFolder scratch_;
  test::Variable temporary_{"TMPDIR",
                            scratch_.path().string()};  // its own: other tests leave theirs elsewhere
  std::unique_ptr<Engine> engine_;
  Work work_;
  RunnerProgram program_;
  StoppingSink sink_;
};

TEST_F(Runner, TellsItsTrainingAsOneOfOurs) {
  const RunSummary summary = train("good");
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
  EXPECT_EQ(summary.epochs, 3);
  EXPECT_EQ(summary.steps, 9);  // 90 rows in batches of 32: three an epoch
  EXPECT_EQ(summary.fingerprint, work_.fingerprint);
  EXPECT_EQ(summary.precision, "float32");
  EXPECT_EQ(summary.device, "cpu");
  EXPECT_EQ(summary.threads, 1);
  ASSERT_EQ(summary.devices.size(), 1U);
  EXPECT_GT(summary.devices[0].memory_peak_bytes.value_or(0), 1 << 20);  // a Python is larger
  ASSERT_TRUE(summary.launch_s && summary.load_s && summary.total_s);
  EXPECT_GT(*summary.launch_s + *summary.load_s, 0);
  EXPECT_LE(*summary.launch_s + *summary.load_s, *summary.total_s);
  std::int64_t told = 0;
  for (const auto& epochs : sink_.of<EpochsEvent>())
    for (const EpochRecord& record : epochs.records) {
      EXPECT_EQ(record.epoch, ++told);
      EXPECT_EQ(record.loss, 0.5);
    }
  EXPECT_EQ(told, 3);
  ASSERT_EQ(sink_.of<RunStarted>().size(), 1U);
  EXPECT_EQ(sink_.of<RunStarted>()[0].engine, "keras");
  ASSERT_EQ(sink_.of<RunFinished>().size(), 1U);
  expect_nothing_left();
}

TEST_F(Runner, WhatIsNoEventEndsItsRunAlone) {
  expect_failed("garbage", "sent what is no event");
  expect_failed("in_the_middle", "sent what is no event");
  expect_failed("nan", "sent what is no event");
}

TEST_F(Runner, EventsThatCannotBeAreRefused) {
  expect_failed("epoch_left_out", "epoch 3 after epoch 1 of 3");
  expect_failed("null_loss", "whose loss is no number");
  expect_failed("other_run", "an event of the run 'somebody else'");
}

TEST_F(Runner, EarlyEndIsToldWithItsLastLines) {
  expect_failed("exits",
                "ended with status 3 before the run was finished; its last message: a line before something "
                "went wrong here");
  expect_failed("dies",
                "was ended by SIGSEGV (Segmentation fault) before the run was finished; its last message: "
                "about to die");
  expect_failed("wrong_version", "request: version 1 found, expected 7");
}

TEST_F(Runner, WhatItHadReachedIsKept) {
  const RunSummary summary = train("exits");
  EXPECT_EQ(summary.epochs, 1);
  EXPECT_EQ(summary.final_loss, 0.5);
}

TEST_F(Runner, SilenceIsAHang) {
  program_.silence_s = 0.5;
  expect_failed("sleeps", "said nothing for 0.5 seconds");
}

TEST_F(Runner, RefusalOfItsOwnIsUnavailable) {
  const RunSummary summary = train("unavailable");
  EXPECT_EQ(summary.status, RunStatus::unavailable);
  EXPECT_EQ(summary.reason, "this runner has no framework");
}

TEST_F(Runner, CompletedWithoutItsWeightsIsAFailure) {
  const RunSummary summary = train("good", {}, true);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_FALSE(fs::exists(folder_ / "weights.safetensors"));
}

TEST_F(Runner, InterpreterThatIsNotThereIsAFailure) {
  program_.interpreter = "/nowhere/python";
  const RunSummary summary = train("good");
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_NE(summary.reason.find("/nowhere/python"), std::string::npos) << summary.reason;
}

TEST_F(Runner, StopsWhenAsked) { EXPECT_EQ(train("stops", sink_.at_the_start()).status, RunStatus::stopped); }

TEST_F(Runner, OneThatIgnoresStopAndSigtermIsKilled) {
  program_.terminate_after_s = 0.2;
  program_.kill_after_s = 0.4;
  const RunSummary summary = train("ignores_stop", sink_.at_the_start());
  EXPECT_EQ(summary.status, RunStatus::stopped);
  EXPECT_NE(summary.reason.find("SIGKILL"), std::string::npos) << summary.reason;
  expect_nothing_left();
}

TEST_F(Runner, FloodNeitherFillsTheMemoryNorHindersAStop) {
  program_.terminate_after_s = 0.2;
  program_.kill_after_s = 0.4;
  EXPECT_EQ(train("floods", sink_.at_the_start()).status, RunStatus::stopped);
  EXPECT_LE(sink_.of<MessageEvent>().size(), 210U);  // 200 of its own, and a handful of ours
}

TEST_F(Runner, FloodOfWordsWithoutATrainingEndsItself) {
  expect_failed("floods_messages", "more than 100000 events that are neither epochs nor steps");
}

TEST(EnergyTrace, LiesBetweenItsNeighbours) {
  EnergyTrace trace;
  EXPECT_FALSE(trace.at(1));
  trace.note(1, 10);
  trace.note(3, 30);
  trace.note(2, 999);  // a moment before the last is no moment
  EXPECT_EQ(trace.at(1), 10);
  EXPECT_EQ(trace.at(2.5), 25);
  EXPECT_FALSE(trace.at(0.5));
  EXPECT_FALSE(trace.at(3.5));
}

}  // namespace
}  // namespace accelbench
