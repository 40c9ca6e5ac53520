// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/data/roots.h"
#include "core/data/standardize.h"
#include "core/data/table.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;

TEST(Split, IsTheFloorThatKerasTakes) {
  EXPECT_EQ(training_samples(100, 0.1), 90);
  EXPECT_EQ(training_samples(105, 0.1), 94);
  EXPECT_EQ(training_samples(100, 0.0), 100);
  EXPECT_EQ(training_samples(10, 0.3), 7);
  EXPECT_EQ(training_samples(1, 0.5), 0);
  EXPECT_EQ(training_samples(150, 0.2), 120);
  EXPECT_EQ(training_samples(10, 0.9), 0);  // 1.0 − 0.9 is below 0.1 in double, as in Keras
}

Table counting_table(std::int64_t samples) {
  Table table = make_table({samples, 2, 1, 0}).value();
  for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i) {
    table.x.as<float>()[2 * i] = static_cast<float>(i);
    table.x.as<float>()[2 * i + 1] = 7;
    table.y.as<float>()[i] = -static_cast<float>(i);
  }
  return table;
}

TEST(Split, TakesTheLastSamplesWithoutACopy) {
  const Dataset data = into_dataset(counting_table(105), 0.1, false).value();
  EXPECT_EQ(data.train.samples, 94);
  EXPECT_EQ(data.validation.samples, 11);
  EXPECT_EQ(data.train.x.size(), 188U);
  EXPECT_EQ(data.validation.x[0], 94.0F);
  EXPECT_EQ(data.validation.y[10], -104.0F);
  EXPECT_EQ(data.validation.x.data(), data.train.x.data() + 188);  // views of one block
}

TEST(Split, RefusesAnEmptySide) {
  EXPECT_TRUE(into_dataset(counting_table(1), 0.0, false));
  const auto refused = into_dataset(counting_table(1), 0.1, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place, "data.validation_split");
  EXPECT_FALSE(into_dataset(counting_table(5), 1e-20, false));  // nothing to validate
}

TEST(Split, ViewsOutliveTheDataset) {
  Samples kept;
  {
    const Dataset data = into_dataset(counting_table(10), 0.5, false).value();
    kept = data.validation;
  }
  EXPECT_EQ(kept.x[0], 5.0F);
}

// Rows 0 … 3 of the first column: mean 1.5, population deviation √1.25; validation rows 4 and 5 are scaled by
// the same.
TEST(Standardize, UsesTheTrainingPartAndThePopulation) {
  const Dataset data = into_dataset(counting_table(6), 0.33, true).value();
  ASSERT_EQ(data.train.samples, 4);
  EXPECT_DOUBLE_EQ(data.mean[0], 1.5);
  EXPECT_DOUBLE_EQ(data.deviation[0], std::sqrt(1.25));
  EXPECT_EQ(data.train.x[0], static_cast<float>(-1.5 / std::sqrt(1.25)));
  EXPECT_EQ(data.validation.x[2], static_cast<float>(3.5 / std::sqrt(1.25)));
  EXPECT_EQ(data.mean[1], 7);
  EXPECT_EQ(data.deviation[1], 1);  // a column that does not vary
  EXPECT_EQ(data.train.x[1], 0.0F);
  EXPECT_EQ(data.train.y[3], -3.0F);  // targets untouched
}

TEST(Standardize, ConstantColumnsThatRoundDoNotBlowUp) {
  std::vector<float> x(100'000, 0.1F);
  const Moments moments = standardize(x, 1, 100'000);
  EXPECT_EQ(moments.deviation[0], 1);
  EXPECT_EQ(x[99'999], 0.0F);
}

// Small beside large: a one-pass formula in float32 would lose all digits. Values m ± 1 around m = 10 000.
TEST(Standardize, KeepsDigitsBesideALargeMean) {
  std::vector<float> x;
  for (int i = 0; i < 200'000; ++i) x.push_back(i % 2 == 0 ? 9999.0F : 10001.0F);
  const Moments moments = column_moments(x, 1, 200'000);
  EXPECT_DOUBLE_EQ(moments.mean[0], 10'000);
  EXPECT_DOUBLE_EQ(moments.deviation[0], 1);
}

TEST(Dataset, SyntheticTakesNoSecondCopy) {
  const DataSpec spec{.source = SyntheticData{.samples = 1000, .features = 10, .classes = {}},
                      .standardize = true,
                      .validation_split = 0.1,
                      .validation = {}};
  const Dataset data = load_dataset(spec, {}).value();
  EXPECT_EQ(data.validation.x.data(), data.train.x.data() + 9000);
  EXPECT_EQ(data.train.storage, data.validation.storage);
}

TEST(Roots, AllowTheExperimentsFolderAndNothingBeside) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "in/sub");
  std::filesystem::create_directories(folder / "inside");
  const DataRoots roots{folder / "in", {}};
  EXPECT_EQ(resolve_path("sub/a.csv", roots, "data.path").value(), folder / "in/sub/a.csv");
  EXPECT_EQ(resolve_path("sub/../a.csv", roots, "data.path").value(), folder / "in/a.csv");
  EXPECT_FALSE(resolve_path("../a.csv", roots, "data.path"));
  EXPECT_FALSE(resolve_path("../inside/a.csv", roots, "data.path"));  // a longer name is another folder
  EXPECT_FALSE(resolve_path("/etc/passwd", roots, "data.path"));
  EXPECT_FALSE(resolve_path("", roots, "data.path"));
  EXPECT_FALSE(resolve_path(std::string("a\0b", 3), roots, "data.path"));
}

TEST(Roots, FollowLinksBeforeJudging) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "in");
  folder.file("secret", "x");
  std::filesystem::create_symlink("../secret", folder / "in/link");
  std::filesystem::create_directory_symlink("..", folder / "in/up");
  std::filesystem::create_symlink("loop", folder / "in/loop");
  const DataRoots roots{folder / "in", {}};
  EXPECT_FALSE(resolve_path("link", roots, "data.path"));
  EXPECT_FALSE(resolve_path("up/secret", roots, "data.path"));
  EXPECT_FALSE(resolve_path("loop", roots, "data.path"));
  const DataRoots wider{folder / "in", {folder.path()}};
  EXPECT_EQ(resolve_path("link", wider, "data.path").value(), folder / "secret");
}

TEST(Roots, ErrorsNameTheFoldersAndTheOption) {
  const TemporaryFolder folder;
  const auto refused = resolve_path("/etc/passwd", {folder.path(), {}}, "data.path");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place, "data.path");
  EXPECT_NE(refused.error().message.find(folder.path().string()), std::string::npos);
  EXPECT_EQ(refused.error().fix,
            "copy the file beside the experiment, or allow its folder with --allow-path '/etc'");
}

}  // namespace
}  // namespace accelbench
