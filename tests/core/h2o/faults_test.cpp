// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <cerrno>

#include <csignal>
#include <fstream>
#include <thread>

#include "core/base/clock.h"
#include "core/run/engines.h"
#include "core/work/safetensors.h"
#include "h2o_samples.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/run/scripted.h"

// Whole runs against a stand-in for the server (tests/core/h2o/stand_in) that goes wrong in one way each.
namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::exact_experiment;
using test::exact_row;
using test::h2o_row;
using test::KeepingSink;
using test::work_of;

class StandIn : public ::testing::Test {
 protected:
  void SetUp() override {
    h2o::Places places;
    places.java = std::string(ACCELBENCH_SOURCE_DIR) + "/tests/core/h2o/stand_in";
    places.jar = folder.file("h2o.jar", "");
    engine = make_h2o_engine({}, places);
  }
  void TearDown() override { unsetenv("H2O_STAND_IN"); }

  RunSummary run(const std::string& fault, const Work& work, std::stop_token stop = {},
                 AcceleratorSpec accelerator = h2o_row()) {
    setenv("H2O_STAND_IN", fault.c_str(), 1);
    EventStream events("h2o", monotonic_ns(), sink);
    SingleRun one{work, *engine, std::move(accelerator)};
    one.weights_out = weights.string();
    RunSummary summary = run_once(one, events, std::move(stop));
    events.finish(summary);
    return summary;
  }
  RunSummary run(const std::string& fault) { return run(fault, work_of(exact_experiment())); }
  void expect_failed(const std::string& fault, const std::string& words) {
    const RunSummary summary = run(fault);
    EXPECT_EQ(summary.status, RunStatus::failed) << fault;
    EXPECT_NE(summary.reason.find(words), std::string::npos) << fault << ": " << summary.reason;
    EXPECT_FALSE(std::filesystem::exists(weights)) << fault;
  }

  testing::TemporaryFolder folder;
  std::filesystem::path weights = folder / "weights.safetensors";
  std::unique_ptr<Engine> engine;
  KeepingSink sink;
};

TEST_F(StandIn, AWholeRun) {
  const Work work = work_of(exact_experiment());
  const RunSummary summary = run("", work);
  ASSERT_EQ(summary.status, RunStatus::completed) << summary.reason;
  EXPECT_EQ(summary.epochs, 4);
  EXPECT_EQ(summary.steps, 4 * 90);
  EXPECT_DOUBLE_EQ(summary.final_loss.value(), 0.25);  // 1 / 4 in the fourth epoch
  EXPECT_DOUBLE_EQ(summary.train_s.value(), 0.04);     // 360 samples at 9000 a second
  EXPECT_NEAR(summary.evaluate_s.value(), 0, 1e-9);    // the stand-in says that it lasted 0.04 s in all
  EXPECT_EQ(summary.final_metrics.size(), 2U);
  const auto epochs = sink.epochs();
  ASSERT_EQ(epochs.size(), 4U);
  EXPECT_DOUBLE_EQ(epochs[1].loss, 0.5);
  EXPECT_DOUBLE_EQ(epochs[1].val_loss, 0.5);
  EXPECT_NEAR(epochs[1].samples_per_second, 9000, 1e-6);  // 90 samples in 0.01 s
  EXPECT_NEAR(epochs[3].t_s - epochs[0].t_s, 0.03, 1e-6);
  // The stand-in gives back the initial weights that it was sent, as nine digits of them.
  const auto layers = read_weights(weights).value();
  ASSERT_EQ(layers.size(), 3U);
  for (std::size_t i = 0; i < layers[0].weight.size(); ++i)
    EXPECT_EQ(static_cast<float>(layers[0].weight[i]), work.initial_weights[0].weight[i]) << i;
}

TEST_F(StandIn, PhasesAreToldInTheirOrder) {
  run("");
  std::string order;
  for (const PhaseEvent& event : sink.all<PhaseEvent>())
    order += fmt::format("{}{} ", event.begin ? "+" : "-", name_of(event.phase));
  EXPECT_EQ(order, "+load -load +compile -compile +train -train ");
  EXPECT_EQ(sink.all<RunFinished>().size(), 1U);
}

TEST_F(StandIn, ErrorsAsHtmlAreReadable) {
  expect_failed("html", "HTTP 500: Error 500 java.lang.OutOfMemoryError");
}
TEST_F(StandIn, ALoginThatIsRefused) { expect_failed("login", "HTTP 401: HTTP ERROR 401 Unauthorized"); }
TEST_F(StandIn, GarbageInPlaceOfJson) { expect_failed("garbage", "not JSON"); }
TEST_F(StandIn, MoreRowsThanWereSent) { expect_failed("rows", "read 91 rows, 90 were sent"); }
TEST_F(StandIn, NumbersThatWereLost) { expect_failed("missing", "misses 1 numbers of column x1"); }
TEST_F(StandIn, AModelThatIsRefused) {
  expect_failed("refuses", "_hidden: Hidden layer sizes must be positive.");
}
TEST_F(StandIn, AServerThatEndsAtOnce) {
  expect_failed("early",
                "the H2O server ended with status 255; its last lines: FATAL: some of the required ports");
}
TEST_F(StandIn, AServerThatDiesInMidTraining) {
  expect_failed("dies", "was ended by SIGKILL (Killed); its last lines: FATAL: a last line before the end");
}

TEST_F(StandIn, AnUnstableModelHasDiverged) {
  const RunSummary summary = run("unstable");
  EXPECT_EQ(summary.status, RunStatus::diverged);
  EXPECT_NE(summary.reason.find("unstable model"), std::string::npos) << summary.reason;
}

TEST_F(StandIn, ALossThatIsNoNumberHasDiverged) {
  const RunSummary summary = run("nan");
  EXPECT_EQ(summary.status, RunStatus::diverged);
  EXPECT_EQ(summary.reason, "the loss is not finite after epoch 1");
}

/// A stop that comes soon after the request.
struct StopSoon {
  std::stop_source source;
  std::int64_t asked_ns = 0;
  std::jthread thread{[this] {
    std::this_thread::sleep_for(400ms);
    asked_ns = monotonic_ns();
    source.request_stop();
  }};
};

TEST_F(StandIn, AStopEndsATrainingThatGoesOnForEver) {
  StopSoon soon;
  const RunSummary summary = run("for_ever", work_of(exact_experiment()), soon.source.get_token());
  EXPECT_EQ(summary.status, RunStatus::stopped);
  EXPECT_EQ(summary.reason, "stopped after 4 of 4 epochs");
  EXPECT_TRUE(std::filesystem::exists(weights));
}

TEST_F(StandIn, AStopEndsAServerThatDoesNotAnswer) {
  StopSoon soon;
  const RunSummary summary = run("hangs", work_of(exact_experiment()), soon.source.get_token());
  EXPECT_EQ(summary.status, RunStatus::stopped) << summary.reason;
  EXPECT_FALSE(std::filesystem::exists(weights));
}

TEST_F(StandIn, AStopWhileTheServerIsNotReady) {
  StopSoon soon;
  EXPECT_EQ(run("never_ready", work_of(exact_experiment()), soon.source.get_token()).status,
            RunStatus::stopped);
}

TEST_F(StandIn, AServerThatIgnoresSigtermIsKilled) {
  EXPECT_EQ(run("ignores_sigterm").status, RunStatus::completed);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(StandIn, ATargetStopsTheTraining) {
  Experiment experiment = exact_experiment();
  experiment.training.epochs = 100;
  experiment.training.callbacks = {TargetCallback{"loss", 0.1, {}, true}};
  const RunSummary summary = run("", work_of(experiment));
  EXPECT_EQ(summary.status, RunStatus::completed);
  EXPECT_TRUE(summary.target && summary.target->reached);
  EXPECT_EQ(summary.epochs, 10);  // 1 / 10 is the first that is at most 0.1
  EXPECT_EQ(summary.reason, "target: loss is 0.1 (epoch 10)");
}

TEST_F(StandIn, NothingIsLeftInTheFolderForTemporaryFiles) {
  const testing::TemporaryFolder scratch;
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  setenv("TMPDIR", scratch.path().c_str(), 1);
  EXPECT_EQ(run("").status, RunStatus::completed);
  before ? setenv("TMPDIR", kept.c_str(), 1) : unsetenv("TMPDIR");
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

}  // namespace
}  // namespace accelbench
