// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/core/results/file_tools.h"
#include "tests/core/results/sample.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string refusal(const fs::path& file) {
  const auto results = read_results(file);
  if (results) return "accepted";
  EXPECT_EQ(results.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(results.error().place, file.string());
  EXPECT_NE(results.error().fix, "");
  return results.error().message;
}

TEST(ReadResults, RefusesWhatIsNoResultsFile) {
  const sample::Folder folder;
  EXPECT_EQ(refusal(folder / "missing"), "cannot read: No such file or directory");
  EXPECT_EQ(refusal(folder.path()), "this is not a file");
  sample::write(folder / "empty", "");
  EXPECT_EQ(refusal(folder / "empty"), "the file is empty, so it holds no results");
  sample::write(folder / "text", std::string(5000, 'x'));
  EXPECT_EQ(refusal(folder / "text"), "this is not a results file");
  sql(folder / "other", "CREATE TABLE t(x)");
  EXPECT_EQ(refusal(folder / "other"), "this is an SQLite file, but no results file of Accelbench");
}

TEST(ReadResults, ANewerVersionSaysSo) {
  const sample::Folder folder;
  sample::record(folder / "a");
  sql(folder / "a", "PRAGMA user_version = 4");
  const auto results = read_results(folder / "a");
  ASSERT_FALSE(results);
  EXPECT_EQ(results.error().message, "results of format 4, and this program reads formats 1 to 3");
  EXPECT_EQ(results.error().fix, "read it with a newer Accelbench");
}

TEST(ReadResults, RefusesTablesOfAnotherShape) {
  const sample::Folder folder;
  sample::record(folder / "missing");
  sql(folder / "missing", "DROP TABLE log");
  EXPECT_EQ(refusal(folder / "missing"), "the table 'log' is missing or is not as Accelbench makes it");
  sample::record(folder / "view");
  sql(folder / "view", "ALTER TABLE log RENAME TO other; CREATE VIEW log AS SELECT * FROM other");
  EXPECT_EQ(refusal(folder / "view"), "the table 'log' is missing or is not as Accelbench makes it");
  sample::record(folder / "generated");
  sql(folder / "generated", "ALTER TABLE phases ADD COLUMN more TEXT AS (hex(zeroblob(100000000)))");
  EXPECT_EQ(refusal(folder / "generated"), "the table 'phases' is missing or is not as Accelbench makes it");
}

TEST(ReadResults, LetsThroughWhatOthersAdded) {
  const sample::Folder folder;
  sample::record(folder / "a");
  sql(folder / "a",
      "CREATE TABLE notes(x); CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM runs; END");
  EXPECT_EQ(refusal(folder / "a"), "accepted");
}

TEST(ReadResults, RefusesValuesThatMakeNoSense) {
  const sample::Folder folder;
  const std::vector<std::pair<std::string, std::string>> damages = {
      {"UPDATE runs SET summary = '{'", "the summary of a run"},
      {"UPDATE runs SET summary = '{\"status\": 7}'", "the summary of a run"},
      {"UPDATE runs SET summary = NULL", "the summary of a run"},
      {"UPDATE runs SET metrics = '[\"speed\"]'", "an unknown metric \"speed\""},
      {"UPDATE runs SET metrics = '[1]'", "an unknown metric 1"},
      {"UPDATE runs SET metrics = '[" + std::string(200'000, '[') + std::string(200'000, ']') + "]'",
       "the list of metrics of a run"},
      {"UPDATE runs SET metrics = '{}'", "the list of metrics of a run"},
      {"DELETE FROM runs", "a row of run 1, which does not exist"},
  };
  int number = 0;
  for (const auto& [statement, expected] : damages) {
    const fs::path file = folder / std::to_string(++number);
    sample::record(file);
    sql(file, statement);
    EXPECT_NE(refusal(file).find(expected), std::string::npos) << refusal(file);
  }
}

// A file that is cut anywhere is refused or gives results; it never crashes and never gives a run that is not
// whole.
TEST(ReadResults, CutFilesAreRefused) {
  const sample::Folder folder;
  sample::record(folder / "a");
  const std::string whole = sample::text_of(folder / "a");
  ASSERT_GT(whole.size(), 20'000U);
  for (std::size_t size = 1; size < whole.size(); size += size < 200 ? 1 : 1021) {
    sample::write(folder / "cut", whole.substr(0, size));
    EXPECT_FALSE(read_results(folder / "cut")) << size;
  }
}

TEST(ReadResults, FlippedBytesNeverCrash) {
  const sample::Folder folder;
  sample::record(folder / "a");
  const std::string whole = sample::text_of(folder / "a");
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += at < 4096 ? 31 : 257) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0xFF);
    sample::write(folder / "flipped", flipped);
    if (!read_results(folder / "flipped")) ++refused;
  }
  EXPECT_GT(refused, 20);  // most of the file is free space, whose bytes mean nothing
}

TEST(ReadResults, AnOddNameIsNoAddress) {
  const sample::Folder folder;
  const fs::path file = folder / "50%3f ?mode=memory&x#y ü.accelresults";
  sample::record(file);
  EXPECT_TRUE(fs::exists(file));
  EXPECT_TRUE(read_results(file));
}

TEST(ReadResults, WorksInAFolderThatCannotBeWritten) {
  const sample::Folder folder;
  fs::create_directory(folder / "inner");
  sample::record(folder / "inner/a");
  fs::permissions(folder / "inner", fs::perms::owner_read | fs::perms::owner_exec);
  const auto before = fs::last_write_time(folder / "inner/a");
  EXPECT_TRUE(read_results(folder / "inner/a"));
  EXPECT_EQ(fs::last_write_time(folder / "inner/a"), before);
  fs::permissions(folder / "inner", fs::perms::owner_all);
}

class DataHome : public testing::Test {
 protected:
  void SetUp() override { ::setenv("XDG_DATA_HOME", folder_.path().c_str(), 1); }
  void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }
  const sample::Folder folder_;
};

TEST_F(DataHome, ResultsFolderFollowsXdg) {
  EXPECT_EQ(results_folder(), folder_ / "accelbench/results");
  ::setenv("XDG_DATA_HOME", "relative", 1);  // the standard: to be ignored
  ::setenv("HOME", "/home/somebody", 1);
  EXPECT_EQ(results_folder(), "/home/somebody/.local/share/accelbench/results");
}

TEST_F(DataHome, DefaultNameHoldsStemAndTime) {
  const std::string name = default_results_file("seed").filename().string();
  EXPECT_EQ(name.size(), std::string("seed-20260101T000000Z.accelresults").size());
  EXPECT_EQ(name.substr(0, 5), "seed-");
  EXPECT_EQ(name.substr(13, 1) + name.substr(20), "TZ.accelresults");
  EXPECT_EQ(default_results_file("../a b").parent_path(), results_folder());
  EXPECT_EQ(default_results_file("-x").filename().string().substr(0, 10), "results-x-");
}

TEST_F(DataHome, DefaultFolderIsMadeAndListed) {
  EXPECT_TRUE(list_results().empty());
  const fs::path first = default_results_file("seed");
  sample::record(first);
  const fs::path second = default_results_file("seed");
  EXPECT_NE(first, second);
  sample::record(second);
  sample::write(results_folder() / "broken.accelresults", "no results");
  sample::write(results_folder() / "readme.txt", "not ours");
  const auto entries = list_results();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].experiment_name, seed_experiment().name);
  EXPECT_EQ(entries[0].runs, 1);
  EXPECT_EQ(entries[0].bytes, static_cast<std::int64_t>(fs::file_size(first)));
  EXPECT_GE(entries[0].created, entries[1].created);
}

}  // namespace
}  // namespace accelbench
