// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* two_by_two =
    "sweep:\n"
    "  - {key: model.layers.0.activation, values: [relu, sigmoid]}\n"
    "  - {key: training.batch_size, values: [8, 16]}\n";

class SweepCommand : public ::testing::Test {
 protected:
  void SetUp() override { write(folder_ / "s.yaml", small_experiment() + two_by_two); }
  Finished run(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "s.yaml"});
    return cli::run(folder_, more);
  }
  const Folder folder_;
};

TEST_F(SweepCommand, OneRowAVariantAndAccelerator) {
  const Finished finished = run({"--output", "a.accelresults"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(contains(finished.out, "\naccelerator  activation  batch_size  precision")) << finished.out;
  for (const char* row : {"\ncpu          relu        8 ", "\nreference    relu        8 ",
                          "\ncpu          relu        16 ", "\nreference    sigmoid     16 "})
    EXPECT_TRUE(contains(finished.out, row)) << finished.out;
  EXPECT_TRUE(contains(finished.out, "\nwork     4 works")) << finished.out;
  EXPECT_EQ(cli::run(folder_, {"report", "a.accelresults"}).out, finished.out);
}

TEST_F(SweepCommand, JsonTellsVariantAndFingerprintOfEachRun) {
  const Finished finished = run({"--json", "--accelerator", "cpu"});
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_EQ(document["runs"].size(), 4U) << finished.err;
  std::set<std::string> works;
  for (const Json& one : document["runs"]) works.insert(one["fingerprint"].get<std::string>());
  EXPECT_EQ(works.size(), 4U);
  EXPECT_EQ(document["runs"][1]["variant"]["name"],
            "model.layers.0.activation: relu, training.batch_size: 16");
  EXPECT_EQ(document["runs"][1]["variant"]["settings"]["training.batch_size"], 16);
  EXPECT_EQ(document["runs"][1]["steps"], 5 * 3);  // 36 training samples in batches of 16, 16 and 4
  EXPECT_EQ(document["runs"][2]["steps"], 5 * 5);  // 8, 8, 8, 8 and 4
  EXPECT_TRUE(document["fingerprint"].is_null());
  // The fingerprint of a variant is that of the experiment with its values set.
  const Finished alone = run({"--json", "--accelerator", "cpu", "--set", "sweep=[]", "--set",
                              "model.layers.0.activation=sigmoid", "--set", "training.batch_size=8"});
  const Json single = Json::parse(alone.out, nullptr, false);
  EXPECT_EQ(single["runs"][0]["fingerprint"], document["runs"][2]["fingerprint"]);
  EXPECT_EQ(single["runs"][0]["final"]["loss"], document["runs"][2]["final"]["loss"]);
  EXPECT_FALSE(single["runs"][0].contains("variant"));
}

TEST_F(SweepCommand, WeightsNeedTheNumberOfTheVariant) {
  const Finished refused = run({"--weights", "w-{id}.safetensors"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "--weights: error: one file for 4 variants; write {variant}"))
      << refused.err;
  EXPECT_EQ(run({"--weights", "w-{id}-{variant}.safetensors"}).status, 0);
  for (const char* name : {"w-cpu-1", "w-cpu-4", "w-reference-3"})
    EXPECT_TRUE(fs::exists(folder_ / (std::string(name) + ".safetensors"))) << name;
}

TEST_F(SweepCommand, AVariantThatCannotBeIsRefusedBeforeAnythingIsWritten) {
  write(folder_ / "s.yaml", small_experiment() +
                                "sweep:\n  - {key: data.targets, values: [1, 2]}\n"
                                "  - {key: training.batch_size, values: [8, 16]}\n");
  for (const char* command : {"run", "validate"}) {
    const Finished finished = cli::run(folder_, {command, "s.yaml"});
    EXPECT_EQ(finished.status, 2) << command;
    EXPECT_TRUE(contains(finished.err, "data.targets")) << finished.err;
    EXPECT_EQ(finished.out, "");
  }
  EXPECT_FALSE(fs::exists(folder_.results()));
}

TEST_F(SweepCommand, AllAtOnceIsAQueueThatIsNeverRanked) {
  const Finished finished = run({"--together", "--json"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const Json document = Json::parse(finished.out, nullptr, false);
  EXPECT_EQ(document["together"], true);
  for (const Json& one : document["runs"]) EXPECT_EQ(one["status"], "completed") << one["reason"];
  EXPECT_FALSE(contains(run({"--together"}).out, "/ cpu"));
}

TEST_F(SweepCommand, CtrlCKeepsWhatEndedAndListsTheRestAsStopped) {
  for (const char* how : {"one by one", "--together"}) {
    std::vector<std::string> arguments = {"run",
                                          "s.yaml",
                                          "--json",
                                          "--events",
                                          "e",
                                          "--force",
                                          "--set",
                                          "sweep=[{key: training.epochs, values: [5, 100000000, 100000001, "
                                          "100000002, 100000003, 100000004]}]"};
    if (how[0] == '-') arguments.emplace_back(how);
    fs::remove(folder_ / "e");  // what the round before told
    Process process(folder_, arguments);
    // Both runs of the first variant have ended, and the first endless one has begun.
    ASSERT_TRUE(wait_for(folder_ / "e", "\"event\":\"run_started\",\"run\":\"cpu@2\""));
    ASSERT_TRUE(wait_for(folder_ / "e", "\"event\":\"run_finished\",\"run\":\"cpu@1\""));
    ASSERT_TRUE(wait_for(folder_ / "e", "\"event\":\"run_finished\",\"run\":\"reference@1\""));
    process.send(SIGINT);
    const Finished finished = process.wait();
    EXPECT_EQ(finished.status, 130) << finished.err;
    const Json document = Json::parse(finished.out, nullptr, false);
    ASSERT_TRUE(document.is_object()) << finished.out;
    ASSERT_EQ(document["runs"].size(), 12U);
    for (std::size_t i = 0; i < 12; ++i)
      EXPECT_EQ(document["runs"][i]["status"], i < 2 ? "completed" : "stopped") << how << i;
    EXPECT_TRUE(contains(document["runs"][11]["reason"].get<std::string>(), "stopped before it began"));
  }
}

}  // namespace
}  // namespace accelbench::cli
