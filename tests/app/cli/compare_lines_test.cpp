// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_lines.h"

#include <gtest/gtest.h>

namespace accelbench {
namespace {

TEST(IntervalBar, LiesOnALogarithmicAxisAroundOne) {
  EXPECT_EQ(interval_bar(0.5, 1, 2, 4, 9), "  ├─●─┤  ");
  EXPECT_EQ(interval_bar(2, 2.83, 4, 4, 9), "    │ ├●┤");
  EXPECT_EQ(interval_bar(0.25, 0.25, 0.25, 4, 9), "●   │    ");
}

TEST(IntervalBar, IsEmptyWhereThereIsNothingToDraw) {
  EXPECT_EQ(interval_bar(0, 1, 2, 4, 9), "");
  EXPECT_EQ(interval_bar(2, 1, 0.5, 4, 9), "");
  EXPECT_EQ(interval_bar(0.5, 1, 2, 1, 9), "");
}

TEST(ReadableDuration, ChangesItsUnits) {
  EXPECT_EQ(readable_duration(2.34), "2.3 s");
  EXPECT_EQ(readable_duration(9.97), "10 s");
  EXPECT_EQ(readable_duration(70.0), "1 min 10 s");
  EXPECT_EQ(readable_duration(7260.0), "2 h 1 min");
  EXPECT_EQ(readable_duration(std::nullopt), "—");
}

TEST(CertificateLine, SaysWhatWasFound) {
  CertificateRecord certificate;
  certificate.row = "gpu";
  certificate.comparable = true;
  certificate.checks = {{"gradient", true, 2.1e-7, 1e-4, "the gradient agrees"}};
  EXPECT_EQ(certificate_line(certificate),
            "gpu: the same work (1 check; gradient 2.1e-07 of at most 0.0001)");
  certificate.comparable = false;
  certificate.reason = "the gradient differs by 12 %";
  EXPECT_EQ(certificate_line(certificate), "gpu: not comparable: the gradient differs by 12 %");
  certificate.status = RunStatus::unavailable;
  EXPECT_EQ(certificate_line(certificate), "gpu: left out: the gradient differs by 12 %");
}

TEST(RepeatLine, NamesTheWorstDisturbanceFromOutside) {
  RoundRecord round;
  round.round = 3;
  round.runs = {
      {"cpu#4", "cpu", "cpu", 0, {}, {{DisturbanceKind::other_process, true, 0.2, 0.05, "others used 20 %"}}},
      {"gpu#4",
       "gpu",
       "gpu",
       0,
       {},
       {{DisturbanceKind::other_process, true, 0.31, 0.05, "others used 31 %"},
        {DisturbanceKind::throttling, false, 3, 0, "throttled 3 times"}}}};
  EXPECT_EQ(repeat_line(round), "round 3 is repeated: while gpu ran, others used 31 %");
}

TEST(ForecastLines, TellTimeFromTheFirstLookToTheLastRound) {
  Forecast forecast;
  forecast.round_s = 2.5;
  forecast.first_look = 6;
  forecast.most_rounds = 30;
  EXPECT_EQ(forecast_lines(forecast),
            (std::vector<std::string>{"about 15 s to 1 min 15 s: 6 to 30 rounds of 2.5 s"}));
  forecast.rounds_in_time = 10;
  EXPECT_EQ(
      forecast_lines(forecast),
      (std::vector<std::string>{"about 15 s to 25 s: 6 to 10 rounds of 2.5 s, as the time limit ends it "
                                "before 30"}));
}

/// Two accelerators after the first look: the second is 25 % faster.
LiveComparison after_six_rounds() {
  LiveComparison live;
  live.spec.baseline = "cpu";
  live.rows = {"cpu", "gpu"};
  live.progress.stage = ComparisonProgress::Stage::rounds;
  live.progress.round = 7;
  live.progress.row = "gpu";
  live.progress.done_in_round = 1;
  live.progress.rows_in_round = 2;
  live.progress.elapsed_s = 21;
  live.progress.eta_s = 70;
  PairJudgement pair;
  pair.a = "gpu";
  pair.b = "cpu";
  pair.decides = true;
  pair.ratio = 1.25;
  pair.low = 1.2;
  pair.high = 1.3;
  pair.verdict = Verdict::faster;
  live.judgement.pairs = {pair};
  live.judgement.rows = {{"cpu", "cpu", 0, {{Quantity::throughput, 1000, 990, 1010, 6, ""}}},
                         {"gpu", "gpu", 0, {{Quantity::throughput, 1250, 1240, 1260, 6, ""}}}};
  live.judgement.next_look = 10;
  live.judgement.set_aside = 1;
  return live;
}

TEST(LiveLines, ShowRoundIntervalVerdictAndWhatComesNext) {
  const auto lines = live_lines(after_six_rounds(), false);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0], "round 7 of 6–30 · gpu (2 of 2) · 21 s, about 1 min 10 s to go");
  EXPECT_NE(lines[2].find("baseline"), std::string::npos);
  EXPECT_NE(lines[3].find("1.25× (1.2–1.3)"), std::string::npos) << lines[3];
  EXPECT_NE(lines[3].find("faster"), std::string::npos);
  EXPECT_EQ(lines[4], "verdicts may change after round 10; 1 set aside as disturbed");
}

TEST(LiveLines, ColourOnlyWhatIsSeparated) {
  LiveComparison live = after_six_rounds();
  EXPECT_NE(live_lines(live, true)[3].find("\x1b[1m"), std::string::npos);
  live.judgement.pairs.front().verdict = Verdict::not_separated;
  EXPECT_EQ(live_lines(live, true)[3].find("\x1b["), std::string::npos);
}

}  // namespace
}  // namespace accelbench
