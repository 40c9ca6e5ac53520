// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/results/comparison_csv.h"
#include "tests/core/results/comparison_sample.h"

namespace accelbench {
namespace {

using sample::compared_judgement;
using sample::compared_results;
using sample::source_of;

/// Without quoted cells: those of the sample have no comma but in sentences, which stand last.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) all.push_back(cell);
  return all;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

class ComparisonCsv : public testing::Test {
 protected:
  void SetUp() override {
    const auto written =
        write_comparison_csv(source_of(results_, &judgement_), folder_.path() / "tables", false);
    ASSERT_TRUE(written) << to_string(written.error());
  }
  std::vector<std::string> table(const std::string& name) const {
    return lines(sample::text_of(folder_.path() / "tables" / name));
  }
  /// The cell under this title.
  std::string cell(const std::string& name, std::size_t line, const std::string& title) const {
    const auto all = table(name);
    const auto titles = cells(all.at(0));
    const auto at = std::ranges::find(titles, title) - titles.begin();
    return cells(all.at(line)).at(static_cast<std::size_t>(at));
  }
  const sample::Folder folder_;
  const Results results_ = compared_results();
  const Judgement judgement_ = compared_judgement();
};

TEST_F(ComparisonCsv, TellsEachAccelerator) {
  ASSERT_EQ(table("accelerators.csv").size(), 1 + 3U);
  EXPECT_EQ(cell("accelerators.csv", 2, "row"), "cpu-all");
  EXPECT_EQ(cell("accelerators.csv", 2, "throughput"), "306000");
  EXPECT_EQ(cell("accelerators.csv", 2, "throughput_low"), "300000");
  EXPECT_EQ(cell("accelerators.csv", 2, "time_to_target"), "");
  EXPECT_EQ(cell("accelerators.csv", 2, "cold_start_s"), "0.25");
}

TEST_F(ComparisonCsv, TellsEachRunOfEachRound) {
  ASSERT_EQ(table("rounds.csv").size(), 1 + 4 * 3U);
  EXPECT_EQ(cell("rounds.csv", 5, "attempt"), "2");
  EXPECT_EQ(cell("rounds.csv", 5, "position"), "2");
  EXPECT_EQ(cell("rounds.csv", 5, "counted"), "false");
  EXPECT_EQ(cell("rounds.csv", 5, "row"), "cpu");
  EXPECT_EQ(cell("rounds.csv", 5, "throughput"), "101000");
  EXPECT_EQ(cell("rounds.csv", 5, "time_to_target"), "inf");
  EXPECT_EQ(cell("rounds.csv", 5, "disturbances"),
            "other_process: other processes used 31 % of the processors");
  EXPECT_EQ(cell("rounds.csv", 8, "counted"), "true");
}

TEST_F(ComparisonCsv, TellsPairsWithAndWithoutTheRoundsSetAside) {
  ASSERT_EQ(table("pairs.csv").size(), 1 + 3 + 2U);
  EXPECT_EQ(cell("pairs.csv", 1, "ratio"), "3");
  EXPECT_EQ(cell("pairs.csv", 1, "verdict"), "faster");
  EXPECT_EQ(cell("pairs.csv", 4, "rounds_set_aside"), "included");
  EXPECT_EQ(cell("pairs.csv", 4, "low"), "2.2");
  EXPECT_EQ(cell("looks.csv", 1, "alpha_spent"), "0.05");
  EXPECT_EQ(table("looks.csv").size(), 1 + 2U);
}

TEST_F(ComparisonCsv, StandsBesideTheTablesOfEveryRun) {
  EXPECT_EQ(table("runs.csv").size(), 1 + 4 * 3U);
  EXPECT_EQ(table("epochs.csv").size(), 1 + 4 * 3 * 20U);
}

TEST_F(ComparisonCsv, ReplacesNothingUnasked) {
  const auto again = write_comparison_csv(source_of(results_, &judgement_), folder_.path() / "tables", false);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "the file exists");
  EXPECT_TRUE(write_comparison_csv(source_of(results_, &judgement_), folder_.path() / "tables", true));
}

}  // namespace
}  // namespace accelbench
