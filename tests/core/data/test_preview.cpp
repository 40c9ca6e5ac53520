// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/preview.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "core/data/npy_header.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/zip_writer.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;
using Counts = std::vector<std::int64_t>;

class Previews : public ::testing::Test {
 protected:
  Result<Preview> text(const std::string& content, Task task = Task::regression, std::int64_t rows = 3) {
    folder_.file("t.csv", content);
    CsvData source;
    source.path = "t.csv";
    source.task = task;
    return look(source, rows);
  }
  Result<Preview> look(const DataSourceSpec& source, std::int64_t rows) {
    DataSpec spec;
    spec.source = source;
    return preview(spec, {folder_.path(), {}}, rows);
  }
  std::string problem(const Preview& found, std::size_t number = 0) {
    if (number >= found.problems.size()) return "";
    std::string shown = to_string(found.problems[number]);
    const std::string folder = folder_.path().string() + "/";
    for (auto at = shown.find(folder); at != std::string::npos; at = shown.find(folder))
      shown.erase(at, folder.size());
    return shown.substr(0, shown.find(';'));
  }
  TemporaryFolder folder_;
};

std::vector<std::string> texts(const std::vector<PreviewCell>& row) {
  std::vector<std::string> found;
  for (const PreviewCell& cell : row) found.push_back(cell.text);
  return found;
}

// Column a: 1, 3, 5, 7: mean 4, population deviation √5.
TEST_F(Previews, DescribesATableOfText) {
  const Preview found = text("a,b,y\n1,10,0.5\n3,10,1.5\n5,10,2.5\n7,10,3.5\n").value();
  EXPECT_EQ(found.samples, 4);
  EXPECT_EQ(found.features, 2);
  EXPECT_EQ(found.targets, 1);
  ASSERT_EQ(found.rows.size(), 3U);
  EXPECT_EQ(texts(found.rows[2]), (std::vector<std::string>{"5", "10", "2.5"}));
  const PreviewColumn& a = found.columns[0];
  EXPECT_EQ(a.name, "a");
  EXPECT_EQ(a.values, 4);
  EXPECT_EQ(a.least, 1);
  EXPECT_EQ(a.most, 7);
  EXPECT_DOUBLE_EQ(*a.mean, 4);
  EXPECT_DOUBLE_EQ(*a.deviation, std::sqrt(5.0));
  // Parts of 6 / 20: 1 lies in the first, 3 at 6.67, 5 at 13.3, 7 in the last.
  Counts parts(20, 0);
  parts[0] = parts[6] = parts[13] = parts[19] = 1;
  EXPECT_EQ(a.histogram, parts);
  EXPECT_DOUBLE_EQ(*found.columns[1].deviation, 0);
  EXPECT_EQ(found.columns[1].histogram[0], 4);
  EXPECT_EQ(found.columns[2].role, ColumnRole::target);
  ASSERT_EQ(found.plotted_rows, 4);
  EXPECT_EQ(found.plotted[3], 3);
  EXPECT_EQ(found.plotted[4], 10);
  EXPECT_EQ(found.plotted[5], 1.5F);
  EXPECT_TRUE(found.problems.empty());
}

TEST_F(Previews, ShowsWhatWouldBeRefused) {
  const Preview found = text("a,b,y\n1,word,3\n,2,3\n4,inf,NA\n1,2\n").value();
  EXPECT_EQ(found.columns[0].missing, 1);
  EXPECT_EQ(found.columns[0].places, (std::vector<std::string>{(folder_ / "t.csv").string() + ":3"}));
  EXPECT_EQ(found.columns[1].refused, 2);
  EXPECT_EQ(found.columns[1].values, 1);
  EXPECT_EQ(found.columns[2].missing, 1);
  EXPECT_TRUE(found.rows[0][1].refused);
  EXPECT_EQ(found.rows[0][1].text, "word");
  EXPECT_FALSE(found.rows[0][0].refused);
  EXPECT_EQ(problem(found, 0), "t.csv:5: error: 2 fields found, 3 expected as in the first line");
  EXPECT_EQ(problem(found, 1), "t.csv:3:a: error: a missing value found");
  EXPECT_EQ(problem(found, 2), "t.csv:2:b: error: no number that float32 holds");
  ASSERT_EQ(found.plotted_rows, 3);  // the fourth has too few fields; and no row is whole
  EXPECT_TRUE(std::isnan(found.plotted[1]));
  EXPECT_TRUE(std::isnan(found.plotted[3]));
  EXPECT_TRUE(std::isnan(found.plotted[8]));
}

TEST_F(Previews, CountsClasses) {
  const Preview found = text("a,y\n1,cat\n2,ant\n3,cat\n4,\n", Task::classification).value();
  const PreviewColumn& y = found.columns[1];
  EXPECT_EQ(y.role, ColumnRole::label);
  EXPECT_EQ(y.labels, (std::vector<std::string>{"ant", "cat"}));
  EXPECT_EQ(y.histogram, (Counts{1, 2}));
  EXPECT_EQ(y.missing, 1);
  EXPECT_EQ(found.plotted[1], 1);             // cat
  EXPECT_TRUE(std::isnan(found.plotted[7]));  // of no class
  EXPECT_FALSE(y.mean);
}

TEST_F(Previews, KeepsNumbersOfAnyTwoColumnsForAPicture) {
  const Preview found = text("a,b,kind\n1,x,cat\n3,4,ant\n5,6,cat\n", Task::classification).value();
  ASSERT_EQ(found.plotted_rows, 3);
  ASSERT_EQ(found.plotted.size(), 9U);
  EXPECT_EQ(found.plotted[0], 1.0F);
  EXPECT_TRUE(std::isnan(found.plotted[1]));  // a word among numbers
  EXPECT_EQ(found.plotted[2], 1.0F);          // cat comes after ant
  EXPECT_EQ(found.plotted[4], 4.0F);
  EXPECT_EQ(found.plotted[5], 0.0F);
  EXPECT_EQ(found.plotted[6], 5.0F);
}

TEST_F(Previews, WantedTargetsNeedNotBeThere) {
  folder_.file("t.csv", "a,b\n1,2\n");
  CsvData source;
  source.path = "t.csv";
  source.target = {"price"};
  const Preview found = look(source, 5).value();
  EXPECT_EQ(found.features, 2);
  EXPECT_EQ(problem(found), "data.target: error: no column is named 'price'");
  EXPECT_FALSE(look(CsvData{.path = "none.csv", .target = {}, .header = {}, .delimiter = {}}, 5));
}

// 30 000 records: the first 10 000 are looked at, the number is estimated from the bytes within 20 %.
TEST_F(Previews, LooksAtTheBeginningOfLargeTables) {
  std::string content;
  for (int i = 0; i < 30'000; ++i) content += std::to_string(10'000 + i) + ",1\n";
  const Preview found = text(content).value();
  EXPECT_FALSE(found.samples);
  EXPECT_EQ(found.looked_at, 10'000);
  EXPECT_NEAR(static_cast<double>(found.samples_about), 30'000, 6'000);
  EXPECT_EQ(found.plotted_rows, static_cast<std::int64_t>(Preview::most_points));
  const auto& histogram = found.columns[0].histogram;
  EXPECT_EQ(histogram, Counts(20, 500));  // 10 000 numbers in a row
  EXPECT_EQ(std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0}), 10'000);
}

// Ten million samples are described by as many rows as any others.
TEST_F(Previews, GeneratorsMakeNoMoreThanIsLookedAt) {
  SyntheticData source;
  source.generator = Generator::circles;
  source.samples = 10'000'000;
  source.features = 2;
  source.classes = 3;
  const Preview found = look(source, 4).value();
  EXPECT_EQ(found.samples, 10'000'000);
  EXPECT_EQ(found.looked_at, 10'000);
  EXPECT_EQ(found.columns[2].labels, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(found.columns[2].histogram, (Counts{3334, 3333, 3333}));  // class i mod 3
  // Circle k has the radius (k + 1) / 3.
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(std::hypot(found.plotted[3 * i], found.plotted[3 * i + 1]),
                static_cast<double>(i % 3 + 1) / 3, 1e-6);
}

TEST_F(Previews, ReadsArraysAndArchives) {
  const auto array = [](const char* descr, const std::vector<std::int64_t>& shape, const auto& values) {
    std::string bytes(values.size() * sizeof(values[0]), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return npy_header(descr, shape) + bytes;
  };
  const std::string x = array("<f8", {3, 1}, std::vector<double>{0.5, std::nan(""), 1e300});
  const std::string y = array("<i4", {3}, std::vector<std::int32_t>{1, 0, 1});
  folder_.file("x.npy", x);
  folder_.file("y.npy", y);
  folder_.file("d.npz", testing::Zip{.members = {{.name = "x.npy", .content = x, .deflate = true},
                                                 {.name = "y.npy", .content = y, .deflate = true}},
                                     .comment = {}}
                            .text());
  for (const DataSourceSpec& source :
       {DataSourceSpec(NpyData{"x.npy", "y.npy"}), DataSourceSpec(NpzData{"d.npz"})}) {
    const Preview found = look(source, 3).value();
    EXPECT_EQ(found.samples, 3);
    EXPECT_EQ(found.columns[0].values, 1);
    EXPECT_EQ(found.columns[0].missing, 1);
    EXPECT_EQ(found.columns[0].refused, 1);
    EXPECT_EQ(found.rows[0][0].text, "0.5");
    EXPECT_EQ(found.columns[1].histogram, (Counts{1, 2}));
    EXPECT_EQ(found.plotted_rows, 3);
    EXPECT_EQ(found.plotted[0], 0.5F);
    EXPECT_TRUE(std::isnan(found.plotted[2]) && std::isnan(found.plotted[4]));
  }
}

TEST_F(Previews, KnowsImages) {
  folder_.file("x",
               std::string("\0\0\x08\3\0\0\0\2\0\0\0\1\0\0\0\2", 16) + std::string("\x00\xFF\x33\x66", 4));
  folder_.file("y", std::string("\0\0\x08\1\0\0\0\2", 8) + std::string("\0\1", 2));
  const Preview found = look(IdxData{"x", "y"}, 1).value();
  ASSERT_TRUE(found.image);
  EXPECT_EQ(found.image->rows, 1);
  EXPECT_EQ(found.image->columns, 2);
  EXPECT_EQ(found.pixels, (std::vector<float>{0, 1}));  // of the one row shown
  std::string head, row;
  for (int i = 0; i < 64; ++i) head += "p" + std::to_string(i) + ",", row += std::to_string(i) + ",";
  const Preview digits = text(head + "digit\n" + row + "1\n").value();
  ASSERT_TRUE(digits.image);
  EXPECT_EQ(digits.image->rows, 8);
  EXPECT_EQ(digits.pixels[63], 63.0F);
  EXPECT_FALSE(text("a,b,c,d,y\n1,2,3,4,5\n").value().image);
}

TEST_F(Previews, WideDataAreCutAtAThousandColumns) {
  SyntheticData source;
  source.features = 5'000;
  source.samples = 1'000'000;
  const Preview found = look(source, 2).value();
  EXPECT_EQ(found.features, 5'000);
  EXPECT_EQ(found.columns.size(), 1'000U);
  EXPECT_EQ(found.columns.back().role, ColumnRole::target);
  EXPECT_EQ(found.looked_at, 399);  // 2 million values
}

TEST_F(Previews, SurvivesAnything) {
  const std::string whole = "a,b,y\n1,\"2\",3\n4,5,6\n";
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char byte : {'\0', '"', '\n', '\xFF', ','}) {
      std::string broken = whole;
      broken[at] = byte;
      for (const Task task : {Task::regression, Task::classification}) {
        const auto found = text(broken, task);
        EXPECT_TRUE(found || !found.error().message.empty());
      }
    }
  EXPECT_FALSE(text(""));
  EXPECT_FALSE(text("a,y\n").value().problems.empty());
}

}  // namespace
}  // namespace accelbench
