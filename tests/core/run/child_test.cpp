// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "core/base/clock.h"
#include "core/engine/event_json.h"
#include "core/experiment/yaml.h"
#include "core/run/child_process.h"
#include "core/run/child_request.h"
#include "core/run/child_run.h"
#include "core/run/training.h"
#include "core/work/safetensors.h"
#include "scripted.h"

namespace accelbench {
namespace {

using namespace std::chrono_literals;
using test::KeepingSink;

namespace fs = std::filesystem;

ChildRequest sample_request() {
  ChildRequest request;
  request.run = "cpu";
  request.experiment = write_experiment(seed_experiment());
  request.base_dir = fs::temp_directory_path().string();
  request.accelerator = "cpu";
  request.seed = 42;
  request.origin_ns = monotonic_ns();
  return request;
}

RunSummary names() {
  RunSummary summary;
  summary.accelerator = summary.engine = summary.device = "cpu";
  summary.precision = "float32";
  return summary;
}

/// A stand-in for an engine: a shell script.
RunSummary run_script(const std::string& script, KeepingSink& sink, std::stop_token stop = {},
                      double silence_s = 10) {
  ChildCommand command{"/bin/sh", {"-c", script}, silence_s, 0.2, 0.4};
  return run_in_child(command, sample_request(), names(), sink, std::move(stop));
}

/// No child of ours is left, ended or not.
void expect_no_children() {
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
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

/// The real child: `accelbench-cli engine`.
class RealChild : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "accelbench-child-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    request_.experiment = seed_experiment();
    request_.roots.base_dir = folder_;
    request_.program = ACCELBENCH_CLI;
    request_.where = Where::child;
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
  TrainingRequest request_;
  KeepingSink sink_;
};

TEST_F(RealChild, TrainsAsThisProcessDoes) {
  request_.accelerators = {"cpu", "cpu-float64"};
  request_.weights_out = (folder_ / "{id}.safetensors").string();
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->where, Where::child);
  KeepingSink here_sink;
  TrainingRequest here = request_;
  here.where = Where::in_process;
  here.weights_out.clear();
  const auto in_process = train(here, here_sink, {});
  ASSERT_TRUE(in_process);
  EXPECT_EQ(outcome->fingerprint, in_process->fingerprint);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(outcome->runs[i].status, RunStatus::completed) << outcome->runs[i].reason;
    EXPECT_EQ(outcome->runs[i].final_loss, in_process->runs[i].final_loss);
    EXPECT_EQ(outcome->runs[i].steps, 300);
    EXPECT_TRUE(read_weights(folder_ / (outcome->runs[i].accelerator + ".safetensors")));
  }
  EXPECT_EQ(sink_.epochs().size(), 200U);
  EXPECT_EQ(sink_.all<RunStarted>()[0].capabilities, std::vector<std::string>{"stop"});
  expect_no_children();
}

TEST_F(RealChild, StopsWhenAsked) {
  request_.accelerators = {"cpu"};
  request_.experiment.training.epochs = 100'000'000;
  std::stop_source stop;
  sink_.before = [&stop](const Event& event) {
    if (std::holds_alternative<EpochsEvent>(event.what)) stop.request_stop();
  };
  const auto outcome = train(request_, sink_, stop.get_token());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::stopped);
  EXPECT_TRUE(outcome->runs[0].reason.starts_with("stopped after ")) << outcome->runs[0].reason;  // by itself
  expect_no_children();
}

TEST_F(RealChild, EngineThatIsNotBuiltIsUnavailableBesideOneThatRuns) {
  AcceleratorSpec gpu;
  gpu.id = "gpu";
  gpu.engine = EngineKind::cuda;
  request_.experiment.accelerators.resize(1);
  request_.experiment.accelerators.push_back(gpu);
  request_.where.reset();  // the rule: one that is not cpu makes all of them children
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->where, Where::child);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed) << outcome->runs[0].reason;
  EXPECT_EQ(outcome->runs[1].status, RunStatus::unavailable);
  EXPECT_EQ(outcome->runs[1].reason, "unavailable: this build has no cuda engine yet");
}

TEST_F(RealChild, AllAtOnce) {
  request_.accelerators = {"cpu", "cpu-float64"};
  request_.together = true;
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome);
  for (const RunSummary& run : outcome->runs) EXPECT_EQ(run.status, RunStatus::completed) << run.reason;
  EXPECT_FALSE(sink_.overlapped);
  expect_no_children();
}

TEST_F(RealChild, WithoutTheProgramNothingStarts) {
  request_.program = folder_ / "accelbench-cli";
  const auto outcome = train(request_, sink_, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
}

/// Talks to `accelbench-cli engine` through a shell: what it answers on stdout, and its exit status.
std::pair<std::string, int> talk(const std::string& before, const std::string& input,
                                 const std::string& after) {
  std::string name = (fs::temp_directory_path() / "accelbench-talk-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  std::ofstream(name + "/input") << input;
  const std::string command =
      fmt::format("({} cat {}/input; {}) | {} engine 2>/dev/null", before, name, after, ACCELBENCH_CLI);
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t count = 0; (count = fread(part.data(), 1, part.size(), pipe)) > 0;)
    output.append(part.data(), count);
  const int status = pclose(pipe);
  fs::remove_all(name);
  return {output, WEXITSTATUS(status)};
}

TEST(ChildEngine, RefusesABadRequest) {
  for (const char* request : {"", "hello\n", "{}\n", "{\"version\":99}\n"}) {
    const auto [output, status] = talk("", request, "");
    EXPECT_EQ(output, "") << request;
    EXPECT_EQ(status, 2) << request;
  }
}

TEST(ChildEngine, UnknownCommandIsAWarningAndEndOfStdinAStop) {
  ChildRequest request = sample_request();
  Experiment experiment = seed_experiment();
  experiment.training.epochs = 100'000'000;
  request.experiment = write_experiment(experiment);
  const auto [output, status] =
      talk("", to_json_line(request) + "\n{\"command\":\"pause\"}\ngarbage\n", "sleep 0.3;");
  EXPECT_EQ(status, 0);
  EXPECT_NE(output.find(R"("level":"warning","text":"unknown command 'pause'; this run takes: stop")"),
            std::string::npos);
  EXPECT_NE(output.find(R"("status":"stopped")"), std::string::npos);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = output.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_TRUE(event_from_json(output.substr(begin, end - begin)));
}

TEST(ChildEngine, ExperimentThatCannotBeReadIsAFailedRun) {
  ChildRequest request = sample_request();
  request.experiment = "accelbench: 1\nname: x\nmodell: {}\n";
  const auto [output, status] = talk("", to_json_line(request) + "\n", "sleep 0.2;");
  EXPECT_EQ(status, 0);
  EXPECT_NE(output.find(R"("event":"run_finished","run":"cpu")"), std::string::npos);
  EXPECT_NE(output.find(R"("status":"failed")"), std::string::npos);
  EXPECT_NE(output.find("modell"), std::string::npos);
}

TEST(ChildEngine, ResumingAndBundlesAreNotBuiltYet) {
  ChildRequest request = sample_request();
  request.resume_from = "x";
  EXPECT_NE(talk("", to_json_line(request) + "\n", "sleep 0.2;").first.find("this build has no resuming yet"),
            std::string::npos);
  request.resume_from.clear();
  request.bundle = "x";
  EXPECT_NE(talk("", to_json_line(request) + "\n", "sleep 0.2;")
                .first.find("this build has no training from a bundle yet"),
            std::string::npos);
}

}  // namespace
}  // namespace accelbench
