// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/results/side_by_side.h"
#include "core/results/side_by_side_json.h"
#include "tests/core/results/comparison_sample.h"
#include "tests/core/results/file_tools.h"

namespace accelbench {
namespace {

using sample::compared_judgement;
using sample::compared_results;
using sample::source_of;

/// The other machine: half as fast, its reference clearly slower, its experiment with 50 epochs.
struct Elsewhere {
  Elsewhere() {
    results.machine.cpu = "Another processor";
    Experiment experiment = sample::compared_experiment();
    experiment.training.epochs = 50;
    results.experiment_text = write_experiment(experiment);
    results.fingerprint = "beef";
    for (RowFigures& row : judgement.rows) *row.figures.front().median /= 2;
    judgement.pairs[1].verdict = Verdict::slower;
  }
  Results results = compared_results();
  Judgement judgement = compared_judgement();
};

class SideBySideTest : public testing::Test {
 protected:
  const Results here_ = compared_results();
  const Judgement judged_here_ = compared_judgement();
  const Elsewhere there_;
  const ReportSource a_ = source_of(here_, &judged_here_);
  const ReportSource b_ = source_of(there_.results, &there_.judgement);
};

TEST_F(SideBySideTest, TellsWhatDiffers) {
  const ReportView a(a_);
  const ReportView b(b_);
  const SideBySide both = side_by_side(a, b);
  EXPECT_EQ(both.same_work, false);
  ASSERT_EQ(both.differences.size(), 1U);
  EXPECT_EQ(both.differences[0].key, "training.epochs");
  EXPECT_EQ(both.differences[0].a, "100");
  EXPECT_EQ(both.differences[0].b, "50");
  const SideBySide itself = side_by_side(a, a);
  EXPECT_EQ(itself.same_work, true);
  EXPECT_TRUE(itself.differences.empty());
}

TEST_F(SideBySideTest, DescribesRatiosAndHoldsVerdictsAgainstEachOther) {
  const ReportView a(a_);
  const ReportView b(b_);
  const SideBySide both = side_by_side(a, b);
  ASSERT_EQ(both.figures.size(), 6U);  // throughput and training time of three
  EXPECT_EQ(both.figures[0].ratio, 0.5);
  EXPECT_EQ(both.figures[3].ratio, 1.0);
  ASSERT_EQ(both.verdicts.size(), 3U);
  EXPECT_EQ(both.verdicts[0].agreement, "agree");
  EXPECT_EQ(both.verdicts[1].agreement, "differ");  // not separated against slower
}

TEST_F(SideBySideTest, SaysItInWordsAndClaimsNothing) {
  const std::string text = report_as_text(side_by_side_document(a_, b_));
  for (const char* part : {"They did different work", "training.epochs: 100 in A, 50 in B",
                           "Another processor", "On throughput, 1 of 2 verdicts agree.", "0.500×",
                           "B / A is the ratio of the medians, as a description"})
    EXPECT_TRUE(contains(text, part)) << part << "\n" << text;
}

TEST_F(SideBySideTest, TakesATrainingBesideAComparison) {
  Results training = here_;
  training.comparison.reset();
  training.runs = {sample::compared_record(here_.comparison->rounds[0].runs[1], 1)};
  training.runs.front().run = "cpu";
  const ReportSource b = source_of(training, nullptr);
  const std::string text = report_as_text(side_by_side_document(a_, b));
  EXPECT_TRUE(contains(text, "Only two comparisons have verdicts")) << text;
  EXPECT_TRUE(contains(text, "a training: one run each")) << text;
  EXPECT_TRUE(contains(text, "not in it")) << text;  // cpu-all was not trained there
  EXPECT_TRUE(contains(text, "0.980×")) << text;     // 100 000 by 102 000
}

TEST_F(SideBySideTest, IsOneDocumentForPrograms) {
  const auto json = side_by_side_json(a_, b_);
  EXPECT_EQ(json["same_work"], false);
  EXPECT_EQ(json["figures"][0]["a"]["median"], 102000.0);
  EXPECT_EQ(json["figures"][0]["b"]["median"], 51000.0);
  EXPECT_EQ(json["verdicts"][1]["verdict_b"], "slower");
  EXPECT_EQ(json["b"]["fingerprint"], "beef");
}

}  // namespace
}  // namespace accelbench
