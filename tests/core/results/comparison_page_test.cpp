// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <regex>

#include "core/base/sha256.h"
#include "core/results/comparison_html.h"
#include "core/results/report_page_style.h"
#include "core/results/report_plots.h"
#include "tests/core/results/comparison_sample.h"
#include "tests/core/results/file_tools.h"

namespace accelbench {
namespace {

using sample::compared_judgement;
using sample::compared_results;
using sample::source_of;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

std::string page() {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  return report_page(source_of(results, &judgement));
}

TEST(ComparisonPage, HoldsTheWholeReport) {
  const std::string text = page();
  EXPECT_TRUE(text.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  for (const char* part :
       {"<h1>Seed network</h1>", "cpu-all trains 3.00× as fast as cpu", "306 k (300–309)", "Loss by epoch",
        "Loss by training time", "Every run: throughput", "Cold start (s)", "Where the time of a step goes",
        "accelbench-cli compare seed.accelresults --repeat", "accelbench: 1", "the gradient differs by 12 %",
        "f00d", "A processor"})
    EXPECT_TRUE(contains(text, part)) << part;
  EXPECT_EQ(count(text, "<svg "),
            8U);  // forest, runs, loss, val_loss, loss by time, phases, cold start, split
}

TEST(ComparisonPage, AsksNobodyForAnything) {
  const std::string text = page();
  for (const char* part :
       {"<script", "<link", "<img", "<iframe", "@import", "url(", "src=", "href=", " style=\""})
    EXPECT_FALSE(contains(text, part)) << part;
  // The name of SVG's language is the only address, and none is followed.
  std::string rest = std::regex_replace(text, std::regex("xmlns=\"http://www.w3.org/2000/svg\""), "");
  EXPECT_FALSE(contains(rest, "http://"));
  EXPECT_FALSE(contains(rest, "https://"));
}

TEST(ComparisonPage, PolicyLetsInItsOwnStyleAlone) {
  const std::string text = page();
  const auto begin = text.find("<style>") + 7;
  const std::string style = text.substr(begin, text.find("</style>") - begin);
  EXPECT_TRUE(contains(text, "content=\"default-src &#39;none&#39;; style-src &#39;sha256-" +
                                 base64_of_hex(sha256_hex(style)) +
                                 "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\""));
  EXPECT_EQ(count(text, "<style>"), 1U);
}

TEST(ComparisonPage, Base64AsInItsStandard) {
  EXPECT_EQ(base64_of_hex("666f6f626172"), "Zm9vYmFy");  // RFC 4648, 10: "foobar"
  EXPECT_EQ(base64_of_hex("666f6f6261"), "Zm9vYmE=");
  EXPECT_EQ(base64_of_hex("666f6f62"), "Zm9vYg==");
  EXPECT_EQ(base64_of_hex(""), "");
}

TEST(ComparisonPage, NamesOfStrangersStayText) {
  Results results = compared_results();
  Judgement judgement = compared_judgement();
  const std::string evil = "</style></title><script>alert(1)</script><b onload='x' \">\x1b";
  results.experiment_name = results.created = results.fingerprint = evil;
  results.machine = {evil, 1, 1, evil, evil, evil};
  results.experiment_text += "# " + evil + "\n";
  results.comparison->end_reason = evil;
  results.comparison->floor->accelerator = evil;
  for (CertificateRecord& certificate : results.comparison->certificates) {
    certificate.reason = certificate.note = certificate.algorithm = evil;
    for (CertificateCheck& check : certificate.checks) check.name = check.text = evil;
  }
  for (RoundRecord& round : results.comparison->rounds)
    for (RoundRun& run : round.runs) run.summary.reason = run.row = run.accelerator = evil;
  for (PairJudgement& pair : judgement.pairs)
    pair.a = pair.b = pair.sentence = pair.reason = pair.method = evil;
  for (RowFigures& row : judgement.rows) row.row = row.accelerator = evil;
  ReportSource source = source_of(results, &judgement);
  source.recomputed = source.command = evil;
  for (const std::string& text : {report_page(source), side_by_side_page(source, source)}) {
    EXPECT_FALSE(contains(text, "<script"));
    EXPECT_FALSE(contains(text, "<b "));
    EXPECT_FALSE(contains(text, "\x1b"));
    EXPECT_EQ(count(text, "</style>"), 1U);
    EXPECT_EQ(count(text, "</html>"), 1U);
  }
}

TEST(ComparisonPage, OfATrainingHasItsCurvesAndNoVerdict) {
  const Results results = compared_results();
  const std::string text = report_page(source_of(results, nullptr));
  EXPECT_TRUE(contains(text, "Loss by epoch"));
  EXPECT_TRUE(contains(text, "nothing here is a verdict"));
  EXPECT_FALSE(contains(text, "class=\"verdict\""));
}

TEST(ReportPlots, StandAloneWithTheirOwnStyle) {
  const Results results = compared_results();
  const Judgement judgement = compared_judgement();
  const ReportSource source = source_of(results, &judgement);
  const ReportView view(source);
  for (const ReportPlot& plot : report_plots(view, true))
    EXPECT_EQ(count(plot.svg, "<style>"), 1U) << plot.file;
  for (const ReportPlot& plot : report_plots(view, false))
    EXPECT_EQ(count(plot.svg, "<style>"), 0U) << plot.file;
}

}  // namespace
}  // namespace accelbench
