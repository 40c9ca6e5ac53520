// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints and control from outside: killed, paused, resumed.
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using cli::Finished;
using cli::Folder;
using cli::Process;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr const char* experiment = R"(accelbench: 1
name: resumed
model: {layers: [{units: 16, activation: relu, dropout: 0.2}, {units: 1, activation: linear}]}
data: {source: synthetic, generator: friedman1, samples: 2000, features: 10, targets: 1, validation_split: 0.1}
training:
  epochs: 300
  checkpoint: {every_epochs: 5, keep: 2}
  callbacks:
    - reduce_lr_on_plateau: {monitor: loss, factor: 0.5, patience: 5}
    - early_stopping: {monitor: val_loss, patience: 200, restore_best_weights: true}
accelerators:
  - {id: cpu, engine: cpu, threads: 1}
)";

class Resume : public ::testing::Test {
 protected:
  void SetUp() override { cli::write(folder_ / "e.accel.yaml", experiment); }

  Words command(const std::string& name, const Words& more) const {
    Words words = {"run",       "e.accel.yaml",        "--output", name + ".accelresults", "--force",
                   "--weights", name + ".safetensors", "--events", name + ".jsonl",        "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Json summary(const Finished& finished) const {
    const Json document = Json::parse(finished.out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << finished.err;
    return document.is_discarded() ? Json() : document["runs"][0];
  }
  /// A kill may leave the beginning of a file, under a name of its own.
  bool has_checkpoints() const {
    if (!fs::exists(folder_ / "kept")) return false;
    for (const auto& entry : fs::directory_iterator(folder_ / "kept"))
      if (entry.path().extension() == ".safetensors") return true;
    return false;
  }

  Folder folder_;
};

TEST_F(Resume, KilledAtAnyMomentItGoesOnToTheSameWeights) {
  const Finished whole = cli::run(folder_, command("whole", {"--checkpoints", "others"}));
  ASSERT_EQ(whole.status, 0) << whole.err;
  for (unsigned kill = 0; kill < 10; ++kill) {
    Process process(folder_, command("part", has_checkpoints() ? Words{"--resume", "kept"}
                                                               : Words{"--checkpoints", "kept"}));
    ::usleep(30'000 + 17'000 * (kill * 7 % 10));  // 30 to 183 ms, in no order
    process.send(SIGKILL);
    process.wait();
  }
  const Finished rest =
      cli::run(folder_, command("part", has_checkpoints() ? Words{"--resume", "kept"} : Words{}));
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(cli::text_of(folder_ / "part.safetensors"), cli::text_of(folder_ / "whole.safetensors"));
  const Json all = summary(whole), last = summary(rest);
  EXPECT_EQ(last["final"], all["final"]);
  EXPECT_EQ(last["steps"], all["steps"]);
}

TEST_F(Resume, ACheckpointBySignalAndAPauseByCtrlZ) {
  Process process(
      folder_, command("run", {"--set", "training.epochs=1000000", "--set", "training.callbacks=[]", "--set",
                               "training.checkpoint.every_epochs=1000000"}));
  const fs::path events = folder_ / "run.jsonl";
  ASSERT_TRUE(cli::wait_for(events, "\"event\":\"epoch"));
  process.send(SIGUSR1);
  ASSERT_TRUE(cli::wait_for(events, "checkpoint: run.checkpoints/cpu-epoch-"));
  process.send(SIGTSTP);
  ::usleep(700'000);
  process.send(SIGCONT);
  ASSERT_TRUE(cli::wait_for(events, "goes on after a pause of "));
  process.send(SIGTERM);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.status, 130);
  const Json run = summary(finished);
  EXPECT_EQ(run["status"], "stopped");
  EXPECT_EQ(run["algorithm"], "same");
  EXPECT_TRUE(fs::exists(folder_ / "run.checkpoints"));
  const Finished resumed = cli::run(
      folder_, command("again", {"--resume", "run.checkpoints", "--set", "training.callbacks=[]", "--set",
                                 "training.epochs=" + std::to_string(run["epochs"].get<int>() + 1)}));
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(summary(resumed)["resumed_steps"], run["steps"]);  // the stop wrote one, too
}

TEST_F(Resume, WhatCannotBeResumedIsRefusedBeforeAnythingIsWritten) {
  fs::create_directories(folder_ / "empty");
  for (const Words& more : {Words{"--resume", "nowhere"}, Words{"--resume", "empty"}}) {
    EXPECT_EQ(cli::run(folder_, command("x", more)).status, 2);
    EXPECT_FALSE(fs::exists(folder_ / "x.accelresults"));
  }
}

TEST_F(Resume, ANewTrainingDoesNotMixItsCheckpointsWithAnEarlierOnes) {
  const Words short_run = {"run",    "e.accel.yaml",  "--set", "training.epochs=5",
                           "--json", "--checkpoints", "kept",  "--output"};
  Words first = short_run, second = short_run;
  first.emplace_back("a.accelresults");
  second.emplace_back("b.accelresults");
  ASSERT_EQ(cli::run(folder_, first).status, 0);
  const Finished refused = cli::run(folder_, second);
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("the folder has checkpoints of an earlier training"), std::string::npos);
}

}  // namespace
}  // namespace accelbench
