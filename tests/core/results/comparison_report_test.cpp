// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/results/comparison_words.h"
#include "core/results/report_times.h"
#include "core/results/report_view.h"
#include "tests/core/results/comparison_sample.h"
#include "tests/core/results/file_tools.h"

namespace accelbench {
namespace {

using sample::compared_judgement;
using sample::compared_results;
using sample::source_of;

std::string text_of_report(const Results& results, const Judgement& judgement) {
  return report_as_text(report_document(source_of(results, &judgement)));
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
  return widest;
}

TEST(ComparisonWords, TellFiguresWithTheirUnitOnce) {
  EXPECT_EQ(figure_text({Quantity::throughput, 1.234e6, 1.2e6, 1.3e6, 6, ""}), "1.23 M (1.20–1.30)");
  EXPECT_EQ(figure_text({Quantity::train_time, 0.0075, 0.0009, 0.008, 6, ""}), "7.5 ms (900 µs–8 ms)");
  EXPECT_EQ(figure_text({Quantity::time_to_target, std::numeric_limits<double>::infinity(), {}, {}, 6, ""}),
            "not reached");
  EXPECT_EQ(figure_text({Quantity::cost_to_target, 0.0125, {}, {}, 6, ""}, "USD"), "0.0125 USD");
  EXPECT_EQ(figure_text({Quantity::final_loss, {}, {}, {}, 0, "why"}), "—");
}

TEST(ComparisonWords, RatiosAreHonestAtOne) {
  PairJudgement pair = sample::pair_judgement("gpu", 1.004, 1.001, 1.008, Verdict::faster);
  EXPECT_EQ(ratio_text(pair), "1.004× (1.001–1.008)");  // never "1.00 (1.00–1.01)" where 1 is left out
  pair.high = std::nullopt;
  EXPECT_EQ(ratio_text(pair), "1.004× (1.001–∞)");
  pair.ratio = std::nullopt;
  EXPECT_EQ(ratio_text(pair), "—");
  EXPECT_EQ(ratio_text(0.0), "—");
}

TEST(ComparisonWords, MedianOfWhatIsMeasured) {
  EXPECT_EQ(median_of({}), std::nullopt);
  EXPECT_EQ(median_of({3, 1, 2}), 2.0);
  EXPECT_EQ(median_of({4, 1, 2, std::nan("")}), 2.0);
  EXPECT_EQ(median_of({1, 2, 3, 4}), 2.5);
  const double missed = std::numeric_limits<double>::infinity();
  EXPECT_EQ(median_of({1, missed, missed, missed}), missed);
}

TEST(ComparisonText, SaysTheSentencesFirstAndEveryFigure) {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  const std::string text = text_of_report(results, judgement);
  const auto sentence = text.find("cpu-all trains 3.00× as fast as cpu (2.90–3.10, 97.5 %, 3 rounds)");
  ASSERT_NE(sentence, std::string::npos) << text;
  EXPECT_LT(sentence, text.find("Throughput (samples/s)"));
  for (const char* part :
       {"3 counted and 1 set aside (3 asked for; order from seed 7)", "as many rounds as were asked for",
        "best: cpu-all, separated from every other", "306 k (300–309)", "0.990× (0.985–1.004)  not separated",
        "250 ms", "88.2 ms (87.4–90)", "75.0 %",
        "time to target of 3 accelerators: the experiment names no target",
        "cpu: the same work, 2 of 2 checks; gradient 2.1e-07 of at most 0.0001",
        "wrong: not comparable: the gradient differs by 12 % (limit 0.01 %)", "Noise floor: 1.02×",
        "Round 2 (attempt 2) was set aside and repeated: cpu: other processes used 31 % of the processors",
        "2.8× (2.2–3.6)", "α spent"})
    EXPECT_TRUE(contains(text, part)) << part << "\n" << text;
  EXPECT_LE(widest_line(text), 120U);
}

TEST(ComparisonText, FitsATerminalWhateverTheNames) {
  Results results = compared_results();
  Judgement judgement = compared_judgement();
  const std::string wide(200, 'x');
  judgement.rows.front().row = "非常に長い名前の加速器が並んでいるので表からはみ出すかもしれない";
  judgement.pairs.front().a = wide;
  judgement.pairs_with_set_aside.front().a = wide;
  judgement.pairs.back().a = wide;
  const std::string text = report_as_text(report_document(source_of(results, &judgement)));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!contains(line, wide)) {
      EXPECT_LE(display_width(line), 120U) << line;
    }
}

TEST(ComparisonText, SteersNoTerminal) {
  Results results = compared_results();
  Judgement judgement = compared_judgement();
  results.experiment_name = "a\x1b[31m";
  judgement.pairs.front().sentence = "b\x1b]0;c\x07";
  results.comparison->certificates.front().reason = "\x1b[2J";
  results.comparison->certificates.front().comparable = false;
  EXPECT_FALSE(contains(text_of_report(results, judgement), "\x1b"));
}

TEST(ComparisonText, MarksNothingAsSureThatIsNotSeparated) {
  const Results results = compared_results();
  Judgement judgement = compared_judgement();
  judgement.best = {""};
  const ReportDocument document = report_document(source_of(results, &judgement));
  std::size_t sure = 0;
  for (const ReportPart& part : document.parts)
    for (const auto& row : part.table.rows)
      for (const ReportCell& cell : row) {
        sure += cell.sure ? 1 : 0;
        EXPECT_FALSE(cell.sure && contains(cell.text, "not separated"));
      }
  EXPECT_EQ(sure,
            4U);  // cpu-all: throughput, training time, and throughput without and with the round set aside
  EXPECT_TRUE(contains(report_as_text(document), "no accelerator is separated from all others"));
}

TEST(ComparisonText, TellsFailuresAndDisturbancesThatCount) {
  Results results = compared_results();
  const Judgement judgement = compared_judgement();
  auto& rounds = results.comparison->rounds;
  rounds[0].runs[1].summary.status = RunStatus::failed;
  rounds[0].runs[1].summary.reason = "out of memory";
  rounds[3].runs[0].disturbances = {
      {DisturbanceKind::throttling, false, {}, {}, "the clock fell to 800 MHz"}};
  const std::string text = text_of_report(results, judgement);
  EXPECT_TRUE(contains(text, "cpu did not complete in 1 of 3 rounds: failed: out of memory")) << text;
  EXPECT_TRUE(contains(text, "Round 3, marked and kept (its own load): cpu-all: the clock fell to 800 MHz"))
      << text;
}

TEST(ComparisonText, TellsThatAComparisonIsNotResolved) {
  const Results results = compared_results();
  Judgement judgement = compared_judgement();
  judgement.resolved = false;
  judgement.next_look = 6;
  judgement.expected_rounds = 12;
  EXPECT_TRUE(contains(text_of_report(results, judgement),
                       "Not resolved: the next look is at round 6, about 12 rounds are expected."));
}

TEST(ComparisonText, StandsWithoutRoundsCertificatesAndExperiment) {
  Results results = compared_results();
  results.comparison = ComparisonRecord();
  results.experiment_text = "no experiment";
  results.runs.clear();
  const Judgement judgement;
  const std::string text = text_of_report(results, judgement);
  EXPECT_TRUE(contains(text, "There is no pair to compare.")) << text;
  EXPECT_TRUE(contains(text, "nothing proves that the work was the same")) << text;
}

TEST(ComparisonMarkdown, IsTablesThatGitHubReads) {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  const std::string text = report_as_markdown(report_document(source_of(results, &judgement)));
  EXPECT_TRUE(text.starts_with("# Seed network\n")) << text;
  EXPECT_TRUE(contains(text,
                       "| accelerator | state | throughput | rounds | / cpu | verdict |\n"
                       "| --- | --- | ---: | ---: | ---: | --- |\n"))
      << text;
  EXPECT_TRUE(
      contains(text, "| cpu-all | comparable | 306 k (300–309) | 3 | 3.00× (2.90–3.10) | **faster** |"))
      << text;
  EXPECT_TRUE(contains(text, "| not separated |"));
  EXPECT_FALSE(contains(text, "**not separated**"));
  EXPECT_TRUE(contains(text, "```yaml\naccelbench: 1\n"));
}

TEST(ComparisonMarkdown, EscapesNames) {
  Results results = compared_results();
  const Judgement judgement = compared_judgement();
  results.experiment_name = "a|b <img src=x> [c](http://d) `e` *f*";
  results.experiment_text += "# ```` four\n";
  const std::string text = report_as_markdown(report_document(source_of(results, &judgement)));
  EXPECT_TRUE(text.starts_with("# a\\|b &lt;img src=x\\> \\[c\\](http://d) \\`e\\` \\*f\\*\n"))
      << text.substr(0, 90);
  EXPECT_TRUE(contains(text, "\n`````yaml\n"));  // longer than the longest within
}

TEST(ReportTimes, TellTheMedianOfEachPhase) {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  const ReportSource source = source_of(results, &judgement);
  const ReportView view(source);
  const auto seconds = phase_seconds(view, *view.row("cpu"));
  ASSERT_EQ(seconds.size(), phase_names().size());
  EXPECT_DOUBLE_EQ(seconds[0], 0.015);             // launch
  EXPECT_DOUBLE_EQ(seconds[1], 0.005);             // and what an import takes of it
  EXPECT_DOUBLE_EQ(seconds[5], 9000.0 / 102'000);  // train: the median of attempts 1, 3 and 4
  EXPECT_NEAR(seconds[8], 0.004, 1e-12);           // 0.54 beside training, less 0.036 told and 0.5 measured
  const auto shares = split_shares(view, *view.row("cpu"));
  EXPECT_EQ(shares, (std::vector<double>{0.05, 0.4, 0.35, 0.15, 0, 0.05}));
}

TEST(ReportView, CountsRoundsThatAreNotSetAside) {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  const ReportSource source = source_of(results, &judgement);
  const ReportView view(source);
  EXPECT_EQ(view.runs("cpu").size(), 4U);
  EXPECT_EQ(view.counted("cpu").size(), 3U);
  EXPECT_EQ(view.row("cpu-all")->look, 1);
  EXPECT_EQ(view.row("nobody"), nullptr);
  EXPECT_EQ(view.pair("cpu-all", Quantity::train_time)->ratio, 0.333);
}

}  // namespace
}  // namespace accelbench
