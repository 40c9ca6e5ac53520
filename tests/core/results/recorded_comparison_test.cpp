// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/results/recorded_comparison.h"

#include <algorithm>
#include <functional>

#include "core/experiment/yaml.h"
#include "tests/core/results/file_tools.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

TEST(RecordedComparison, FactsReadBackEqual) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  ASSERT_TRUE(results->comparison);
  EXPECT_EQ(*results->comparison, sample::facts(ComparisonEnd::stopped, "because"));
  ASSERT_TRUE(results->judgement);
  EXPECT_EQ(*results->judgement, sample::judgement(2));
  EXPECT_EQ(results->forecasts, std::vector{sample::forecast()});
  EXPECT_EQ(results->fingerprint, "c0de");
  EXPECT_FALSE(results->in_process);
  EXPECT_FALSE(results->recording);
  EXPECT_EQ(read_experiment(results->experiment_text, "x")->experiment, sample::recorded_experiment());
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"a"});
}

TEST(RecordedComparison, ATrainingHasNone) {
  const sample::Folder folder;
  sample::record(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  EXPECT_FALSE(results->comparison);
  EXPECT_FALSE(results->judgement);
  EXPECT_TRUE(results->forecasts.empty());
}

TEST(RecordedComparison, LaunchesAreLabelledByRowAndRound) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a");
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  ASSERT_EQ(results->runs.size(), 9U);  // two certificates, a trial, three attempts of two runs
  const std::string cpu = display_label(sample::recorded_experiment().accelerators[0]);
  EXPECT_EQ(sample::run_named(*results, "cpu#0.gradient").label, cpu + " · certificate, gradient");
  EXPECT_EQ(sample::run_named(*results, "cpu#0.trial").label, cpu + " · trial");
  EXPECT_EQ(sample::run_named(*results, "cpu#1").label, cpu + " · round 1");
  EXPECT_EQ(sample::run_named(*results, "cpu#2").label, cpu + " · round 2");
  EXPECT_EQ(sample::run_named(*results, "cpu#3").label, cpu + " · round 2, attempt 3");
  EXPECT_EQ(sample::run_named(*results, "cpu#3").summary.accelerator, "cpu");
  EXPECT_EQ(sample::run_named(*results, "cpu#3").epochs.size(), 3U);
}

TEST(RecordedComparison, VariantsOfASweepAreKept) {
  const sample::Folder folder;
  ComparisonStart start = sample::start();
  start.experiment.sweep = {{"training.batch_size", {"16", "32"}}};
  TrainingRequest request;
  request.experiment = start.experiment;
  const auto rows = rows_of(request);
  ASSERT_TRUE(rows);
  RoundRecord round = sample::ended_round(1, 1);
  for (RoundRun& run : round.runs) {
    run.variant = 1;
    run.row += "@2";
    run.run = sample::id_of(run.row, 1);
    run.summary.variant = rows->variants[1].variant;
  }
  CertificateRecord certificate = sample::recorded_certificate(0);
  certificate.row = "cpu@2";
  certificate.variant = 1;
  auto recorder = Recorder::create(folder / "a", start, sample::machine(), false);
  ASSERT_TRUE(recorder);
  (*recorder)->write(certificate);
  (*recorder)->end_round(round, sample::judgement(1));  // enough alone: it holds its runs
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison->certificates, std::vector{certificate});
  EXPECT_EQ(results->comparison->rounds, std::vector{round});
  EXPECT_NE(sample::run_named(*results, "cpu@2#1").label.find("batch_size: 32 · round 1"), std::string::npos)
      << sample::run_named(*results, "cpu@2#1").label;
}

// What a comparison ended within: the run that had ended, the one that ran, the one that never began.
TEST(RecordedComparison, AnUnfinishedAttemptSaysWhatItReached) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::start(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  RoundRecord round = sample::begun_round(1, 1);
  round.runs.push_back({"cpu-third#1", "cpu-third", "cpu-third", 0, {}, {}});
  (*recorder)->begin_round(round);
  round.runs[0].summary = sample::counted("cpu", 0.5);
  round.runs[0].disturbances = {sample::disturbance()};
  (*recorder)->end_run(round, round.runs[0]);
  (*recorder)->on_event(sample::started_run(round.runs[1].run));
  (*recorder)->on_event(sample::epochs(round.runs[1].run, 1, 2));
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  ASSERT_EQ(results->comparison->rounds.size(), 1U);
  const RoundRecord& read = results->comparison->rounds[0];
  EXPECT_FALSE(read.finished);
  ASSERT_EQ(read.runs.size(), 3U);
  EXPECT_EQ(read.runs[0], round.runs[0]);
  EXPECT_EQ(read.runs[1].summary.status, RunStatus::failed);
  EXPECT_EQ(read.runs[1].summary.reason, "the program ended before this run did");
  EXPECT_EQ(read.runs[1].summary.epochs, 2);
  EXPECT_EQ(read.runs[2].summary.status, RunStatus::stopped);
  EXPECT_EQ(read.runs[2].summary.reason, "the comparison ended before this run began");
  EXPECT_EQ(results->comparison->end, ComparisonEnd::unfinished);
  EXPECT_FALSE(results->judgement);
  EXPECT_EQ(results->fingerprint, "");  // those of launches are theirs
}

TEST(RecordedComparison, LooksStayAsTheyWereToldFirst) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", sample::start(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  (*recorder)->end_round(sample::ended_round(1, 1), sample::judgement(2));
  Judgement later = sample::judgement(4);
  later.looks[0].alpha_spent = 0.5;
  (*recorder)->end_round(sample::ended_round(3, 2), later);
  ASSERT_TRUE((*recorder)->close(nullptr));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results);
  EXPECT_EQ(results->judgement->looks, sample::judgement(4).looks);
}

TEST(RecordedComparison, MoreRunsThanAFileIsReadWithAreRefusedBeforehand) {
  const sample::Folder folder;
  ComparisonStart start = sample::start();
  start.experiment.comparison.rounds = {6, 50'000, true};
  const auto refused = Recorder::create(folder / "a", start, sample::machine(), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "50000 rounds of 2 runs, and a results file holds 100000 runs");
  EXPECT_TRUE(names_in(folder.path()).empty());
}

// Each call that has returned is in the file, whatever comes next.
TEST(RecordedComparison, EveryFactSurvivesAKillAtOnce) {
  const std::vector<std::function<void(Recorder&)>> calls = {
      [](Recorder& recorder) { recorder.write(sample::recorded_certificate(0)); },
      [](Recorder& recorder) { recorder.write(sample::recorded_certificate(1)); },
      [](Recorder& recorder) { recorder.write(sample::forecast()); },
      [](Recorder& recorder) { recorder.begin_round(sample::begun_round(1, 1)); },
      [](Recorder& recorder) {
        recorder.end_run(sample::ended_round(1, 1), sample::ended_round(1, 1).runs[0]);
      },
      [](Recorder& recorder) { recorder.end_round(sample::ended_round(1, 1), sample::judgement(1)); },
      [](Recorder& recorder) {
        recorder.end(sample::facts(ComparisonEnd::stopped, "because"), sample::judgement(1), "c0de");
      }};
  for (std::size_t count = 0; count <= calls.size(); ++count) {
    const sample::Folder folder;
    sample::in_killed_child([&] { return sample::created(folder / "a"); },
                            [&](Recorder& recorder) {
                              for (std::size_t i = 0; i < count; ++i) calls[i](recorder);
                            });
    const auto results = read_results(folder / "a");
    ASSERT_TRUE(results) << count << " " << to_string(results.error());
    const ComparisonRecord& facts = *results->comparison;
    EXPECT_EQ(facts.certificates.size(), std::min<std::size_t>(count, 2)) << count;
    EXPECT_EQ(results->forecasts.size(), count >= 3 ? 1U : 0U) << count;
    EXPECT_EQ(facts.rounds.size(), count >= 4 ? 1U : 0U) << count;
    if (count >= 5) {
      EXPECT_EQ(facts.rounds[0].runs[0], sample::ended_round(1, 1).runs[0]) << count;
    }
    if (count >= 6) {
      EXPECT_EQ(facts.rounds[0], sample::ended_round(1, 1)) << count;
    }
    EXPECT_EQ(results->judgement.has_value(), count >= 6) << count;
    EXPECT_EQ(facts.end, count >= 7 ? ComparisonEnd::stopped : ComparisonEnd::unfinished) << count;
  }
}

class ListedComparison : public testing::Test {
 protected:
  void SetUp() override { ::setenv("XDG_DATA_HOME", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }
  const sample::Folder folder_;
};

TEST_F(ListedComparison, IsToldFromTrainings) {
  sample::record(default_results_file("a"));
  sample::record_comparison(default_results_file("b"), ComparisonEnd::resolved);
  const auto entries = list_results();
  ASSERT_EQ(entries.size(), 2U);
  const auto comparison = std::ranges::find(entries, true, &ResultsEntry::comparison);
  const auto training = std::ranges::find(entries, false, &ResultsEntry::comparison);
  ASSERT_NE(comparison, entries.end());
  ASSERT_NE(training, entries.end());
  EXPECT_EQ(comparison->rounds, 2);  // of three attempts one was set aside
  EXPECT_EQ(comparison->runs, 9);
  EXPECT_EQ(comparison->end, ComparisonEnd::resolved);
  EXPECT_EQ(training->rounds, 0);
}

}  // namespace
}  // namespace accelbench
