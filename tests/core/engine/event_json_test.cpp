// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/event_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}
using Keys = std::vector<std::string>;

RunSummary sample_summary() {
  RunSummary summary;
  summary.accelerator = "cpu";
  summary.engine = "cpu";
  summary.device = "cpu";
  summary.precision = "float32";
  summary.parameters = 2817;
  summary.flop_per_step = 481'280;
  summary.launch_s = 0.03125;
  summary.import_s = 0.015625;
  summary.load_s = 0.25;
  summary.train_s = 0.0625;
  summary.evaluate_s = 0.015625;
  summary.step_us = {2.5, {}, {}};
  summary.final_loss = 0.0833;
  summary.final_metrics = {{"accuracy", 0.0}, {"val_accuracy", std::nullopt}};
  summary.target = TargetReached{"loss", 0.05, false, {}};
  summary.path = "fused";
  summary.path_reason = "predicted 6 µs a step against 13 µs";
  summary.threads = 1;
  summary.gemm_ceiling_flop_per_s = 112e9;
  summary.step_split = StepSplit{0.0625, 0.3125, 0.4375, 0.125, 0.0625};
  summary.energy_j = 12.5;
  summary.energy_to_target_j = 6.25;
  summary.energy_boundary = "cpu package";
  summary.devices = {{"cpu", 0.5, "process CPU time of the threads asked for", 1 << 20}};
  return summary;
}

TEST(EventJson, SummaryHasExactlyTheKeysOfTheContractInItsOrder) {
  const Json json = to_json(sample_summary());
  EXPECT_EQ(keys_of(json), (Keys{"accelerator",
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
                                 "measure_s"}));
  EXPECT_EQ(keys_of(json["step_us"]), (Keys{"median", "p5", "p95"}));
  EXPECT_EQ(keys_of(json["final"]), (Keys{"loss", "val_loss", "metrics"}));
  EXPECT_EQ(keys_of(json["target"]), (Keys{"monitor", "at_most", "reached", "seconds"}));
  EXPECT_EQ(keys_of(json["devices"][0]),
            (Keys{"id", "utilization_mean", "utilization_kind", "memory_peak_bytes"}));
  EXPECT_EQ(json["energy_j"], 12.5);
  EXPECT_TRUE(json["measure_s"].is_null());
  EXPECT_TRUE(json["step_us"]["p5"].is_null());
}

TEST(EventJson, TargetOfAnAccuracyIsAtLeast) {
  RunSummary summary = sample_summary();
  summary.target = TargetReached{"val_accuracy", 0.9, true, 1.5};
  const Json json = to_json(summary);
  EXPECT_EQ(keys_of(json["target"]), (Keys{"monitor", "at_least", "reached", "seconds"}));
  EXPECT_EQ(summary_from_json(json).value(), summary);
}

TEST(EventJson, SummaryReadsBackEqual) {
  EXPECT_EQ(summary_from_json(to_json(sample_summary())).value(), sample_summary());
  EXPECT_EQ(summary_from_json(to_json(RunSummary{})).value(), RunSummary{});
}

TEST(EventJson, OneEpochIsALineOfItsOwn) {
  EpochsEvent epochs{{Metric::accuracy}, true, {EpochRecord{}}};
  EpochRecord& record = epochs.records[0];
  record.epoch = 3;
  record.step = 9;
  record.t_s = 0.5;
  record.loss = 0.25;
  record.val_loss = std::numeric_limits<double>::infinity();
  record.metrics[0] = 0.125;
  record.learning_rate = 0.001;
  record.elapsed_s = 0.0625;
  EXPECT_EQ(
      to_json_line({"cpu", 7, 0.5, epochs}),
      R"({"event":"epoch","run":"cpu","seq":7,"t_s":0.5,"epoch":3,"step":9,"loss":0.25,"val_loss":null,)"
      R"("metrics":{"accuracy":0.125,"val_accuracy":null},"learning_rate":0.001,"samples_per_second":null,)"
      R"("elapsed_s":0.0625})");
}

TEST(EventJson, SeveralEpochsAreArrays) {
  EpochsEvent epochs{{Metric::mae}, false, {EpochRecord{}, EpochRecord{}}};
  for (int i = 0; i < 2; ++i) {
    EpochRecord& record = epochs.records[static_cast<std::size_t>(i)];
    record.epoch = i + 1;
    record.step = 3 * (i + 1);
    record.t_s = 0.25 * (i + 1);
    record.loss = 0.5;
    record.metrics[1] = i;
  }
  EXPECT_EQ(
      to_json_line({"cpu", 0, 1, epochs}),
      R"({"event":"epochs","run":"cpu","seq":0,"t_s":1.0,"epoch":[1,2],"step":[3,6],"at_s":[0.25,0.5],)"
      R"("loss":[0.5,0.5],"val_loss":[null,null],"metrics":{"mae":[0.0,1.0]},"learning_rate":[null,null],)"
      R"("samples_per_second":[null,null],"elapsed_s":[0.0,0.0]})");
}

/// Random events: each line that is written reads back as an event that is written as the same line.
class Randomly {
 public:
  explicit Randomly(unsigned seed) : engine_(seed) {}
  std::int64_t integer() { return std::uniform_int_distribution<std::int64_t>(0, 1'000'000)(engine_); }
  bool coin() { return integer() % 2 == 0; }
  double number() { return coin() ? std::normal_distribution<double>()(engine_) : not_measured; }
  std::optional<double> maybe() {
    return coin() ? std::optional(std::abs(1 + std::normal_distribution<double>()(engine_))) : std::nullopt;
  }
  std::string text() { return coin() ? "GPU \"0\"\n\xc3\xa9\\" : ""; }

  EpochsEvent epochs() {
    EpochsEvent event;
    event.validation = coin();
    for (const auto& row : Names<Metric>::table)
      if (coin()) event.metrics.push_back(row.value);
    event.records.resize(static_cast<std::size_t>(1 + integer() % 4));
    for (EpochRecord& record : event.records) fill(record, event);
    return event;
  }
  RunSummary summary() {
    RunSummary summary = sample_summary();
    summary.status = static_cast<RunStatus>(integer() % 5);
    summary.reason = text();
    summary.steps = integer();
    summary.compile_s = maybe();
    summary.step_us = {maybe(), maybe(), maybe()};
    summary.final_val_loss = maybe();
    if (coin()) summary.target.reset();
    if (coin()) summary.devices.push_back({"cuda:0", maybe(), text(), {}});
    return summary;
  }
  Event event() {
    Event event{text(), integer(), static_cast<double>(integer()) / 64, Heartbeat{integer()}};
    switch (integer() % 8) {
      case 0:
        event.what = RunStarted{text(), "cpu", {"stop", text()}, "cpu", text(), "ab", integer(), 3, 100};
        break;
      case 1:
        event.what = PhaseEvent{static_cast<Phase>(integer() % 7), false, maybe()};
        break;
      case 2:
        event.what = StepEvent{integer(), number()};
        break;
      case 3:
        event.what = epochs();
        break;
      case 4:
        event.what = DeviceEvent{{"cpu", maybe(), text(), integer(), maybe(), maybe(), maybe()}};
        break;
      case 5:
        event.what = MessageEvent{"info", text()};
        break;
      case 6: {
        RunFinished finished{RunStatus::failed, text(), integer(), summary()};
        event.what = finished;
        break;
      }
      default:
        break;
    }
    return event;
  }

 private:
  void fill(EpochRecord& record, const EpochsEvent& event) {
    record.epoch = integer();
    record.step = integer();
    record.t_s = static_cast<double>(integer()) / 64;
    record.loss = number();
    record.learning_rate = number();
    if (event.validation) record.val_loss = number();
    for (const Metric metric : event.metrics) record.metrics[static_cast<std::size_t>(metric)] = number();
  }
  std::mt19937 engine_;
};

TEST(EventJson, WhatIsWrittenReadsBackEqual) {
  Randomly randomly(20240601);
  for (int trial = 0; trial < 2000; ++trial) {
    const Event event = randomly.event();
    const std::string line = to_json_line(event);
    const auto back = event_from_json(line);
    ASSERT_TRUE(back) << line << "\n" << to_string(back.error());
    EXPECT_EQ(back->what.index(), event.what.index());
    EXPECT_EQ(to_json_line(*back), line);
  }
}

TEST(EventJson, FinishedRunReadsBackAsTheSameValues) {
  const Event event{"cpu", 4, 2.5, RunFinished{RunStatus::diverged, "the loss", 3, sample_summary()}};
  const Event back = event_from_json(to_json_line(event)).value();
  const auto& finished = std::get<RunFinished>(back.what);
  EXPECT_EQ(finished.summary, sample_summary());
  EXPECT_EQ(finished.status, RunStatus::diverged);
  EXPECT_EQ(finished.dropped, 3);
  EXPECT_EQ(back.seq, 4);
  EXPECT_EQ(back.t_s, 2.5);
}

TEST(EventJson, HostileLinesAreErrorsThatNameTheField) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not a line of JSON"},
      {"{", "not a line of JSON"},
      {"[1,2]", "expected an object"},
      {"null", "expected an object"},
      {R"({"event":"epoch"})", "run: missing"},
      {R"({"event":5,"run":"a","seq":0,"t_s":0})", "event: found number, expected text"},
      {R"({"event":"party","run":"a","seq":0,"t_s":0})", "\"party\" is no kind of event"},
      {R"({"event":"heartbeat","run":"a","seq":0,"t_s":0,"step":1.5})", "step: expected a whole number"},
      {R"({"event":"heartbeat","run":"a","seq":18446744073709551615,"t_s":0,"step":1})",
       "seq: expected a whole number"},
      {R"({"event":"phase","run":"a","seq":0,"t_s":0,"phase":"nap","state":"end"})", "none of its values"},
      {R"({"event":"phase","run":"a","seq":0,"t_s":0,"phase":"load","state":"over"})",
       "expected begin or end"},
      {R"({"event":"device","run":"a","seq":0,"t_s":0,"device":"cpu","utilization":"high"})",
       "utilization: found string"},
      {R"({"event":"epochs","run":"a","seq":0,"t_s":0,"epoch":[],"step":[]})", "0 values"},
      {R"({"event":"epochs","run":"a","seq":0,"t_s":0,"epoch":[1,2],"step":[1]})",
       "step: 1 values, expected 2"},
      {R"({"event":"run_finished","run":"a","seq":0,"t_s":0,"status":"failed","reason":"","dropped":0,"summary":[]})",
       "summary: found array, expected an object"},
      {"{\"event\":\"message\",\"run\":\"\xff\"}", "not a line of JSON"},
  };
  for (const auto& [line, message] : cases) {
    const auto event = event_from_json(line);
    ASSERT_FALSE(event) << line;
    EXPECT_NE(to_string(event.error()).find(message), std::string::npos) << line << "\n"
                                                                         << to_string(event.error());
  }
}

TEST(EventJson, EveryTruncationAndManyMutationsOfALineAreHandled) {
  Randomly randomly(7);
  std::mt19937 engine(99);
  int refused = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const std::string line = to_json_line(randomly.event());
    EXPECT_FALSE(event_from_json(line.substr(0, line.size() / 2)));
    std::string changed = line;
    changed[engine() % changed.size()] = static_cast<char>(engine() % 256);
    if (!event_from_json(changed)) ++refused;
  }
  EXPECT_GT(refused, 20);  // most changes break the JSON or a name
}

TEST(EventJson, DeepAndLongLinesAreRefused) {
  EXPECT_FALSE(event_from_json(std::string(1'000'000, '[')));
  EXPECT_FALSE(event_from_json("{\"event\":\"message\",\"run\":\"" + std::string(5 << 20, 'x')));
}

TEST(EventJson, BytesThatAreNoTextDoNotThrow) {
  const std::string line = to_json_line({"cpu", 0, 0, MessageEvent{"info", "\xff\xfe"}});
  EXPECT_TRUE(event_from_json(line));
}

TEST(EventJson, FieldsOfALaterVersionAreLetThrough) {
  EXPECT_TRUE(event_from_json(R"({"event":"heartbeat","run":"a","seq":0,"t_s":0,"step":1,"mood":"good"})"));
}

TEST(EventJson, DevicesAndMachines) {
  const Device device{"cpu", "Test CPU", "cpu", 1024, {"float32"}, 2, true, ""};
  EXPECT_EQ(
      to_json(device).dump(),
      R"({"id":"cpu","name":"Test CPU","engine":"cpu","memory_bytes":1024,"precisions":["float32"],"cores":2,)"
      R"("usable":true,"reason":""})");
  EXPECT_EQ(keys_of(to_json(Machine{})),
            (Keys{"cpu", "cores", "memory_bytes", "system", "program", "governor"}));
}

}  // namespace
}  // namespace accelbench
