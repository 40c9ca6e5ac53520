// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/judged_results.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/core/results/comparison_sample.h"

namespace accelbench {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Records the sample's facts as a comparison does, with the verdicts that they give.
void record_comparison(const std::filesystem::path& file) {
  const ComparisonRecord sample = *sample::compared_results().comparison;
  const ComparisonStart start{sample::compared_experiment(), sample.seed, false, sample.floor, "f00d"};
  auto created = Recorder::create(file, start, sample::machine(), false);
  ASSERT_TRUE(created) << to_string(created.error());
  Recorder& recorder = **created;
  ComparisonRecord facts = sample;
  facts.rounds.clear();
  for (const CertificateRecord& certificate : sample.certificates) recorder.write(certificate);
  for (const RoundRecord& round : sample.rounds) {
    recorder.begin_round(round);
    for (const RoundRun& run : round.runs) {
      recorder.on_event(sample::started(run.run));
      recorder.on_event(sample::epochs(run.run, 1, 3));
      recorder.on_event(sample::event(run.run, 0.7, RunFinished{RunStatus::completed, "", 0, run.summary}));
      recorder.end_run(round, run);
    }
    facts.rounds.push_back(round);
    recorder.end_round(round, judge(judgement_request(start.experiment), facts));
  }
  recorder.end(facts, judge(judgement_request(start.experiment), facts), "f00d");
  ASSERT_TRUE(recorder.close(nullptr));
}

/// cpu trains half as fast in every run of the file.
void slow_down(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  const char* change =
      "UPDATE runs SET summary = json_replace(summary, '$.samples_per_second', "
      "json_extract(summary, '$.samples_per_second') / 2) WHERE json_extract(summary, '$.accelerator') = "
      "'cpu'";
  EXPECT_EQ(sqlite3_exec(database, change, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  EXPECT_GT(sqlite3_changes(database), 0);
  sqlite3_close(database);
}

TEST(JudgedResults, AreWhatWasTold) {
  const sample::Folder folder;
  record_comparison(folder / "a.accelresults");
  const auto judged = judged_results(folder / "a.accelresults");
  ASSERT_TRUE(judged) << to_string(judged.error());
  EXPECT_TRUE((*judged)->differences.empty()) << (*judged)->differences.front();
  EXPECT_EQ((*judged)->judgement->rounds, 3);
  const PairJudgement& pair = (*judged)->judgement->pairs.front();
  EXPECT_EQ(pair.a, "cpu-all");
  EXPECT_NEAR(*pair.ratio, 3, 1e-9);  // three times as fast in every round
  EXPECT_EQ(pair.verdict, Verdict::faster);
  const std::string text = report_as_text(report_document((*judged)->source()));
  EXPECT_TRUE(contains(text, "computed again from the runs: the same as were told")) << text;
  EXPECT_TRUE(contains(text, pair.sentence)) << text;
}

TEST(JudgedResults, TellThatAFileWasChanged) {
  const sample::Folder folder;
  record_comparison(folder / "a.accelresults");
  slow_down(folder / "a.accelresults");
  const auto judged = judged_results(folder / "a.accelresults");
  ASSERT_TRUE(judged) << to_string(judged.error());
  ASSERT_FALSE((*judged)->differences.empty());
  EXPECT_TRUE(contains((*judged)->differences.front(), "cpu-all against cpu, throughput: told 3 ("))
      << (*judged)->differences.front();
  EXPECT_TRUE(contains(report_as_text(report_document((*judged)->source())), "NOT those that were told"));
}

TEST(JudgedResults, ReadsQuantitiesOfRunsForPlotsAndTables) {
  const sample::Folder folder;
  record_comparison(folder / "a.accelresults");
  const auto judged = judged_results(folder / "a.accelresults");
  ASSERT_TRUE(judged);
  const RunSummary& run = (*judged)->results.comparison->rounds.front().runs.front().summary;
  const ReportSource source = (*judged)->source();
  EXPECT_EQ(source.value_of(Quantity::throughput, run, "cpu-all"), 300'000.0);
  EXPECT_EQ(source.value_of(Quantity::energy_to_target, run, "cpu-all"), std::nullopt);
}

TEST(JudgedResults, TellAnAATestsFloor) {
  Results results = sample::compared_results();
  results.comparison->a_a = true;
  const auto judged = judged_results(results);
  ASSERT_TRUE(judged);
  ASSERT_TRUE((*judged)->source().measured_floor);
  EXPECT_NEAR(*(*judged)->source().measured_floor, 3, 1e-6);  // the sample's first pair is 3, exactly
}

TEST(JudgedResults, RefusesAComparisonWithoutItsExperiment) {
  Results results = sample::compared_results();
  results.experiment_text = "name: none";
  const auto judged = judged_results(results);
  ASSERT_FALSE(judged);
  EXPECT_TRUE(contains(judged.error().message, "the experiment in it cannot be read"));
}

TEST(JudgedResults, DifferencesAreTold) {
  const Judgement told = sample::compared_judgement();
  EXPECT_TRUE(differences_of(told, told).empty());
  Judgement other = told;
  *other.pairs[0].ratio *= 1 + 1e-12;  // another processor's logarithm
  EXPECT_TRUE(differences_of(told, other).empty());
  other.pairs[1].verdict = Verdict::slower;
  other.best = {""};
  other.rounds = 4;
  const auto found = differences_of(told, other);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], "3 counted rounds were told, 4 are in the file");
  EXPECT_EQ(found[1], "reference against cpu, throughput: told not_separated, computed slower");
}

}  // namespace
}  // namespace accelbench
