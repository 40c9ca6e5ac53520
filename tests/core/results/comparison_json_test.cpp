// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/comparison_json.h"

#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "tests/core/results/recorded_comparison.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

/// The first keys of an object are these.
void expect_begins(const Json& object, const std::vector<std::string>& keys) {
  const auto found = keys_of(object);
  ASSERT_GE(found.size(), keys.size());
  EXPECT_EQ(std::vector(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(keys.size())), keys);
}

Results recorded() {
  const sample::Folder folder;
  sample::record_comparison(folder / "a.accelresults");
  return read_results(folder / "a.accelresults").value();
}

TEST(ComparisonJson, KeysAreThoseOfTheContractInItsOrder) {
  const Json json = comparison_json(recorded(), sample::judgement(2));
  expect_begins(json, {"experiment", "fingerprint", "machine", "rounds", "schedule", "accelerators", "pairs",
                       "best", "looks", "resolved", "set_aside"});
  expect_begins(json["accelerators"][0],
                {"id", "comparable", "certificate", "runs", "time_to_target", "throughput", "final_loss"});
  expect_begins(json["accelerators"][0]["throughput"], {"median", "low", "high"});
  expect_begins(json["pairs"][0], {"a", "b", "quantity", "ratio", "low", "high", "level", "verdict"});
}

TEST(ComparisonJson, ValuesAreTheFactsAndTheJudgement) {
  const Json json = comparison_json(recorded(), sample::judgement(2));
  EXPECT_EQ(json["fingerprint"], "c0de");
  EXPECT_EQ(json["rounds"], 2);
  EXPECT_EQ(json["best"], "cpu-all");
  EXPECT_EQ(json["resolved"], false);
  EXPECT_EQ(json["schedule"]["seed"], 0xFFFF'FFFF'FFFF'FFF1);
  EXPECT_EQ(json["schedule"]["looks"], (std::vector<int>{2, 4}));
  EXPECT_EQ(json["schedule"]["order"][1]["rows"], (std::vector<std::string>{"cpu-all", "cpu"}));
  const Json& cpu = json["accelerators"][0];
  EXPECT_EQ(cpu["id"], "cpu");
  EXPECT_EQ(cpu["comparable"], true);
  EXPECT_EQ(cpu["certificate"]["checks"][0]["limit"], 1e-4);
  EXPECT_EQ(cpu["throughput"]["median"], 180.0);
  EXPECT_EQ(cpu["cold_start_s"], 0.75);
  ASSERT_EQ(cpu["runs"].size(), 2U);  // rounds 1 and 2; the attempt that was set aside is told below
  EXPECT_EQ(cpu["runs"][0], to_json(sample::counted("cpu", 0.5)));
  EXPECT_EQ(json["pairs"][0]["ratio"], 1.0 / 3);
  EXPECT_EQ(json["pairs"][0]["verdict"], "not_measured");
  EXPECT_EQ(json["looks"].size(), 1U);
  ASSERT_EQ(json["set_aside"].size(), 1U);
  EXPECT_EQ(json["set_aside"][0]["attempt"], 2);
  EXPECT_EQ(json["set_aside"][0]["disturbances"][0]["kind"], "other_process");
  EXPECT_EQ(json["set_aside"][0]["disturbances"].size(), 1U);  // its own heat is no reason
  EXPECT_EQ(json["set_aside"][0]["runs"].size(), 2U);
  EXPECT_EQ(json["disturbances"].size(), 2U);
  EXPECT_EQ(json["end"], "stopped");
  EXPECT_EQ(json["floor"]["floor"], 1.0125);
}

TEST(ComparisonJson, WhatWasNotMeasuredIsNullWithItsReason) {
  const Json json = comparison_json(recorded(), sample::judgement(2));
  const Json& other = json["accelerators"][1];
  EXPECT_TRUE(other["throughput"]["median"].is_null());
  EXPECT_EQ(other["throughput"]["reason"], "no counted run");
  EXPECT_EQ(other["energy_to_target"]["reason"], "no counter");
  EXPECT_TRUE(other["cold_start_s"].is_null());
  EXPECT_TRUE(json["pairs"][0]["high"].is_null());
}

TEST(ComparisonJson, SaysWhetherTheVerdictsAreThoseThatWereTold) {
  const Results results = recorded();
  EXPECT_EQ(comparison_json(results, sample::judgement(2))["as_told"], true);
  EXPECT_EQ(comparison_json(results, sample::judgement(1))["as_told"], false);
}

TEST(ComparisonJson, NobodyLeadsWhereNobodyWasFound) {
  Judgement judgement = sample::judgement(2);
  judgement.best = {""};
  EXPECT_TRUE(comparison_json(recorded(), judgement)["best"].is_null());
}

TEST(ComparisonJson, ATrainingHasNone) {
  const sample::Folder folder;
  sample::record(folder / "a");
  EXPECT_TRUE(comparison_json(read_results(folder / "a").value(), {}).is_null());
}

}  // namespace
}  // namespace accelbench
