// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class Run : public ::testing::Test {
 protected:
  void SetUp() override { write(folder_ / "small.accel.yaml", small_experiment()); }

  Finished run(std::vector<std::string> more, Options options = {}) const {
    std::vector<std::string> arguments = {"run", "small.accel.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cli::run(folder_, arguments, std::move(options));
  }

  std::vector<std::string> results() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_.results(), none))
      names.push_back(entry.path().string());
    return names;
  }

  const Folder folder_;
};

std::vector<std::string> names_of(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

std::vector<Json> lines(const std::string& text) {
  std::vector<Json> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) return {};  // a line that was not ended
    all.push_back(Json::parse(text.substr(at, end - at), nullptr, false));
    at = end + 1;
  }
  return all;
}

TEST_F(Run, ShowsATableAndKeepsTheResults) {
  const Finished finished = run({});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(contains(finished.out, "\ncpu          float32    completed       5 ")) << finished.out;
  EXPECT_TRUE(contains(finished.out, "\nreference    float64    completed       5 ")) << finished.out;
  ASSERT_EQ(results().size(), 1U);  // one file, no companions
  EXPECT_EQ(finished.err, "results: " + results()[0] + "\n");
  EXPECT_EQ(fs::path(results()[0]).filename().string().substr(0, 6), "small-");
  const Finished again = cli::run(folder_, {"report", results()[0]});
  EXPECT_EQ(again.out, finished.out);
}

TEST_F(Run, JsonHasTheKeysOfTheContract) {
  const Finished finished = run({"--json"});
  EXPECT_EQ(finished.status, 0);
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << finished.out;
  EXPECT_EQ(names_of(document),
            (std::vector<std::string>{"file", "created", "experiment", "fingerprint", "machine", "where",
                                      "together", "runs", "details"}));
  ASSERT_EQ(document["runs"].size(), 2U);
  const std::vector<std::string> summary = {"accelerator",
                                            "engine",
                                            "device",
                                            "precision",
                                            "status",
                                            "reason",
                                            "fingerprint",
                                            "parameters",
                                            "steps",
                                            "epochs",
                                            "flop_per_step",
                                            "time_to_first_step_s",
                                            "compile_s",
                                            "train_s",
                                            "total_s",
                                            "step_us",
                                            "samples_per_second",
                                            "achieved_flop_per_s",
                                            "final",
                                            "target",
                                            "energy_j",
                                            "devices",
                                            "algorithm",
                                            "resumed_steps",
                                            "path",
                                            "path_reason",
                                            "threads",
                                            "gemm_ceiling_flop_per_s",
                                            "step_split",
                                            "energy_to_target_j",
                                            "energy_boundary",
                                            "energy_reason",
                                            "launch_s",
                                            "import_s",
                                            "load_s",
                                            "evaluate_s",
                                            "measure_s"};
  EXPECT_EQ(names_of(document["runs"][0]), summary);
  EXPECT_EQ(names_of(document["runs"][0]["step_us"]), (std::vector<std::string>{"median", "p5", "p95"}));
  EXPECT_EQ(names_of(document["runs"][0]["final"]),
            (std::vector<std::string>{"loss", "val_loss", "metrics"}));
  EXPECT_EQ(document["runs"][0]["parameters"], 4 * 8 + 8 + 8 + 1);
  EXPECT_EQ(document["runs"][0]["steps"], 5 * 3);  // 36 training samples in batches of 16, 16 and 4
  EXPECT_EQ(document["details"][0]["epochs"]["loss"].size(), 5U);
  EXPECT_EQ(document["where"], "in_process");
}

TEST_F(Run, SetAndAcceleratorChoose) {
  const Finished finished = run(
      {"--accelerator", "reference", "--set", "training.epochs=9", "--set", "training.epochs=7", "--json"});
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_EQ(document["runs"].size(), 1U) << finished.err;
  EXPECT_EQ(document["runs"][0]["accelerator"], "reference");
  EXPECT_EQ(document["runs"][0]["epochs"], 7);
}

TEST_F(Run, WrongArgumentsAreRefusedBeforeAnythingIsWritten) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--set", "training.epochs=many"}, "training.epochs"},
      {{"--set", "training"}, "--set"},
      {{"--accelerator", "cpx"}, "did you mean 'cpu'?"},
      {{"--events", "-", "--json"}, "--events: error: both events and --json would go to standard output"},
      {{"--weights", "w.safetensors"}, "--weights: error: one file for 2 accelerators; write {id}"},
      {{"--measure", "-1"}, "--measure"},
      {{"--measure", "nan"}, "--measure"},
      {{"--events-every", "-2"}, "--events-every"},
      {{"--output", "no/such/x"}, "no/such/x: error: cannot write into 'no/such': No such file or directory"},
      {{"--output", "."}, ".: error: this is a folder"},
      {{"--events", "no/such/x"}, "no/such/x: error: cannot write into"},
      {{"--weights", "/dev/full", "--accelerator", "cpu"}, "/dev/full: error: this is not a regular file"},
  };
  for (const auto& [arguments, message] : cases) {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 2) << message;
    EXPECT_EQ(finished.out, "");
    EXPECT_TRUE(contains(finished.err, message)) << finished.err;
  }
  EXPECT_EQ(results().size(), 0U);
}

TEST_F(Run, EachFileHasOneUse) {
  const std::string experiment = text_of(folder_ / "small.accel.yaml");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--output", "x", "--events", "./x"},
       "--events: error: './x' is also --output; choose another name\n"},
      {{"--output", "w-cpu", "--weights", "w-{id}"},
       "--weights: error: 'w-cpu' is also --output; choose another name\n"},
      {{"--output", "small.accel.yaml", "--force"},
       "--output: error: 'small.accel.yaml' is also the experiment; choose another name\n"},
  };
  for (const auto& [arguments, message] : cases) {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 2) << message;
    EXPECT_EQ(finished.err, message);
  }
  EXPECT_EQ(text_of(folder_ / "small.accel.yaml"), experiment);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x"));
}

TEST_F(Run, FilesThatExistAreRefusedWithoutForce) {
  for (const char* name : {"out.accelresults", "events.jsonl", "w-cpu", "w-reference"})
    write(folder_ / name, "precious");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"--output", "out.accelresults"}, {"--events", "events.jsonl"}, {"--weights", "w-{id}"}}) {
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 2);
    EXPECT_TRUE(contains(finished.err, ": error: the file exists; choose another name or use --force\n"))
        << finished.err;
  }
  for (const char* name : {"out.accelresults", "events.jsonl", "w-cpu", "w-reference"})
    EXPECT_EQ(text_of(folder_ / name), "precious");
  const Finished forced =
      run({"--output", "out.accelresults", "--events", "events.jsonl", "--weights", "w-{id}", "--force"});
  EXPECT_EQ(forced.status, 0) << forced.err;
  EXPECT_NE(text_of(folder_ / "events.jsonl"), "precious");
  EXPECT_NE(text_of(folder_ / "w-cpu"), "precious");
  EXPECT_EQ(cli::run(folder_, {"report", "out.accelresults"}).status, 0);
}

TEST_F(Run, EventsAreJsonLinesFromZero) {
  const Finished finished = run({"--accelerator", "cpu", "--events", "-", "--events-every", "1"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto events = lines(finished.out);
  ASSERT_GT(events.size(), 4U);
  std::int64_t seq = 0;
  std::int64_t steps = 0;
  for (const Json& event : events) {
    ASSERT_TRUE(event.is_object());
    EXPECT_EQ(event["run"], "cpu");
    EXPECT_EQ(event["seq"], seq++);
    steps += event["event"] == "step" ? 1 : 0;
  }
  EXPECT_EQ(events.back()["event"], "run_finished");
  EXPECT_EQ(steps, 15);
  EXPECT_TRUE(contains(finished.err, "completed"));  // the table goes where it does not disturb
}

TEST_F(Run, AnUnusableAcceleratorAmongAllIsShownWithItsReason) {
  write(folder_ / "small.accel.yaml", experiment_with("  - {id: cpu, engine: cpu, threads: 1}\n"
                                                      "  - {id: far, engine: sagemaker}\n"));
  const Finished all = run({"--json"});
  EXPECT_EQ(all.status, 0) << all.err;
  const Json document = Json::parse(all.out, nullptr, false);
  EXPECT_EQ(document["runs"][0]["status"], "completed");
  EXPECT_EQ(document["runs"][1]["status"], "unavailable");
  EXPECT_TRUE(contains(document["runs"][1]["reason"], "this build has no sagemaker engine yet"));
  EXPECT_EQ(document["where"], "child");
  EXPECT_EQ(run({"--accelerator", "far"}).status, 3);
  EXPECT_EQ(run({"--accelerator", "far", "--accelerator", "cpu"}).status, 3);
  EXPECT_EQ(run({"--accelerator", "cpu"}).status, 0);
}

TEST_F(Run, NothingUsableIsThree) {
  write(folder_ / "small.accel.yaml", experiment_with("  - {id: far, engine: sagemaker}\n"));
  const Finished finished = run({});
  EXPECT_EQ(finished.status, 3);
  EXPECT_TRUE(contains(finished.out, "far: unavailable: ")) << finished.out;
}

TEST_F(Run, ADivergedRunIsAFailure) {
  const Finished finished = run({"--accelerator", "cpu", "--set", "training.optimizer.learning_rate=1000000",
                                 "--set", "training.epochs=50"});
  EXPECT_EQ(finished.status, 1) << finished.err;
  EXPECT_TRUE(contains(finished.out, "cpu: diverged: ")) << finished.out;
}

TEST_F(Run, BadExperimentsAndDataLeaveNothingBehind) {
  write(folder_ / "small.accel.yaml", "accelbench: 1\nname: [\n");
  const Finished malformed = run({});
  EXPECT_EQ(malformed.status, 2);
  EXPECT_TRUE(contains(malformed.err, "small.accel.yaml:")) << malformed.err;
  std::string csv = small_experiment();
  const std::size_t data = csv.find("data: ");
  csv.replace(data, csv.find('\n', data) - data, "data: {source: csv, path: missing.csv}");
  write(folder_ / "small.accel.yaml", csv);
  const Finished missing = run({"--events", "events.jsonl"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(contains(missing.err, "missing.csv")) << missing.err;
  EXPECT_EQ(results().size(), 0U);
  EXPECT_FALSE(fs::exists(folder_ / "events.jsonl"));
}

TEST_F(Run, AFullDiskForEventsLosesOnlyTheEvents) {
  const Finished finished = run({"--events", "/dev/full"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_TRUE(contains(finished.err, "/dev/full: error: cannot write the events: No space left on device"))
      << finished.err;
  EXPECT_TRUE(contains(finished.out, "completed"));
  EXPECT_EQ(results().size(), 1U);
}

TEST_F(Run, AFullDiskForResultsStillShowsWhatWasTrained) {
  Options options;
  options.in_child = [] {
    const rlimit small{200'000, 200'000};
    ::setrlimit(RLIMIT_FSIZE, &small);
  };
  const Finished finished = run({"--accelerator", "cpu", "--set", "training.epochs=20000"}, options);
  EXPECT_EQ(finished.status, 1);
  EXPECT_TRUE(contains(finished.err, ": error: cannot write")) << finished.err;
  EXPECT_TRUE(contains(finished.out, "cpu ")) << finished.out;
}

/// Begins a training that would take hours, and waits until it trains.
class Long : public Run {
 protected:
  Process begin() {
    return Process(folder_,
                   {"run", "small.accel.yaml", "--set", "training.epochs=1000000", "--set",
                    "data.samples=100000", "--output", "out.accelresults", "--events", "events.jsonl"});
  }
  bool trains() { return wait_for(folder_ / "events.jsonl", "\"phase\":\"train\""); }
};

TEST_F(Long, InterruptionSavesWhatWasReached) {
  Process process = begin();
  ASSERT_TRUE(trains());
  process.send(SIGINT);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.status, 130);
  EXPECT_TRUE(contains(finished.err, "Stopping; what was reached is kept.")) << finished.err;
  const Json report =
      Json::parse(cli::run(folder_, {"report", "out.accelresults", "--json"}).out, nullptr, false);
  EXPECT_EQ(report["runs"][0]["status"], "stopped");
  EXPECT_FALSE(fs::exists(folder_ / "out.accelresults-wal"));
}

TEST_F(Long, TheSystemsWishToEndIsHonouredToo) {
  Process process = begin();
  ASSERT_TRUE(trains());
  process.send(SIGTERM);
  EXPECT_EQ(process.wait().status, 130);
}

TEST_F(Long, AKilledProgramLeavesReadableResults) {
  Process process = begin();
  ASSERT_TRUE(wait_for(folder_ / "events.jsonl", "\"event\":\"epoch"));
  ::usleep(1'500'000);  // 250 ms and time for a busy machine
  process.send(SIGKILL);
  EXPECT_EQ(process.wait().status, 128 + SIGKILL);
  const Finished report = cli::run(folder_, {"report", "out.accelresults", "--json"});
  EXPECT_EQ(report.status, 0) << report.err;
  const Json document = Json::parse(report.out, nullptr, false);
  ASSERT_TRUE(document.contains("details") && !document["details"].empty() && !document["runs"].empty())
      << report.out.substr(0, 1000);
  EXPECT_EQ(document["details"][0]["finished"], false);
  EXPECT_GE(document["runs"][0]["epochs"], 1);
}

/// What a command writes to a terminal on stderr.
std::string on_terminal(const Folder& folder, const std::vector<std::string>& arguments, bool colour) {
  int ours = -1;
  int theirs = -1;
  const winsize size{24, 100, 0, 0};
  if (::openpty(&ours, &theirs, nullptr, nullptr, &size) != 0) return "no terminal";
  Options options;
  options.stderr_to = theirs;
  options.in_child = [colour] {
    ::setenv("TERM", "xterm", 1);
    colour ? ::unsetenv("NO_COLOR") : ::setenv("NO_COLOR", "1", 1);
  };
  run(folder, arguments, options);
  ::close(theirs);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = ::read(ours, part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(got));
  ::close(ours);
  return text;
}

TEST_F(Run, ProgressOnlyOnATerminal) {
  const std::vector<std::string> command = {"run", "small.accel.yaml", "--accelerator", "cpu"};
  const std::string coloured = on_terminal(folder_, command, true);
  EXPECT_TRUE(contains(coloured, "\x1b[32mcpu  [========================]  epoch 5/5  loss ")) << coloured;
  EXPECT_TRUE(contains(coloured, "completed\x1b[0m\r\n")) << coloured;
  const std::string plain = on_terminal(folder_, command, false);
  EXPECT_TRUE(contains(plain, "cpu  [========================]  epoch 5/5  loss ")) << plain;
  EXPECT_FALSE(contains(plain, "\x1b[32m")) << plain;
  auto quiet = command;
  quiet.push_back("--no-progress");
  EXPECT_FALSE(contains(on_terminal(folder_, quiet, true), "\x1b"));
  EXPECT_FALSE(contains(run({}).err, "\x1b"));
}

}  // namespace
}  // namespace accelbench::cli
