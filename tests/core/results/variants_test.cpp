// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/engine/event_json.h"
#include "core/results/exports.h"
#include "tests/core/results/file_tools.h"
#include "tests/core/results/sample.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// Two batch sizes and two activations on one accelerator: four runs.
TrainingRequest swept() {
  TrainingRequest request = sample::request();
  request.experiment.accelerators.resize(1);
  request.experiment.sweep = {{"model.layers.0.activation", {"relu", "tanh"}},
                              {"training.batch_size", {"16", "32"}}};
  return request;
}

/// The summary of one row: fingerprints and losses tell the rows apart.
RunSummary summary_of(const TrainingRows& rows, std::size_t row) {
  RunSummary told = sample::summary("cpu");
  told.variant = rows.variant_of(rows.rows[row]);
  told.fingerprint = "f" + std::to_string(row);
  told.final_loss = 0.5 + static_cast<double>(row);
  return told;
}

/// Records the first three runs whole and leaves the last one to the outcome.
TrainingOutcome record(const fs::path& file, bool close = true) {
  const TrainingRequest request = swept();
  auto recorder = Recorder::create(file, request, sample::machine(), false);
  EXPECT_TRUE(recorder);
  const auto rows = rows_of(request);
  TrainingOutcome outcome;
  outcome.machine = sample::machine();
  for (std::size_t row = 0; row < 4; ++row) {
    outcome.runs.push_back(summary_of(*rows, row));
    const std::string run = rows->rows[row].run;
    if (row == 3) continue;
    Event started = sample::started(run);
    std::get<RunStarted>(started.what).accelerator = "cpu";
    (*recorder)->on_event(started);
    (*recorder)->on_event(sample::epochs(run, 1, 3));
    RunFinished finished;
    finished.summary = outcome.runs.back();
    if (row < 2 || close) (*recorder)->on_event(sample::event(run, 0.7, finished));
  }
  EXPECT_TRUE((*recorder)->close(close ? &outcome : nullptr));
  return outcome;
}

TEST(Variants, ReadBackEqualWhatWasRecorded) {
  const sample::Folder folder;
  const TrainingOutcome outcome = record(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  ASSERT_EQ(results->runs.size(), 4U);
  EXPECT_EQ(results->fingerprint, "");  // four works
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(results->runs[i].run, "cpu@" + std::to_string(i + 1));
    EXPECT_EQ(results->runs[i].summary, outcome.runs[i]);
    EXPECT_TRUE(results->runs[i].label.ends_with(outcome.runs[i].variant.name)) << results->runs[i].label;
    EXPECT_EQ(results->runs[i].epochs.size(), i < 3 ? 3U : 0U);
  }
}

TEST(Variants, OfARunThatDidNotEndAreKnownToo) {
  const sample::Folder folder;
  record(folder / "a", false);
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  ASSERT_EQ(results->runs.size(), 3U);
  EXPECT_FALSE(results->runs[2].finished);
  EXPECT_EQ(results->runs[2].summary.variant.name,
            "model.layers.0.activation: tanh, training.batch_size: 16");
  EXPECT_EQ(results->runs[2].summary.accelerator, "cpu");
}

TEST(Variants, StandInTheTableWhereTheirValuesDiffer) {
  const sample::Folder folder;
  const TrainingOutcome outcome = record(folder / "a");
  const std::string table = report_table(outcome.runs, "");
  EXPECT_EQ(table.substr(0, table.find("precision")), "accelerator  activation  batch_size  ");
  EXPECT_NE(table.find("\ncpu          tanh        16          float32    completed       3   2.5"),
            std::string::npos)
      << table;
  EXPECT_EQ(table.find("/ cpu"), std::string::npos);  // one accelerator: nothing to set against it
  std::vector<RunSummary> first_two(outcome.runs.begin(), outcome.runs.begin() + 2);
  const std::string half = report_table(first_two, "");  // the activation is the same in both
  EXPECT_EQ(half.substr(0, half.find("precision")), "accelerator  batch_size  ");
}

TEST(Variants, RatiosAreTakenInsideAVariant) {
  std::vector<RunSummary> runs;
  for (const char* value : {"16", "32"})
    for (const char* id : {"cpu", "two"}) {
      runs.push_back(sample::summary(id));
      runs.back().variant = {std::string("training.batch_size: ") + value, {{"training.batch_size", value}}};
      runs.back().samples_per_second = (runs.size() < 3 ? 1000.0 : 4000.0) * (*id == 't' ? 1.5 : 1.0);
    }
  const std::string table = report_table(runs, "cpu");
  std::size_t ratios = 0;
  for (auto at = table.find(" 1.50  "); at != std::string::npos; at = table.find(" 1.50  ", at + 1)) ++ratios;
  EXPECT_EQ(ratios, 2U) << table;  // 1500/1000 and 6000/4000, never 6000/1000
}

TEST(Variants, TitlesAreTheShortestThatTellKeysApart) {
  RunSummary run = sample::summary("cpu");
  run.variant = {"x", {{"model.layers.0.units", "8"}, {"model.layers.1.units", "4"}, {"training.seed", "1"}}};
  RunSummary other = run;
  for (VariantSetting& setting : other.variant.settings) setting.value = "9";
  const std::string table = report_table({run, other}, "");
  EXPECT_EQ(table.substr(0, table.find("precision")), "accelerator  layers.0.units  layers.1.units  seed  ");
}

TEST(Variants, NotesThatAreTheSameAreSaidOnce) {
  std::vector<RunSummary> runs(3, sample::summary("cpu"));
  for (RunSummary& run : runs) run.reason = "one of 3 runs that take turns on 2 cores, one a core";
  const std::string table = report_table(runs, no_ratios);
  EXPECT_NE(table.find("\ncpu and 2 others: completed: one of 3 runs that take turns"), std::string::npos)
      << table;
}

TEST(Variants, StandInTheJsonAndTheTables) {
  const sample::Folder folder;
  record(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  const auto json = report_json(*results);
  EXPECT_TRUE(json["fingerprint"].is_null());
  EXPECT_EQ(json["runs"][3]["variant"].dump(),
            R"({"name":"model.layers.0.activation: tanh, training.batch_size: 32",)"
            R"("settings":{"model.layers.0.activation":"tanh","training.batch_size":32}})");
  EXPECT_EQ(json["runs"][3]["fingerprint"], "f3");
  EXPECT_EQ(json["details"][3]["run"], "cpu@4");
  const auto again = summary_from_json(json["runs"][3]);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, results->runs[3].summary);
  ASSERT_TRUE(write_report_csv(*results, folder / "csv", false));
  const std::string runs = sample::text_of(folder / "csv" / "runs.csv");
  const std::string titles = runs.substr(0, runs.find('\n'));
  EXPECT_TRUE(titles.ends_with(",split_exchange,run,variant,model.layers.0.activation,training.batch_size"))
      << titles;
  EXPECT_NE(runs.find(",cpu@2,\"model.layers.0.activation: relu, training.batch_size: 32\",relu,32\n"),
            std::string::npos)
      << runs;
  const std::string epochs = sample::text_of(folder / "csv" / "epochs.csv");
  EXPECT_EQ(std::ranges::count(epochs, '\n'), 1 + 3 * 3);
  EXPECT_NE(epochs.find(",cpu@3,"), std::string::npos);
}

TEST(Variants, DocumentsWithoutASweepStayAsTheyWere) {
  const sample::Folder folder;
  sample::record(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  const auto json = report_json(*results);
  EXPECT_EQ(json["fingerprint"], "f00d");
  EXPECT_FALSE(json["runs"][0].contains("variant"));
  ASSERT_TRUE(write_report_csv(*results, folder / "csv", false));
  const std::string runs = sample::text_of(folder / "csv" / "runs.csv");
  EXPECT_TRUE(runs.substr(0, runs.find('\n')).ends_with(",split_other,split_exchange"));
}

TEST(Variants, FilesOfFormat1AreStillRead) {
  const sample::Folder folder;
  sample::record(folder / "a");
  const auto before = read_results(folder / "a");
  ASSERT_TRUE(before);
  // Format 1 was the same without the variants: SQLite takes the column out of the table's text, too.
  sql(folder / "a",
      "ALTER TABLE runs DROP COLUMN variant; DROP TABLE variants; DROP TABLE settings; PRAGMA user_version = "
      "1");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  ASSERT_EQ(results->runs.size(), 1U);
  EXPECT_EQ(results->runs[0].run, "cpu");
  EXPECT_EQ(results->runs[0].summary, before->runs[0].summary);
  EXPECT_EQ(results->runs[0].epochs.size(), 3U);
  EXPECT_TRUE(results->runs[0].summary.variant.empty());
}

TEST(Variants, ThatDoNotExistAreDamage) {
  const sample::Folder folder;
  record(folder / "a");
  sql(folder / "a", "UPDATE runs SET variant = 77 WHERE run = 2");
  const auto unknown = read_results(folder / "a");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "the results file is damaged: variant 77, which does not exist");
  record(folder / "b");
  sql(folder / "b", "INSERT INTO settings VALUES(99, 0, 'a', 'b')");
  const auto orphan = read_results(folder / "b");
  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().message,
            "the results file is damaged: a setting of variant 99, which does not exist");
}

}  // namespace
}  // namespace accelbench
