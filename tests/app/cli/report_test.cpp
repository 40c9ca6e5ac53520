// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/app/cli/process.h"

namespace accelbench::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class Report : public testing::Test {
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
  EXPECT_TRUE(contains(one.out, "  Small          2  ")) << one.out;
  const Json list = Json::parse(run(folder_, {"report", "--json"}).out, nullptr, false);
  ASSERT_EQ(list["results"].size(), 1U);
  EXPECT_EQ(list["results"][0]["experiment"], "Small");
  EXPECT_EQ(list["results"][0]["runs"], 2);
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

TEST_F(Report, RefusesWhatItCannotDo) {
  write(folder_ / "broken.accelresults", "no results at all");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"a.accelresults", "a.accelresults"}, "this build cannot set results side by side yet"},
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
