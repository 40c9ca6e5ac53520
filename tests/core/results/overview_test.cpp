// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/results_overview.h"

#include "core/results/results_trash.h"
#include "tests/core/results/file_tools.h"
#include "tests/core/results/recorded_comparison.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

TEST(Overview, TellsATraining) {
  const sample::Folder folder;
  sample::record(folder / "a.accelresults");
  const auto overview = results_overview(folder / "a.accelresults");
  ASSERT_TRUE(overview) << overview.error().message;
  EXPECT_EQ(overview->entry.experiment_name, seed_experiment().name);
  EXPECT_FALSE(overview->entry.comparison);
  EXPECT_EQ(overview->accelerators, std::vector<std::string>{"cpu"});
  EXPECT_EQ(overview->final_loss, 1.0 / 3);
  EXPECT_EQ(overview->samples_per_second, 90'000);
  EXPECT_EQ(overview->not_completed, 0);
  EXPECT_EQ(overview->entry.bytes, static_cast<std::int64_t>(fs::file_size(folder / "a.accelresults")));
}

TEST(Overview, TellsAComparison) {
  const sample::Folder folder;
  sample::record_comparison(folder / "a.accelresults", ComparisonEnd::stopped);
  const auto overview = results_overview(folder / "a.accelresults");
  ASSERT_TRUE(overview) << overview.error().message;
  EXPECT_TRUE(overview->entry.comparison);
  EXPECT_EQ(overview->entry.end, ComparisonEnd::stopped);
  EXPECT_EQ(overview->entry.rounds, 2);
  EXPECT_EQ(overview->accelerators, sample::row_names());
}

TEST(Overview, SaysWhyAFileCannotBeRead) {
  const sample::Folder folder;
  sample::write(folder / "text", "nothing of ours");
  EXPECT_EQ(results_overview(folder / "text").error().message, "this is not a results file");
  sample::record(folder / "newer");
  sql(folder / "newer", "PRAGMA user_version = 99");
  const auto newer = results_overview(folder / "newer");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().fix, "read it with a newer Accelbench");
  sample::record(folder / "odd");
  sql(folder / "odd", "UPDATE runs SET summary = '[1,2'");
  EXPECT_FALSE(results_overview(folder / "odd"));
}

TEST(Trash, TakesAwayAndBringsBack) {
  const sample::Folder folder;
  const fs::path file = folder / "a.accelresults";
  sample::record(file);
  fs::create_directory(folder / "a.checkpoints");
  sample::write(folder / "a.checkpoints/cpu-epoch-000001.safetensors", "12345");
  const std::string content = sample::text_of(file);
  const auto bytes = static_cast<std::int64_t>(content.size()) + 5;
  EXPECT_EQ(bytes_with_checkpoints(file), bytes);
  const auto trashed = trash_results({file});
  ASSERT_TRUE(trashed) << trashed.error().message;
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{".trash"});
  EXPECT_EQ(trash_bytes(folder.path()), bytes);
  EXPECT_EQ(empty_trash(folder.path(), std::chrono::hours(1)), 0);  // it is younger
  ASSERT_TRUE(restore_results(*trashed));
  EXPECT_EQ(sample::text_of(file), content);
  EXPECT_TRUE(fs::exists(folder / "a.checkpoints/cpu-epoch-000001.safetensors"));
  EXPECT_FALSE(restore_results(*trashed));  // nothing lies there any more, and the names are taken
}

TEST(Trash, IsEmptiedForGood) {
  const sample::Folder folder;
  sample::record(folder / "a.accelresults");
  const auto trashed = trash_results({folder / "a.accelresults"});
  ASSERT_TRUE(trashed);
  EXPECT_GT(empty_trash(folder.path(), std::chrono::hours(0)), 0);
  EXPECT_EQ(trash_bytes(folder.path()), 0);
  EXPECT_FALSE(restore_results(*trashed));
}

TEST(Trash, IsAllOrNothing) {
  const sample::Folder folder;
  sample::record(folder / "a.accelresults");
  auto recorder = Recorder::create(folder / "b.accelresults", sample::request(), sample::machine(), false);
  ASSERT_TRUE(recorder);
  const auto refused = trash_results({folder / "a.accelresults", folder / "b.accelresults"});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(contains(refused.error().place, "b.accelresults"));
  EXPECT_TRUE(fs::exists(folder / "a.accelresults"));
  EXPECT_TRUE(fs::exists(folder / "b.accelresults"));
}

}  // namespace
}  // namespace accelbench
