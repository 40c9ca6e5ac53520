// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/recording.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/core/results/recorded_comparison.h"

namespace accelbench {
namespace {

/// Notes what it hears; at the end of a round also how many rounds the file has by then.
class Listener : public ComparisonSink {
 public:
  explicit Listener(std::filesystem::path file) : file_(std::move(file)) {}
  void on_event(const Event& event) override {
    const auto* message = std::get_if<MessageEvent>(&event.what);
    heard.push_back(message != nullptr && event.run.empty() ? message->level : "event");
    if (message != nullptr) text = message->text;
  }
  void on_certificate(const CertificateRecord& certificate) override {
    heard.push_back("certificate " + certificate.row);
  }
  void on_forecast(const Forecast&) override { heard.push_back("forecast"); }
  void on_round_begin(const RoundRecord& round) override { note("begin", round); }
  void on_run_end(const RoundRecord&, const RoundRun& run) override { heard.push_back("end " + run.run); }
  void on_round_end(const RoundRecord& round, const Judgement&) override {
    note("end", round);
    const auto results = read_results(file_);
    if (results && results->comparison) rounds_in_file = results->comparison->rounds.size();
  }
  void on_progress(const ComparisonProgress&) override { heard.push_back("progress"); }

  std::vector<std::string> heard;
  std::string text;
  std::size_t rounds_in_file = 0;

 private:
  void note(const std::string& what, const RoundRecord& round) {
    heard.push_back(what + " round " + std::to_string(round.round));
  }
  std::filesystem::path file_;
};

/// One round as the protocol tells it.
void tell_round(ComparisonSink& sink) {
  const RoundRecord round = sample::ended_round(1, 1);
  sink.on_round_begin(sample::begun_round(1, 1));
  for (const RoundRun& run : round.runs) sink.on_run_end(round, run);
  sink.on_round_end(round, sample::judgement(1));
}

ComparisonRequest request() {
  ComparisonRequest told;
  told.experiment = sample::recorded_experiment();
  told.seed = 7;
  told.a_a = true;
  told.floor = sample::floor();
  return told;
}

TEST(RecordingSink, RecordsFirstAndPassesAllOn) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", comparison_start(request()), sample::machine(), false);
  ASSERT_TRUE(recorder) << to_string(recorder.error());
  Listener listener(folder / "a");
  RecordingSink sink(**recorder, listener);
  sink.on_progress({});
  sink.on_certificate(sample::recorded_certificate(0));
  sink.on_forecast(sample::forecast());
  sink.on_event(sample::started_run("cpu#1"));
  tell_round(sink);
  EXPECT_EQ(listener.heard,
            (std::vector<std::string>{"progress", "certificate cpu", "forecast", "event", "begin round 1",
                                      "end cpu#1", "end cpu-all#1", "end round 1"}));
  EXPECT_EQ(listener.rounds_in_file, 1U);  // there before it is told
  ComparisonOutcome outcome;
  outcome.fingerprint = "c0de";
  outcome.facts.end = ComparisonEnd::all_rounds;
  outcome.facts.end_reason = "all 1 rounds were run";
  outcome.judgement = sample::judgement(1);
  ASSERT_TRUE(sink.close(&outcome));
  const auto results = read_results(folder / "a");
  ASSERT_TRUE(results) << to_string(results.error());
  EXPECT_EQ(results->comparison->seed, 7U);
  EXPECT_TRUE(results->comparison->a_a);
  EXPECT_EQ(results->comparison->floor, sample::floor());
  EXPECT_EQ(results->comparison->rounds, std::vector{sample::ended_round(1, 1)});
  EXPECT_EQ(results->comparison->end, ComparisonEnd::all_rounds);
  EXPECT_EQ(results->fingerprint, "c0de");
}

TEST(RecordingSink, SaysOnceThatTheFileCannotBeWritten) {
  const sample::Folder folder;
  auto recorder = Recorder::create(folder / "a", comparison_start(request()), sample::machine(), false);
  ASSERT_TRUE(recorder);
  Listener listener(folder / "a");
  RecordingSink sink(**recorder, listener);
  std::filesystem::remove(folder / "a");
  tell_round(sink);
  EXPECT_EQ(std::ranges::count(listener.heard, "error"), 1);
  EXPECT_NE(listener.text.find("the file was removed"), std::string::npos) << listener.text;
  EXPECT_NE(listener.text.find("The comparison goes on"), std::string::npos) << listener.text;
  EXPECT_FALSE(sink.close(nullptr));
  EXPECT_TRUE((*recorder)->save_elsewhere(folder / "b", false));
  EXPECT_EQ(read_results(folder / "b")->comparison->rounds, std::vector{sample::ended_round(1, 1)});
}

TEST(ResumeFrom, NewAttemptsGetNewNumbers) {
  Results results;
  ComparisonRequest resumed;
  resume_from(results, resumed);
  EXPECT_FALSE(resumed.resume);
  results.comparison = sample::facts(ComparisonEnd::unfinished, "");
  results.comparison->rounds.push_back(sample::begun_round(4, 3));  // ended by a kill
  resume_from(results, resumed);
  EXPECT_EQ(resumed.resume, results.comparison);
  EXPECT_EQ(resumed.first_attempt, 5);
  EXPECT_EQ(resumed.seed, sample::start().seed);
  EXPECT_EQ(resumed.floor, sample::floor());
  EXPECT_TRUE(resumed.a_a);
}

}  // namespace
}  // namespace accelbench
