// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include "core/experiment/yaml.h"
#include "tests/core/results/file_tools.h"
#include "tests/core/results/sample.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void expect_same(const EpochRecord& a, const EpochRecord& b) {
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.step, b.step);
  for (const auto member :
       {&EpochRecord::t_s, &EpochRecord::loss, &EpochRecord::val_loss, &EpochRecord::learning_rate,
        &EpochRecord::samples_per_second, &EpochRecord::elapsed_s})
    EXPECT_TRUE(same(a.*member, b.*member)) << a.*member << " " << b.*member;
  for (std::size_t i = 0; i < metric_kinds; ++i) {
    EXPECT_TRUE(same(a.metrics[i], b.metrics[i]));
    EXPECT_TRUE(same(a.val_metrics[i], b.val_metrics[i]));
  }
}

TEST(Recorder, ReadsBackWhatWasTold) {
  const sample::Folder folder;
  sample::record(folder / "a.accelresults");
  const auto results = read_results(folder / "a.accelresults");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->experiment_name, seed_experiment().name);
  EXPECT_EQ(read_experiment(results->experiment_text, "x")->experiment, seed_experiment());
  EXPECT_EQ(results->machine, sample::machine());
  EXPECT_EQ(results->fingerprint, "f00d");
  EXPECT_TRUE(results->in_process);
  EXPECT_FALSE(results->together);
  EXPECT_EQ(results->created.size(), std::string("2026-01-01T00:00:00Z").size());
  ASSERT_EQ(results->runs.size(), 1U);
  const RunRecord& run = results->runs[0];
  EXPECT_TRUE(run.finished);
  EXPECT_EQ(run.summary, sample::summary("cpu"));
  EXPECT_EQ(run.label, display_label(seed_experiment().accelerators[0]));
  EXPECT_EQ(run.metrics, std::vector{Metric::accuracy});
  EXPECT_TRUE(run.validation);
  ASSERT_EQ(run.epochs.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    expect_same(run.epochs[i], sample::epoch(static_cast<std::int64_t>(i) + 1));
}

TEST(Recorder, KeepsReadingsPhasesAndMessages) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  DeviceReading busy{"cpu", 0.5, "process", 1000, std::nullopt, 61.5, 3200};
  DeviceReading unknown{"cpu/0",      std::nullopt, "core busy", std::nullopt,
                        std::nullopt, std::nullopt, std::nullopt};
  (*recorder)->on_event(sample::event("cpu", 1.0, PhaseEvent{Phase::compile, true, {}}));
  (*recorder)->on_event(sample::event("cpu", 1.1, DeviceEvent{busy}));
  (*recorder)->on_event(sample::event("cpu", 1.2, DeviceEvent{unknown}));
  (*recorder)->on_event(sample::event("cpu", 1.3, DeviceEvent{busy}));
  (*recorder)->on_event(sample::event("cpu", 1.5, PhaseEvent{Phase::compile, false, 0.5}));
  (*recorder)->on_event(sample::event("cpu", 1.6, MessageEvent{"warning", "warm"}));
  (*recorder)->on_event(sample::event("cpu", 1.7, Heartbeat{4}));
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  const RunRecord& run = results->runs.at(0);
  ASSERT_EQ(run.readings.size(), 3U);
  EXPECT_EQ(run.readings[0].reading, busy);
  EXPECT_EQ(run.readings[1].reading, unknown);
  EXPECT_EQ(run.readings[2].t_s, 1.3);
  ASSERT_EQ(run.phases.size(), 1U);
  EXPECT_EQ(run.phases[0].phase, Phase::compile);
  EXPECT_EQ(run.phases[0].begin_s, 1.0);
  EXPECT_EQ(run.phases[0].seconds, 0.5);
  ASSERT_EQ(run.log.size(), 1U);
  EXPECT_EQ(run.log[0].level + run.log[0].text, "warningwarm");
}

TEST(Recorder, LeavesOneFile) {
  const sample::Folder folder;
  sample::record(folder / "a.accelresults");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"a.accelresults"});
  // Bytes 18 and 19 of an SQLite file: 1 is a rollback journal, 2 a write-ahead log.
  EXPECT_EQ(sample::text_of(folder / "a.accelresults").substr(18, 2), std::string("\1\1"));
}

TEST(Recorder, AnUnfinishedRunTellsWhatItHadReached) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  (*recorder)->on_event(sample::started("cpu"));
  (*recorder)->on_event(sample::epochs("cpu", 1, 4));
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  const RunRecord& run = results->runs.at(0);
  EXPECT_FALSE(run.finished);
  EXPECT_EQ(run.summary.status, RunStatus::failed);
  EXPECT_EQ(run.summary.reason, "the program ended before this run did");
  EXPECT_EQ(run.summary.epochs, 4);
  EXPECT_EQ(run.summary.steps, 12);
  EXPECT_EQ(run.summary.final_loss, 0.25);
  EXPECT_EQ(run.summary.final_val_loss, 0.5);
  EXPECT_EQ(run.summary.parameters, 2817);
  EXPECT_EQ(results->fingerprint, "f00d");
}

TEST(Recorder, RunsThatOnlyTheOutcomeKnowsAreKept) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  TrainingOutcome told = sample::outcome();
  told.runs.push_back(sample::summary("gpu"));
  told.runs.back().status = RunStatus::unavailable;
  told.where = Where::child;
  ASSERT_TRUE((*recorder)->close(&told));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  ASSERT_EQ(results->runs.size(), 2U);
  EXPECT_EQ(results->runs[1].summary, told.runs[1]);
  EXPECT_TRUE(results->runs[1].finished);
  EXPECT_FALSE(results->in_process);
}

TEST(Recorder, RunsStandInTheOrderOfTheExperiment) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  for (const char* run : {"stranger", "cpu-float64", "cpu"}) (*recorder)->on_event(sample::finished(run));
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  std::vector<std::string> order;
  for (const RunRecord& run : results->runs) order.push_back(run.summary.accelerator);
  EXPECT_EQ(order, (std::vector<std::string>{"cpu", "cpu-float64", "stranger"}));
}

TEST(Recorder, RefusesWhatIsThere) {
  const sample::Folder folder;
  sample::write(folder / "a", "precious");
  const auto refused = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(refused.error().message, "the file exists");
  EXPECT_EQ(sample::text_of(folder / "a"), "precious");
  EXPECT_TRUE(Recorder::create(folder / "a", sample::request(), sample::machine(), true));
}

TEST(Recorder, ForceNeverReplacesAFolderOrADevice) {
  const sample::Folder folder;
  fs::create_directory(folder / "inner");
  EXPECT_FALSE(Recorder::create(folder / "inner", sample::request(), sample::machine(), true));
  EXPECT_FALSE(Recorder::create("/dev/null", sample::request(), sample::machine(), true));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_TRUE(fs::is_directory(folder / "inner"));
}

TEST(Recorder, SaysWhyAFolderCannotBeWritten) {
  const auto refused = Recorder::create("/no/such/folder/a", sample::request(), sample::machine(), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()),
            "/no/such/folder/a: error: cannot create the file: No such file or directory; "
            "choose a folder that you may write to");
}

/// Runs `body` in a child process that records into `file` and then kills itself as kill -9 does.
void in_killed_child(const fs::path& file, void (*body)(Recorder&)) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto recorder = Recorder::create(file, sample::request(), sample::machine(), false);
    if (!recorder) ::_exit(9);
    body(**recorder);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
}

TEST(Recorder, AFinishedRunSurvivesAKillAtOnce) {
  const sample::Folder folder;
  in_killed_child(folder / "a", [](Recorder& recorder) {
    recorder.on_event(sample::started("cpu"));
    recorder.on_event(sample::epochs("cpu", 1, 3));
    recorder.on_event(sample::finished("cpu"));
  });
  const auto before = names_in(folder.path());
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_TRUE(results->runs.at(0).finished);
  EXPECT_EQ(results->runs[0].summary, sample::summary("cpu"));
  EXPECT_EQ(results->runs[0].epochs.size(), 3U);
  EXPECT_EQ(names_in(folder.path()), before);  // reading left no trace
}

TEST(Recorder, WhatIsOlderThanAQuarterOfASecondSurvivesAKill) {
  const sample::Folder folder;
  in_killed_child(folder / "a", [](Recorder& recorder) {
    recorder.on_event(sample::started("cpu"));
    recorder.on_event(sample::epochs("cpu", 1, 5));
    std::this_thread::sleep_for(400ms);  // 250 ms and time for a busy machine
    recorder.on_event(sample::epochs("cpu", 6, 6));
  });
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_FALSE(results->runs.at(0).finished);
  EXPECT_GE(results->runs[0].epochs.size(), 5U);
  EXPECT_LE(results->runs[0].epochs.size(), 6U);
}

TEST(Recorder, AKilledFileWithoutItsIndexIsReadFromACopy) {
  const sample::Folder folder;
  in_killed_child(folder / "a", [](Recorder& recorder) { recorder.on_event(sample::finished("cpu")); });
  ASSERT_TRUE(fs::remove(folder / "a-shm"));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_TRUE(results->runs.at(0).finished);
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"a", "a-wal"}));
}

TEST(Recorder, IsReadableWhileItRecords) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  (*recorder)->on_event(sample::finished("cpu"));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->runs.size(), 1U);
  (*recorder)->on_event(sample::finished("cpu-all"));
  ASSERT_TRUE((*recorder)->close(nullptr));
  EXPECT_EQ(read_results(folder / "a")->runs.size(), 2U);
}

TEST(Recorder, AFullDiskIsToldAtTheEndAndWhatWasWrittenStays) {
  const sample::Folder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  (*recorder)->on_event(sample::finished("cpu"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{200'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  for (int i = 0; i < 20; ++i)
    (*recorder)->on_event(sample::epochs("cpu-all", 1 + 1000 * i, 1000 + 1000 * i));
  (*recorder)->on_event(sample::finished("cpu-all"));
  const auto closed = (*recorder)->close(nullptr);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().kind, ErrorKind::failed);
  EXPECT_EQ(closed.error().place, (folder / "a").string());
  // SQLite keeps the system's reason ("File too large") in some places and not in others.
  EXPECT_EQ(closed.error().message.substr(0, 12), "cannot write");
  EXPECT_EQ((*recorder)->close(nullptr).error(), closed.error());
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_TRUE(results->runs.at(0).finished);
}

TEST(Recorder, AFileThatCannotEvenBeginLeavesNothing) {
  const sample::Folder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::failed);
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{});
}

TEST(Recorder, StepsAreKept) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  for (int step = 1; step <= 5; ++step)
    (*recorder)->on_event(sample::event("cpu", 0.1 * step, StepEvent{step, 0.5}));
  ASSERT_TRUE((*recorder)->close(nullptr));
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open_v2((folder / "a").c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(database, "SELECT sum(step) FROM steps", -1, &statement, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
  EXPECT_EQ(sqlite3_column_int(statement, 0), 15);
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

}  // namespace
}  // namespace accelbench
