// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/exports.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/results/text_table.h"
#include "tests/core/results/sample.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Results sample_results() {
  Results results;
  results.file = "/tmp/a.accelresults";
  results.created = "2026-01-02T03:04:05Z";
  results.experiment_text = "accelbench: 1\n";
  results.experiment_name = "Seed, \"quoted\"";
  results.fingerprint = "f00d";
  results.machine = sample::machine();
  RunRecord run;
  run.summary = sample::summary("cpu");
  run.label = "CPU, 1 thread";
  run.metrics = {Metric::accuracy};
  run.validation = true;
  run.epochs = {sample::epoch(1), sample::epoch(2)};
  run.readings = {{1.5, {"cpu", 0.5, "process", 1000, std::nullopt, std::nullopt, 3200}}};
  run.phases = {{Phase::train, 0.5, 0.25}};
  run.log = {{0.1, "info", "hello"}};
  run.finished = true;
  results.runs = {run};
  return results;
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

TEST(ReportJson, HasTheKeysOfTheGuide) {
  const Json report = report_json(sample_results());
  EXPECT_EQ(keys(report), (std::vector<std::string>{"file", "created", "experiment", "fingerprint", "machine",
                                                    "where", "together", "runs", "details"}));
  EXPECT_EQ(report["runs"][0]["final"]["loss"], 1.0 / 3);
  EXPECT_EQ(report["runs"][0]["energy_j"], nullptr);
  const Json& details = report["details"][0];
  EXPECT_EQ(keys(details),
            (std::vector<std::string>{"run", "label", "finished", "epochs", "phases", "readings", "log"}));
  EXPECT_EQ(details["epochs"]["loss"], Json::parse("[1.0, 0.5]"));
  EXPECT_EQ(details["epochs"]["metrics"],
            Json::parse(R"({"accuracy": [0.25, 0.25], "val_accuracy": [0.125, 0.125]})"));
  EXPECT_EQ(details["epochs"]["samples_per_second"], Json::parse("[null, null]"));
  EXPECT_EQ(details["readings"][0]["power_w"], nullptr);
  EXPECT_EQ(details["phases"][0], Json::parse(R"({"phase": "train", "begin_s": 0.5, "seconds": 0.25})"));
}

TEST(ReportTable, OneRowARunWithRatios) {
  RunSummary fast = sample::summary("fast");
  fast.samples_per_second = 1'530'000;
  fast.step_us.median = 25.14;
  RunSummary gpu;
  gpu.accelerator = "gpu";
  gpu.engine = "cuda";
  gpu.precision = "bfloat16";
  gpu.status = RunStatus::unavailable;
  gpu.reason = "unavailable: this build has no cuda engine yet";
  EXPECT_EQ(
      report_table({sample::summary("cpu"), fast, gpu}, "cpu"),
      R"(accelerator  precision  status       epochs    loss  accuracy  val_accuracy  samples/s  / cpu  utilization     step  training  total
cpu          float32    completed         3  0.3333      0.25             —     90.0 k   1.00       75.0 %        —      3 ms  10 ms
fast         float32    completed         3  0.3333      0.25             —     1.53 M  17.00       75.0 %  25.1 µs      3 ms  10 ms
gpu          bfloat16   unavailable       —       —         —             —          —      —            —        —         —      —

gpu: unavailable: this build has no cuda engine yet
)");
}

TEST(ReportTable, TellsWhatComesBeforeTheTrainingOfAnOutsideEngine) {
  RunSummary jax = sample::summary("jax"), h2o = sample::summary("h2o");
  jax.engine = "jax";
  jax.launch_s = 2.5;
  jax.import_s = 1.5;
  jax.load_s = 0.25;
  jax.compile_s = 0.75;
  h2o.engine = "h2o";
  h2o.launch_s = 4;
  const std::string table = report_table({jax, h2o}, no_ratios);
  EXPECT_NE(table.find("step   start  import  compile  training"), std::string::npos) << table;
  EXPECT_NE(table.find("  1.25 s  1.50 s   750 ms  "), std::string::npos) << table;
  EXPECT_NE(table.find("\nh2o: its loss is that of the weights at the epoch's end"), std::string::npos)
      << table;
  EXPECT_EQ(report_table({sample::summary("cpu")}, "").find("start"), std::string::npos);
}

TEST(ReportTable, NoRatiosWhereNothingIsToBeRanked) {
  const std::vector<RunSummary> runs = {sample::summary("a"), sample::summary("b")};
  EXPECT_EQ(report_table(runs, no_ratios).find("/ "), std::string::npos);
  EXPECT_NE(report_table(runs, "").find("/ a"), std::string::npos);
}

TEST(ReportTable, TextFromFilesCannotSteerTheTerminal) {
  RunSummary run = sample::summary("cpu");
  run.reason = "bad\x1b[2Jnews\n\xff";
  const std::string table = report_table({run}, "");
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_NE(table.find("cpu: completed: bad?[2Jnews??\n"), std::string::npos);
}

TEST(TextTable, KnowsWideAndCombiningCharacters) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("µ—"), 2U);
  EXPECT_EQ(display_width("速度"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(printable("a\tb\u202Ec\xC0\x80\u0085"), "a?b?c???");
  TextTable table({{"n", TextTable::Align::left}, {"v", TextTable::Align::right}});
  table.add_row({"速", "1"});
  table.add_row({"ab", "22"});
  EXPECT_EQ(table.text(), "n    v\n速   1\nab  22\n");
}

TEST(TextTable, NumbersAreReadable) {
  EXPECT_EQ(readable_count(std::nullopt), "—");
  EXPECT_EQ(readable_count(0), "0");
  EXPECT_EQ(readable_count(12), "12");
  EXPECT_EQ(readable_count(1.5), "1.50");
  EXPECT_EQ(readable_count(999.6), "1.00 k");
  EXPECT_EQ(readable_count(12'345), "12.3 k");
  EXPECT_EQ(readable_count(1.23456e9), "1.23 G");
  EXPECT_EQ(readable_seconds(2.5e-6), "2.5 µs");
  EXPECT_EQ(readable_seconds(0.0123), "12.3 ms");
  EXPECT_EQ(readable_seconds(61), "61.00 s");
  EXPECT_EQ(readable_seconds(600), "10.0 min");
  EXPECT_EQ(readable_bytes(1536), "1.50 KiB");
  EXPECT_EQ(readable_bytes(std::nullopt), "—");
  EXPECT_EQ(readable_share(0.987), "98.7 %");
  EXPECT_EQ(readable_number(0.123456), "0.1235");
  EXPECT_EQ(readable_number(std::nan("")), "—");
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(ReportCsv, WritesThreeTables) {
  const sample::Folder folder;
  ASSERT_TRUE(write_report_csv(sample_results(), folder / "csv", false));
  const auto epochs = lines_of(folder / "csv/epochs.csv");
  ASSERT_EQ(epochs.size(), 3U);
  EXPECT_EQ(epochs[0],
            "accelerator,epoch,step,t_s,elapsed_s,loss,val_loss,learning_rate,samples_per_second,accuracy,"
            "mae,mse,rmse,r2,"
            "val_accuracy,val_mae,val_mse,val_rmse,val_r2");
  EXPECT_EQ(epochs[2], "cpu,2,6,0.502,0.002,0.5,1,0.001,,0.25,,,,,0.125,,,,");
  const auto devices = lines_of(folder / "csv/devices.csv");
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[1], "cpu,1.5,cpu,0.5,process,1000,,,3200");
  const auto runs = lines_of(folder / "csv/runs.csv");
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[1].substr(0, 31), "cpu,\"CPU, 1 thread\",cpu,cpu,flo");
  EXPECT_NE(runs[1].find(",0.3333333333333333,"), std::string::npos);
  EXPECT_EQ(std::count(runs[0].begin(), runs[0].end(), ','), 49);
}

TEST(ReportCsv, RefusesToReplaceWithoutForce) {
  const sample::Folder folder;
  sample::write(folder / "epochs.csv", "precious");
  const auto refused = write_report_csv(sample_results(), folder.path(), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place, (folder / "epochs.csv").string());
  EXPECT_EQ(sample::text_of(folder / "epochs.csv"), "precious");
  EXPECT_FALSE(fs::exists(folder / "runs.csv"));
  EXPECT_TRUE(write_report_csv(sample_results(), folder.path(), true));
  EXPECT_NE(sample::text_of(folder / "epochs.csv"), "precious");
}

TEST(ReportCsv, SaysWhyAFolderCannotBeMade) {
  const sample::Folder folder;
  sample::write(folder / "file", "");
  const auto refused = write_report_csv(sample_results(), folder / "file/csv", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "cannot create the folder: Not a directory");
}

}  // namespace
}  // namespace accelbench
