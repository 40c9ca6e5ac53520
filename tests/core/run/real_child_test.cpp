// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "child_samples.h"
#include "core/engine/event_json.h"
#include "core/run/in_process.h"
#include "core/run/training.h"
#include "core/work/bundle.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"
#include "scripted.h"

namespace accelbench {
namespace {

using test::expect_no_children;
using test::KeepingSink;
using test::sample_request;

namespace fs = std::filesystem;

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
  EXPECT_EQ(sink_.all<RunStarted>()[0].capabilities, run_capabilities());
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
  gpu.engine = EngineKind::colab;
  request_.experiment.accelerators.resize(1);
  request_.experiment.accelerators.push_back(gpu);
  request_.where.reset();  // the rule: one that is not cpu makes all of them children
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->where, Where::child);
  EXPECT_EQ(outcome->runs[0].status, RunStatus::completed) << outcome->runs[0].reason;
  EXPECT_EQ(outcome->runs[1].status, RunStatus::unavailable);
  EXPECT_EQ(outcome->runs[1].reason, "unavailable: this build has no colab engine yet");
}

TEST_F(RealChild, AllAtOnce) {
  request_.accelerators = {"cpu", "cpu-float64"};
  request_.together = true;
  const auto outcome = train(request_, sink_, {});
  ASSERT_TRUE(outcome);
  const bool one_core = divide_cores(2)[0].cores == 1;
  const std::string words =
      one_core ? "one of 2 runs that take turns on 1 core" : "all at once with 1 other, on ";
  for (const RunSummary& run : outcome->runs) {
    EXPECT_EQ(run.status, RunStatus::completed) << run.reason;
    EXPECT_TRUE(run.reason.starts_with(words)) << run.reason;
  }
  for (const RunFinished& finished : sink_.all<RunFinished>())
    EXPECT_TRUE(finished.reason.starts_with(words)) << finished.reason;
  EXPECT_FALSE(sink_.overlapped);
  expect_no_children();
}

TEST_F(RealChild, TrainsTheVariantsOfASweep) {
  request_.accelerators = {"cpu"};
  request_.experiment.training.epochs = 3;
  request_.experiment.sweep = {{"training.seed", {"1", "2", "3"}}};
  TrainingRequest here = request_;
  here.where = Where::in_process;
  KeepingSink ignored;
  const auto expected = train(here, ignored, {});
  ASSERT_TRUE(expected);
  for (const bool together : {false, true}) {
    request_.together = together;
    KeepingSink sink;
    const auto outcome = train(request_, sink, {});
    ASSERT_TRUE(outcome) << to_string(outcome.error());
    ASSERT_EQ(outcome->runs.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(outcome->runs[i].fingerprint, expected->runs[i].fingerprint) << outcome->runs[i].reason;
      EXPECT_EQ(outcome->runs[i].final_loss, expected->runs[i].final_loss);
      EXPECT_EQ(outcome->runs[i].variant, expected->runs[i].variant);
    }
    std::set<std::string> told;
    for (const Event& event : sink.events()) told.insert(event.run);
    EXPECT_EQ(told, (std::set<std::string>{"cpu@1", "cpu@2", "cpu@3"}));
    EXPECT_FALSE(sink.all<RunStarted>().front().variant.empty());
  }
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

TEST(ChildEngine, EventsThatCannotBeWrittenAreAFailure) {
  const std::string name = fmt::format("{}/request-{}", fs::temp_directory_path().string(), getpid());
  std::ofstream(name) << to_json_line(sample_request()) << "\n";
  const std::string command = fmt::format("{} engine < {} > /dev/full 2> {}.err", ACCELBENCH_CLI, name, name);
  const int status = std::system(command.c_str());
  std::string told;
  std::getline(std::ifstream(name + ".err"), told);
  fs::remove(name);
  fs::remove(name + ".err");
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_EQ(told, "engine: error: cannot write events: No space left on device");
}

TEST(ChildEngine, UnknownCommandIsAWarningAndEndOfStdinAStop) {
  ChildRequest request = sample_request();
  Experiment experiment = seed_experiment();
  experiment.training.epochs = 100'000'000;
  request.experiment = write_experiment(experiment);
  const auto [output, status] =
      talk("", to_json_line(request) + "\n{\"command\":\"dance\"}\ngarbage\n", "sleep 0.3;");
  EXPECT_EQ(status, 0);
  EXPECT_NE(
      output.find(
          R"("level":"warning","text":"unknown command 'dance'; this run takes: stop, pause, continue, )"),
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
  EXPECT_NE(output.find("experiment:1:1: model: this key is required"), std::string::npos);
}

// The same bits from a bundle as from the experiment's own data, and no silent training of another work.
TEST(ChildEngine, TrainsFromABundle) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("accelbench-bundle-{}", getpid());
  ChildRequest request = sample_request();
  const std::string direct = talk("", to_json_line(request) + "\n", "sleep 0.5;").first;
  ASSERT_TRUE(write_bundle(make_work(seed_experiment(), {}).value(), folder, std::nullopt));
  request.bundle = folder.string();
  const std::string bundled = talk("", to_json_line(request) + "\n", "sleep 0.5;").first;
  const auto final_figures = [](const std::string& output) {
    const auto begin = output.find("\"final\":");
    return begin == std::string::npos ? "" : output.substr(begin, output.find('}', begin) - begin);
  };
  EXPECT_NE(final_figures(direct), "");
  EXPECT_EQ(final_figures(bundled), final_figures(direct));
  request.seed = 43;
  const std::string other = talk("", to_json_line(request) + "\n", "sleep 0.2;").first;
  EXPECT_NE(other.find("seed: '42' found, the experiment has '43'"), std::string::npos) << other;
  fs::remove_all(folder);
}

TEST(ChildEngine, TakesACheckpointAndResumesFromIt) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("accelbench-resume-{}", getpid());
  Experiment experiment = seed_experiment();
  experiment.training.checkpoint = CheckpointSpec{40, 1};
  ChildRequest request = sample_request();
  request.experiment = write_experiment(experiment);
  request.checkpoints = folder.string();
  talk("", to_json_line(request) + "\n", "sleep 1;");
  EXPECT_TRUE(fs::exists(folder / "cpu-epoch-000100.safetensors"));
  request.resume_from = folder.string();
  const std::string output = talk("", to_json_line(request) + "\n", "sleep 0.5;").first;
  EXPECT_NE(output.find(R"("resumed_steps":300)"), std::string::npos) << output;
  fs::remove_all(folder);
}

TEST(ChildEngine, ObeysWhatItListsAndRefusesARateThatIsNone) {
  Experiment experiment = seed_experiment();
  experiment.training.epochs = 100'000'000;
  ChildRequest request = sample_request();
  request.experiment = write_experiment(experiment);
  const std::string commands = R"({"command":"set_learning_rate","value":0.5})"
                               "\n"
                               R"({"command":"set_learning_rate","value":-1})"
                               "\n"
                               R"({"command":"pause"})"
                               "\n";
  const std::string output = talk("", to_json_line(request) + "\n" + commands, "sleep 0.8;").first;
  EXPECT_NE(output.find("learning rate set to 0.5 by hand"), std::string::npos);
  EXPECT_NE(output.find("found -1, expected a number above 0"), std::string::npos);
  EXPECT_NE(output.find("paused in epoch "), std::string::npos);
  EXPECT_NE(output.find(R"("algorithm":"learning rate changed by hand at epoch )"), std::string::npos);
  EXPECT_NE(output.find(R"("status":"stopped")"), std::string::npos);
}

}  // namespace
}  // namespace accelbench
