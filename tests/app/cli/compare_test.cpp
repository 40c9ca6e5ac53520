// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Arguments = std::vector<std::string>;

/// Launches of about 0.1 s: the protocol is looked at, not the figures. Under 0.05 s there is no steady
/// figure.
constexpr const char* quick = "comparison.measure_s=0.06";

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

class Compare : public ::testing::Test {
 protected:
  void SetUp() override { write(folder_ / "small.accel.yaml", small_experiment()); }
  Finished compare(Arguments more) const {
    Arguments arguments = {"compare", "small.accel.yaml", "--set", quick};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(folder_, arguments);
  }
  Json report(const std::string& file) const {
    const Json document = Json::parse(run(folder_, {"report", file, "--json"}).out, nullptr, false);
    return document.is_object() ? document : Json::object();
  }
  /// Waits as long as a slow machine may need until the file has a counted round.
  bool reaches_a_round(const std::string& file) const {
    for (int tries = 0; tries < 300; ++tries) {
      if (fs::exists(folder_ / file) && report(file).value("rounds", 0) > 0) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }
  const Folder folder_;
};

TEST_F(Compare, DoesTheWholeProtocolAndTellsItAsTheContractSays) {
  const Finished finished = compare({"--rounds", "3", "--json", "--output", "a.accelresults"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_TRUE(document.is_object());
  const Arguments first_keys = {"experiment", "fingerprint",  "machine",  "rounds",
                                "schedule",   "accelerators", "pairs",    "best",
                                "looks",      "resolved",     "set_aside"};
  const Arguments found = keys(document);
  ASSERT_GE(found.size(), first_keys.size());
  EXPECT_TRUE(std::equal(first_keys.begin(), first_keys.end(), found.begin()));
  EXPECT_EQ(document["rounds"], 3);
  ASSERT_EQ(document["accelerators"].size(), 2U);
  for (const Json& accelerator : document["accelerators"]) {
    EXPECT_EQ(accelerator["comparable"], true);
    EXPECT_GE(accelerator["runs"].size(), 3U);
    EXPECT_GT(accelerator["throughput"]["median"].get<double>(), 0);
    EXPECT_LE(accelerator["throughput"]["low"].get<double>(),
              accelerator["throughput"]["high"].get<double>());
  }
  EXPECT_EQ(document["pairs"][0]["b"], "cpu");
  EXPECT_EQ(document["pairs"][0]["quantity"], "throughput");
  EXPECT_TRUE(contains(finished.err, "the same work")) << finished.err;
}

TEST_F(Compare, ReportComputesTheSameVerdictsAgain) {
  const Finished finished = compare({"--rounds", "6", "--json", "--output", "a.accelresults"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json told = Json::parse(finished.out, nullptr, false);
  const Json read = report("a.accelresults");
  for (const char* key : {"pairs", "best", "looks", "resolved", "accelerators"})
    EXPECT_EQ(told[key], read[key]) << key;
  const Finished text = run(folder_, {"report", "a.accelresults"});
  EXPECT_EQ(text.status, 0);
  EXPECT_TRUE(contains(text.out, told["pairs"][0]["sentence"].get<std::string>())) << text.out;
}

TEST_F(Compare, GoesOnAfterBeingKilledAtAnyMoment) {
  std::mt19937 random(20261123);
  for (int i = 0; i < 10; ++i) {
    const std::string file = "killed-" + std::to_string(i) + ".accelresults";
    {
      Process process(folder_,
                      {"compare", "small.accel.yaml", "--set", quick, "--rounds", "3", "--output", file});
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 1200));
      process.send(SIGKILL);
      process.wait();
    }
    if (!fs::exists(folder_ / file)) continue;
    const std::size_t before = report(file)["accelerators"].is_array() ? 1 : 0;
    ASSERT_EQ(before, 1U) << "the file opens, whenever it was killed";
    const Finished resumed = run(folder_, {"compare", "--resume", file, "--json"});
    if (contains(resumed.err, "there is nothing to resume")) continue;  // it had ended before the blow
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    const Json document = Json::parse(resumed.out, nullptr, false);
    EXPECT_EQ(document["rounds"], 3);
  }
}

TEST_F(Compare, KeepsWhatWasReachedWhenInterrupted) {
  Process process(folder_, {"compare", "small.accel.yaml", "--set", "comparison.measure_s=0.2", "--rounds",
                            "30", "--output", "a.accelresults", "--json"});
  ASSERT_TRUE(reaches_a_round("a.accelresults"));
  process.send(SIGINT);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.status, 130) << finished.err;
  const Json document = report("a.accelresults");
  EXPECT_GE(document["rounds"], 1);
  EXPECT_LT(document["rounds"], 30);
  const Finished resumed = run(folder_, {"compare", "--resume", "a.accelresults", "--rounds", "30"});
  EXPECT_EQ(resumed.status, 2);
  EXPECT_TRUE(contains(resumed.err, "a comparison goes on as it began")) << resumed.err;
}

TEST_F(Compare, EndsWithinTheTimeLimit) {
  const auto began = std::chrono::steady_clock::now();
  const Finished finished =
      run(folder_, {"compare", "small.accel.yaml", "--set", "comparison.measure_s=0.3", "--set",
                    "comparison.resolution=0.0001", "--time-limit", "8", "--json"});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json document = Json::parse(finished.out, nullptr, false);
  EXPECT_GE(document["rounds"], 1);
  // A hanging program would need minutes; a busy machine may need some seconds more.
  EXPECT_LT(took.count(), 60);
}

TEST_F(Compare, MeasuresTheNoiseFloorOfOneAccelerator) {
  const Finished finished = compare({"--a-a", "--rounds", "6", "--json"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const Json document = Json::parse(finished.out, nullptr, false);
  ASSERT_EQ(document["accelerators"].size(), 2U);
  EXPECT_EQ(document["accelerators"][1]["id"], "cpu-again");
  EXPECT_TRUE(contains(finished.err, "noise floor")) << finished.err;
  const Finished later = compare({"--rounds", "6", "--json"});
  ASSERT_EQ(later.status, 0) << later.err;
  const Json judged = Json::parse(later.out, nullptr, false);
  EXPECT_GE(judged["floor"]["floor"].get<double>(), 1.0);
}

TEST_F(Compare, LeavesOutWhatThisMachineHasNotAndSaysWhy) {
  write(folder_ / "cuda.accel.yaml",
        experiment_with(
            "  - {id: cpu, engine: cpu, threads: 1}\n  - {id: two, engine: cpu, threads: 1, precision: "
            "float64}\n  - {id: cloud, engine: sagemaker}\n"));
  const Finished all = run(folder_, {"compare", "cuda.accel.yaml", "--set", quick, "--rounds", "2"});
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_TRUE(contains(all.err, "cloud: left out: ")) << all.err;
  const Finished named =
      run(folder_, {"compare", "cuda.accel.yaml", "--set", quick, "--rounds", "2", "--accelerator", "cpu",
                    "--accelerator", "two", "--accelerator", "cloud"});
  EXPECT_EQ(named.status, 3) << named.err;
}

TEST_F(Compare, TellsWhatItWouldCostWithoutRounds) {
  const Finished finished = compare({"--dry-run", "--output", "dry.accelresults"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(contains(finished.err, "rounds of ")) << finished.err;
}

/// The points of the first study in a results file: what was asked for, whether this machine has ranks or
/// not.
std::vector<std::pair<std::string, int>> rows_over_ranks(const Json& document) {
  std::vector<std::pair<std::string, int>> rows;
  for (const Json& point : document["scaling"].at(0)["points"])
    rows.emplace_back(point["row"], point["ranks"]);
  return rows;
}

TEST_F(Compare, SpreadsAnAcceleratorOverRanks) {
  const Finished finished =
      compare({"--accelerator", "cpu", "--ranks", "1,2", "--dry-run", "--output", "r.accelresults"});
  ASSERT_NE(finished.status, 2) << finished.err;
  const Json document = report("r.accelresults");
  EXPECT_EQ(rows_over_ranks(document),
            (std::vector<std::pair<std::string, int>>{{"cpu-r1", 1}, {"cpu-r2", 2}}));
  EXPECT_EQ(document["scaling"][0]["scaling"], "strong");
  EXPECT_TRUE(contains(run(folder_, {"report", "r.accelresults"}).out, "Scaling over ranks"));
}

TEST_F(Compare, SpreadsBatchesWithTheRanksToo) {
  const Finished finished = compare(
      {"--accelerator", "cpu", "--ranks", "1,2", "--weak", "--dry-run", "--output", "w.accelresults"});
  ASSERT_NE(finished.status, 2) << finished.err;
  const Json document = report("w.accelresults");
  EXPECT_EQ(rows_over_ranks(document),
            (std::vector<std::pair<std::string, int>>{{"cpu@1", 1}, {"cpu@2", 2}}));
  EXPECT_EQ(document["scaling"][0]["scaling"], "weak");
}

TEST_F(Compare, RefusesWhatItCannotDo) {
  write(folder_ / "a.accelresults", "no results at all");
  const std::vector<std::pair<Arguments, std::string>> cases = {
      {{}, "an experiment is missing"},
      {{"small.accel.yaml", "--rounds", "0"}, "comparison.rounds"},
      {{"small.accel.yaml", "--rounds", "3", "--until-resolved"}, "choose one of them"},
      {{"small.accel.yaml", "--accelerator", "cpu"}, "a comparison needs two"},
      {{"small.accel.yaml", "--accelerator", "cup"}, "did you mean 'cpu'"},
      {{"small.accel.yaml", "--accelerator", "reference", "--set", "comparison.baseline=cpu"},
       "is not among"},
      {{"small.accel.yaml", "--a-a", "gpu"}, "there is no accelerator 'gpu'"},
      {{"small.accel.yaml", "--time-limit", "never"}, "comparison.time_limit_s"},
      {{"small.accel.yaml", "--output", "a.accelresults"}, "the file exists"},
      {{"--resume", "a.accelresults"}, "this is not a results file"},
      {{"--resume", "none.accelresults"}, "No such file"},
      {{"a.accelresults", "--repeat"}, "this is not a results file"},
      {{"small.accel.yaml", "--ranks", "1,0"}, "--ranks: error: '0' found"},
      {{"small.accel.yaml", "--ranks", "2,2"}, "2 stands twice"},
      {{"small.accel.yaml", "--ranks", "2"}, "one number of ranks"},
      {{"small.accel.yaml", "--ranks", "1,4096"}, "some would have none"},
      {{"small.accel.yaml", "--weak"}, "name them, as in --ranks 1,2,4,8 --weak"},
      {{"small.accel.yaml", "--ranks", "1,2", "--a-a", "cpu"}, "leave one of them out"},
  };
  for (const auto& [more, message] : cases) {
    Arguments arguments = {"compare"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished finished = run(folder_, arguments);
    EXPECT_EQ(finished.status, 2) << message << "\n" << finished.err;
    EXPECT_TRUE(contains(finished.err, message)) << finished.err;
  }
}

}  // namespace
}  // namespace accelbench::cli
