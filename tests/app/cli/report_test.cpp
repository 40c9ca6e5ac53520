// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class Report : public ::testing::Test {
 protected:
  void SetUp() override {
    write(folder_ / "small.accel.yaml", small_experiment());
    ASSERT_EQ(run(folder_, {"run", "small.accel.yaml", "--output", "a.accelresults"}).status, 0);
  }
  const Folder folder_;
};

TEST_F(Report, ListsThisMachinesResults) {
  const Finished none = run(folder_, {"report"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.out, "");
  EXPECT_TRUE(contains(none.err, "There are no results in ")) << none.err;
  ASSERT_EQ(run(folder_, {"run", "small.accel.yaml"}).status, 0);
  const Finished one = run(folder_, {"report"});
  EXPECT_TRUE(contains(one.out, "  Small       training                    2  ")) << one.out;
  const Json list = Json::parse(run(folder_, {"report", "--json"}).out, nullptr, false);
  ASSERT_EQ(list["results"].size(), 1U);
  EXPECT_EQ(list["results"][0]["experiment"], "Small");
  EXPECT_EQ(list["results"][0]["runs"], 2);
  EXPECT_EQ(list["results"][0]["kind"], "training");
  EXPECT_TRUE(list["results"][0]["rounds"].is_null());
  EXPECT_TRUE(fs::exists(list["results"][0]["file"].get<std::string>()));
}

TEST_F(Report, WritesTablesForOtherPrograms) {
  const Finished finished = run(folder_, {"report", "a.accelresults", "--csv", "tables"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const std::string epochs = text_of(folder_ / "tables/epochs.csv");
  EXPECT_EQ(std::count(epochs.begin(), epochs.end(), '\n'), 1 + 2 * 5);
  EXPECT_TRUE(fs::exists(folder_ / "tables/runs.csv"));
  EXPECT_TRUE(fs::exists(folder_ / "tables/devices.csv"));
  EXPECT_EQ(run(folder_, {"report", "a.accelresults", "--csv", "tables"}).status, 2);
  EXPECT_EQ(run(folder_, {"report", "a.accelresults", "--csv", "tables", "--force"}).status, 0);
}

TEST_F(Report, WritesAPageAndMarkdown) {
  const Finished finished =
      run(folder_, {"report", "a.accelresults", "--html", "a.html", "--markdown", "a.md"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_TRUE(contains(finished.out, "samples/s"));
  EXPECT_TRUE(text_of(folder_ / "a.html").starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(contains(text_of(folder_ / "a.html"), "Loss by epoch"));
  EXPECT_TRUE(text_of(folder_ / "a.md").starts_with("# Small\n"));
  const Finished printed = run(folder_, {"report", "a.accelresults", "--markdown", "-"});
  EXPECT_EQ(printed.out, text_of(folder_ / "a.md"));
  EXPECT_EQ(run(folder_, {"report", "a.accelresults", "--html", "a.html"}).status, 2);
  EXPECT_EQ(run(folder_, {"report", "a.accelresults", "--html", "a.html", "--force"}).status, 0);
}

TEST_F(Report, SetsTwoBesideEachOther) {
  ASSERT_EQ(
      run(folder_, {"run", "small.accel.yaml", "--set", "training.epochs=3", "--output", "b.accelresults"})
          .status,
      0);
  const Finished text = run(folder_, {"report", "a.accelresults", "b.accelresults"});
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_TRUE(contains(text.out, "They did different work")) << text.out;
  EXPECT_TRUE(contains(text.out, "training.epochs: 5 in A, 3 in B")) << text.out;
  const Json both =
      Json::parse(run(folder_, {"report", "a.accelresults", "b.accelresults", "--json"}).out, nullptr, false);
  EXPECT_EQ(both["same_work"], false);
  EXPECT_EQ(both["a"]["runs"].size(), 2U);
  const Json itself =
      Json::parse(run(folder_, {"report", "a.accelresults", "a.accelresults", "--json"}).out, nullptr, false);
  EXPECT_EQ(itself["same_work"], true);
  EXPECT_TRUE(itself["differences"].empty());
}

TEST_F(Report, RefusesWhatItCannotDo) {
  write(folder_ / "broken.accelresults", "no results at all");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"a.accelresults", "a.accelresults", "--csv", "t"}, "--csv: error: two results files are named"},
      {{"a.accelresults", "--json", "--markdown", "-"}, "--json: error: both it and --markdown - print"},
      {{"a.accelresults", "--html", "small.accel.yaml"}, "small.accel.yaml: error: "},
      {{"--html", "page.html"}, "--html: error: no results file is named"},
      {{"broken.accelresults"}, "broken.accelresults: error: this is not a results file"},
      {{"none.accelresults"}, "none.accelresults: error: cannot read: No such file or directory"},
      {{"--csv", "tables"}, "--csv: error: no results file is named"},
  };
  for (const auto& [arguments, message] : cases) {
    std::vector<std::string> command = {"report"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Finished finished = run(folder_, command);
    EXPECT_EQ(finished.status, 2) << message;
    EXPECT_EQ(finished.out, "");
    EXPECT_TRUE(contains(finished.err, message)) << finished.err;
  }
}

}  // namespace
}  // namespace accelbench::cli
