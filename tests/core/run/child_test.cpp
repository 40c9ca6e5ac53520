// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "child_samples.h"
#include "core/engine/event_json.h"
#include "core/run/child_process.h"
#include "core/run/child_request.h"
#include "core/run/child_run.h"
#include "scripted.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::expect_no_children;
using test::KeepingSink;
using test::names;
using test::sample_request;

namespace fs = std::filesystem;

/// A stand-in for an engine: a shell script.
RunSummary run_script(const std::string& script, KeepingSink& sink, std::stop_token stop = {},
                      double silence_s = 10) {
  ChildCommand command{"/bin/sh", {"-c", script}, silence_s, 0.2, 0.4, {}};
  return run_in_child(command, sample_request(), names(), sink, std::move(stop));
}

const std::string started =
    R"({"event":"run_started","run":"cpu","seq":0,"t_s":0.1,"accelerator":"cpu","engine":"cpu","capabilities":["stop"],)"
    R"("device":"cpu","precision":"float32","fingerprint":"abc","parameters":7,"steps_per_epoch":3,"epochs":9})";
const std::string heartbeat = R"({"event":"heartbeat","run":"cpu","seq":1,"t_s":0.2,"step":5})";

std::string finished_line() {
  RunSummary summary = names();
  summary.final_loss = 0.5;
  return to_json_line({"cpu", 2, 0.3, RunFinished{RunStatus::completed, "", 0, summary}});
}

TEST(ChildRequest, ReadsBackEqual) {
  ChildRequest request = sample_request();
  request.allowed = {"/data", "/more data"};
  request.seed = 18'446'744'073'709'551'615U;
  request.weights_out = "/tmp/w \"x\".safetensors";
  request.measure_s = 2.5;
  request.events_every = 3;
  const std::string line = to_json_line(request);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(child_request_from_json(line).value(), request);
}

TEST(ChildRequest, RefusesWhatItCannotUse) {
  const std::string good = to_json_line(sample_request());
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string changed = good;
    const auto at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return changed.replace(at, from.size(), to);
  };
  for (const std::string& line :
       {std::string("x"), std::string("[]"), std::string("{}"), with("\"version\":1", "\"version\":2"),
        with("\"seed\":42", "\"seed\":-1"), with("\"measure_s\":0.0", "\"measure_s\":-1"),
        with("\"events_every\":0", "\"events_every\":-5"), with("\"run\":\"cpu\"", "\"run\":7")})
    EXPECT_FALSE(child_request_from_json(line)) << line.substr(0, 60);
}

TEST(ChildRun, PassesOnWhatTheChildTells) {
  KeepingSink sink;
  const RunSummary summary = run_script(
      fmt::format("read request; echo '{}'; echo '{}'; echo '{}'", started, heartbeat, finished_line()),
      sink);
  EXPECT_EQ(summary.status, RunStatus::completed);
  EXPECT_EQ(summary.final_loss, 0.5);
  EXPECT_EQ(sink.events().size(), 3U);
  expect_no_children();
}

TEST(ChildRun, GetsTheRequestAsOneLine) {
  KeepingSink sink;
  const RunSummary summary = run_script(
      "head -n 1 | grep -q '^{\"version\":1,\"run\":\"cpu\",' || exit 9; echo '" + finished_line() + "'",
      sink);
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
}

TEST(ChildRun, DeathBySignalIsAFailedRunWithSignalAndLastMessage) {
  KeepingSink sink;
  const RunSummary summary = run_script(
      fmt::format("echo '{}'; echo '{}'; echo 'CUDA error: lost' >&2; kill -SEGV $$", started, heartbeat),
      sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(
      summary.reason,
      "the engine's process was ended by SIGSEGV (Segmentation fault) before the run was finished; its last "
      "message: CUDA error: lost");
  EXPECT_EQ(summary.fingerprint, "abc");  // what it had told
  EXPECT_EQ(summary.parameters, 7);
  EXPECT_EQ(summary.steps, 5);
  const auto events = sink.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events.back().seq, 2);
  EXPECT_EQ(std::get<RunFinished>(events.back().what).status, RunStatus::failed);
  expect_no_children();
}

TEST(ChildRun, WhatADeadChildHadReachedIsKept) {
  EpochsEvent reached{{Metric::mae}, true, std::vector<EpochRecord>(2)};
  reached.records[1].epoch = 2;
  reached.records[1].step = 6;
  reached.records[1].loss = 0.25;
  reached.records[1].metrics[static_cast<std::size_t>(Metric::mae)] = 0.5;
  reached.records[1].val_metrics[static_cast<std::size_t>(Metric::mae)] = 0.75;
  KeepingSink sink;
  const RunSummary summary = run_script(
      fmt::format("echo '{}'; echo '{}'; kill -KILL $$", started, to_json_line({"cpu", 1, 0.2, reached})),
      sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(summary.epochs, 2);
  EXPECT_EQ(summary.final_loss, 0.25);
  EXPECT_EQ(summary.final_val_loss, std::nullopt);  // not measured
  ASSERT_EQ(summary.final_metrics.size(), 2U);
  EXPECT_EQ(summary.final_metrics[0], (std::pair<std::string, std::optional<double>>("mae", 0.5)));
  EXPECT_EQ(summary.final_metrics[1], (std::pair<std::string, std::optional<double>>("val_mae", 0.75)));
}

TEST(ChildRun, ExitWithoutAResultIsAFailedRun) {
  KeepingSink sink;
  const RunSummary summary = run_script("echo 'no module named torch' >&2; exit 3", sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(summary.reason,
            "the engine's process ended with status 3 before the run was finished; its last message: no "
            "module named "
            "torch");
  expect_no_children();
}

TEST(ChildRun, GarbageEndsTheRunWithItsBeginning) {
  KeepingSink sink;
  const RunSummary summary = run_script("echo 'Warning: something'; sleep 100", sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(
      summary.reason,
      "the engine's process sent what is no event (event: error: not a line of JSON): Warning: something");
  expect_no_children();
}

TEST(ChildRun, EventsOfAnotherRunAreRefused) {
  KeepingSink sink;
  const RunSummary summary =
      run_script(R"(echo '{"event":"heartbeat","run":"gpu","seq":0,"t_s":0,"step":1}'; sleep 100)", sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_NE(summary.reason.find("an event of the run 'gpu', expected 'cpu'"), std::string::npos);
}

TEST(ChildRun, EndlessLineIsRefused) {
  KeepingSink sink;
  const RunSummary summary = run_script("exec cat /dev/zero", sink);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_NE(summary.reason.find("a line of more than 4194304 bytes"), std::string::npos) << summary.reason;
  expect_no_children();
}

TEST(ChildRun, SilenceIsAHang) {
  KeepingSink sink;
  const RunSummary summary = run_script(fmt::format("echo '{}'; sleep 100", started), sink, {}, 0.3);
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_EQ(summary.reason, "the engine's process said nothing for 0.3 seconds");
  expect_no_children();
}

TEST(ChildRun, FloodOfEventsDoesNotHinderAStop) {
  KeepingSink sink;
  std::stop_source stop;
  std::atomic<int> heard{0};
  sink.before = [&](const Event&) {
    if (++heard == 1000) stop.request_stop();
  };
  const RunSummary summary =
      run_script(fmt::format("while :; do echo '{}'; done", heartbeat), sink, stop.get_token());
  EXPECT_EQ(summary.status, RunStatus::stopped);
  EXPECT_EQ(summary.reason, "stopped; the engine's process was ended by SIGTERM (Terminated)");
  expect_no_children();
}

TEST(ChildRun, ChildThatIgnoresStopAndSigtermIsKilled) {
  KeepingSink sink;
  std::stop_source stop;
  stop.request_stop();
  const RunSummary summary = run_script("trap '' TERM; while :; do sleep 0.05; done", sink, stop.get_token());
  EXPECT_EQ(summary.status, RunStatus::stopped);
  EXPECT_EQ(summary.reason, "stopped; the engine's process was ended by SIGKILL (Killed)");
  expect_no_children();
}

TEST(ChildRun, StopIsSentAsACommand) {
  KeepingSink sink;
  std::stop_source stop;
  stop.request_stop();
  RunSummary told = names();
  told.status = RunStatus::stopped;
  const std::string line = to_json_line({"cpu", 0, 0.3, RunFinished{RunStatus::stopped, "", 0, told}});
  const RunSummary summary = run_script(
      "read request; read command; test \"$command\" = '{\"command\":\"stop\"}' || exit 9; echo '" + line +
          "'",
      sink, stop.get_token());
  EXPECT_EQ(summary.status, RunStatus::stopped);
  EXPECT_EQ(summary.reason, "");
}

TEST(ChildRun, ChildThatClosesItsStdinDoesNotKillUs) {
  KeepingSink sink;
  std::stop_source stop;
  stop.request_stop();
  const RunSummary summary =
      run_script("exec <&-; sleep 0.1; echo '" + finished_line() + "'", sink, stop.get_token());
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
}

TEST(ChildRun, LinesWrittenRightBeforeTheEndAreRead) {
  KeepingSink sink;
  std::string script = "read request; ";
  for (int i = 0; i < 200; ++i) script += fmt::format("echo '{}'; ", heartbeat);
  EXPECT_EQ(run_script(script + "echo '" + finished_line() + "'", sink).status, RunStatus::completed);
  EXPECT_EQ(sink.events().size(), 201U);
}

TEST(ChildRun, ProgramThatIsNotThereIsAFailedRun) {
  KeepingSink sink;
  const RunSummary summary = run_in_child({"/not/there"}, sample_request(), names(), sink, {});
  EXPECT_EQ(summary.status, RunStatus::failed);
  EXPECT_NE(summary.reason.find("/not/there"), std::string::npos);
  EXPECT_EQ(sink.all<RunFinished>().size(), 1U);
}

TEST(ChildProcess, InheritsNoDescriptorOfOurs) {
  // One of ours without close-on-exec, as a library may have it; the numbers that it sees are 0, 1, 2 and
  // that of ls.
  const int leaked = dup(1);
  KeepingSink sink;
  const RunSummary summary =
      run_script("test $(ls /proc/self/fd | wc -l) -le 4 || exit 9; echo '" + finished_line() + "'", sink);
  close(leaked);
  EXPECT_EQ(summary.status, RunStatus::completed) << summary.reason;
}

TEST(ChildProcess, WhatItStartedGoesWithIt) {
  KeepingSink sink;
  const RunSummary summary = run_script("sleep 1000 & echo $! >&2; exit 1", sink);
  const auto at = summary.reason.rfind(' ');
  const int grandchild = std::stoi(summary.reason.substr(at));
  // Killed with its group; whoever adopted it may take a moment to wait for it, so that only a zombie may be
  // left.
  std::string state = "S";
  for (int look = 0; look < 200 && state != "Z" && !state.empty(); ++look) {
    std::ifstream file(fmt::format("/proc/{}/stat", grandchild));
    std::string number, name;
    state.clear();
    file >> number >> name >> state;
    if (state != "Z" && !state.empty()) std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(state.empty() || state == "Z") << state;
}

}  // namespace
}  // namespace accelbench
