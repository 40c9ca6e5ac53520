// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/data/csv_layout.h"
#include "core/data/csv_records.h"
#include "core/data/dataset.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;
using Floats = std::vector<float>;
using Labels = std::vector<std::int32_t>;
using Record = std::vector<std::string>;

struct Loaded {
  std::int64_t samples, features, targets, classes;
  Floats x, y;
  Labels labels;
  std::vector<std::string> class_names, feature_names;
};

class Csv : public ::testing::Test {
 protected:
  Result<Table> load(const std::string& text, const CsvData& spec = {}) {
    return load_csv(folder_.file("t.csv", text), spec);
  }
  Loaded loaded(const std::string& text, const CsvData& spec = {}) {
    const auto table = load(text, spec);
    if (!table) {
      ADD_FAILURE() << to_string(table.error());
      return {};
    }
    const auto shape = csv_shape(folder_ / "t.csv", spec).value();
    EXPECT_EQ(shape.samples, table->samples);
    EXPECT_EQ(shape.classes, table->classes);
    const auto x = table->x.as<float>(), y = table->y.as<float>();
    const auto labels = table->labels.as<std::int32_t>();
    return {table->samples,
            table->features,
            table->targets,
            table->classes,
            {x.begin(), x.end()},
            {y.begin(), y.end()},
            {labels.begin(), labels.end()},
            table->class_names,
            table->feature_names};
  }
  /// The error with the folder taken off.
  std::string refusal(const std::string& text, const CsvData& spec = {}) {
    const auto table = load(text, spec);
    if (table) return "";
    std::string shown = to_string(table.error());
    const std::string folder = folder_.path().string() + "/";
    for (auto at = shown.find(folder); at != std::string::npos; at = shown.find(folder))
      shown.erase(at, folder.size());
    return shown;
  }
  std::vector<Record> records(const std::string& text, char delimiter = ',') {
    auto reader = CsvRecords::open(folder_.file("r.csv", text), delimiter).value();
    std::vector<Record> all;
    while (reader.next().value()) all.emplace_back(reader.fields().begin(), reader.fields().end());
    return all;
  }

  TemporaryFolder folder_;
  CsvData classes_{.path = {}, .target = {}, .task = Task::classification, .header = {}, .delimiter = {}};
};

TEST_F(Csv, FieldsAsRfc4180HasThem) {
  EXPECT_EQ(records("a,b\n1,2\n"), (std::vector<Record>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a,b\r\n1,2\r\n"), (std::vector<Record>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a,b\r1,2"), (std::vector<Record>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("\"a,\"\"b\"\"\n c\",d"), (std::vector<Record>{{"a,\"b\"\n c", "d"}}));
  EXPECT_EQ(records("\"\",\"\"\"\"\n"), (std::vector<Record>{{"", "\""}}));
  EXPECT_EQ(records("a,\n,b"), (std::vector<Record>{{"a", ""}, {"", "b"}}));
  EXPECT_EQ(records("a,"), (std::vector<Record>{{"a", ""}}));
  EXPECT_EQ(records("\xef\xbb\xbf"
                    "a,b\n\n\r\n1,2\n\n"),
            (std::vector<Record>{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a\"b,c\n"),
            (std::vector<Record>{{"a\"b", "c"}}));  // a quote inside a plain field is itself
  EXPECT_EQ(records(""), std::vector<Record>{});
  EXPECT_EQ(records("\n\n"), std::vector<Record>{});
}

// The buffer has 1 MiB: records and line ends of two bytes must survive its edge, wherever it falls.
TEST_F(Csv, RecordsCrossTheEdgeOfTheBuffer) {
  for (const std::size_t length :
       {(1U << 20U) - 3U, (1U << 20U) - 2U, (1U << 20U) - 1U, 1U << 20U, (1U << 20U) + 1U, 3U << 20U}) {
    const std::string field(length, 'x');
    EXPECT_EQ(records(field + "\r\n1,2\r\n"), (std::vector<Record>{{field}, {"1", "2"}})) << length;
    EXPECT_EQ(records("\"" + field + "\"\"\",b\r\n1"), (std::vector<Record>{{field + "\"", "b"}, {"1"}}))
        << length;
  }
}

TEST_F(Csv, ReadsNumbersTargetsAndNames) {
  const Loaded table = loaded("age,height,income\n1,2.5,3\n-4e-1, +5 ,6\n");
  EXPECT_EQ(table.x, (Floats{1, 2.5F, -0.4F, 5}));
  EXPECT_EQ(table.y, (Floats{3, 6}));
  EXPECT_EQ(table.targets, 1);
  EXPECT_EQ(table.feature_names, (std::vector<std::string>{"age", "height"}));
}

TEST_F(Csv, TargetsByNameInTheOrderAskedFor) {
  const Loaded table =
      loaded("a,b,c\n1,2,3\n4,5,6\n", {.path = {}, .target = {"c", "a"}, .header = {}, .delimiter = {}});
  EXPECT_EQ(table.x, (Floats{2, 5}));
  EXPECT_EQ(table.y, (Floats{3, 1, 6, 4}));
}

TEST_F(Csv, TargetsByNumberWithoutHeader) {
  const Loaded table = loaded("1;2;3\n4;5;6\n", {.path = {}, .target = {"0"}, .header = {}, .delimiter = {}});
  EXPECT_EQ(table.x, (Floats{2, 3, 5, 6}));
  EXPECT_EQ(table.y, (Floats{1, 4}));
  EXPECT_TRUE(table.feature_names.empty());
}

TEST_F(Csv, TextLabelsBecomeSortedClasses) {
  const Loaded table = loaded("x,kind\n1,dog\n2,cat\n3,\"ant, red\"\n4,dog\n", classes_);
  EXPECT_EQ(table.labels, (Labels{2, 1, 0, 2}));
  EXPECT_EQ(table.class_names, (std::vector<std::string>{"ant, red", "cat", "dog"}));
  EXPECT_EQ(table.classes, 3);
  EXPECT_TRUE(table.y.empty());
}

TEST_F(Csv, NumbersAsLabelsAreSortedByValue) {
  const Loaded table = loaded("1,10\n2,9\n3,-1\n4,9.0\n", classes_);  // as text, 10 would come before 9
  EXPECT_EQ(table.labels, (Labels{2, 1, 0, 1}));
  EXPECT_EQ(table.class_names, (std::vector<std::string>{"-1", "9", "10"}));
  EXPECT_TRUE(loaded("1,2\n2,0\n3,1\n", classes_).class_names.empty());  // 0 … 2 are their own names
}

TEST_F(Csv, HeaderIsFoundOut) {
  const auto header = [&](const std::string& text) {
    return find_layout(folder_.file("h.csv", text), {}).value().header;
  };
  EXPECT_TRUE(header("a,b\n1,2\n"));
  EXPECT_TRUE(header("a,b\nx,y\n"));  // no number in the first line
  EXPECT_FALSE(header("1,2\n3,4\n"));
  EXPECT_FALSE(header("5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n"));  // a word over a word is a label
  EXPECT_TRUE(header("1,2,target\n0.1,0.2,0\n"));                      // a word over a number is a name
  EXPECT_FALSE(header("5,NA,1\n6,7,2\n"));  // a missing value over a number is none
  EXPECT_TRUE(header(",a,b\n0,1,2\n"));     // as pandas writes its index
}

TEST_F(Csv, DelimiterIsFoundOut) {
  const auto delimiter = [&](const std::string& text) {
    return find_layout(folder_.file("d.csv", text), {}).value().delimiter;
  };
  EXPECT_EQ(delimiter("a,b\n1,2\n"), ',');
  EXPECT_EQ(delimiter("a;b\n1;2\n"), ';');
  EXPECT_EQ(delimiter("a\tb,c\n1\t2\n"), '\t');
  EXPECT_EQ(delimiter("1,5;2,5;3\n1,5;2;3\n"), ';');
  EXPECT_EQ(delimiter("\"a;b\",\"c\"\n1,2\n"), ',');
}

TEST_F(Csv, OtherDelimitersAreWritten) {
  EXPECT_EQ(loaded("1|2\n3|4\n", {.path = {}, .target = {}, .header = {}, .delimiter = "|"}).x,
            (Floats{1, 3}));
  EXPECT_NE(refusal("1|2\n", {.path = {}, .target = {}, .header = {}, .delimiter = "||"}), "");
  EXPECT_NE(refusal("1|2\n", {.path = {}, .target = {}, .header = {}, .delimiter = "\n"}), "");
}

TEST_F(Csv, RefusalsNameFileLineAndColumn) {
  EXPECT_EQ(refusal("age,income\n1,2\n,3\n"),
            "t.csv:3:age: error: a missing value found; fill the gap or remove the line");
  EXPECT_EQ(refusal("age,income\n1,NA\n"),
            "t.csv:2:income: error: a missing value found: 'NA'; fill the gap or remove the line");
  EXPECT_EQ(refusal("1,2\n3,inf\n"),
            "t.csv:2:1: error: 'inf' found, a finite number expected; fill the gap or remove the line");
  EXPECT_EQ(refusal("a,b\n1,2\n1,1e39\n"),
            "t.csv:3:b: error: '1e39' is outside the range of float32; rescale the column");
  EXPECT_EQ(refusal("a,b\n1,2\n1,1e999\n"),
            "t.csv:3:b: error: '1e999' is outside the range of float32; rescale the column");
  EXPECT_EQ(refusal("a,b\n1,2\nred,3\n"),
            "t.csv:3:a: error: 'red' found, a number expected; turn words into numbers or remove the column");
  EXPECT_EQ(refusal("a;b\n1,5;2\n"),
            "t.csv:2:a: error: '1,5' found, a number expected; write decimal points, not commas");
  EXPECT_EQ(refusal("a,b\n1,2\n1,2,3\n"),
            "t.csv:3: error: 3 fields found, 2 expected as in the first line; check delimiters and quotes in "
            "this line");
}

TEST_F(Csv, LinesAreCountedThroughQuotesAndEmptyLines) {
  EXPECT_EQ(refusal("\"a\nb\",c\n\n1,2\nx,3\n").substr(0, 8), "t.csv:5:");
}

TEST_F(Csv, RefusesBrokenLabels) {
  EXPECT_EQ(refusal("x,k\n1,a\n2,\n", classes_),
            "t.csv:3:k: error: a missing class found; fill the gap or remove the line");
  EXPECT_EQ(refusal("x,k\n1,0\n2,1.5\n", classes_),
            "t.csv:3:k: error: '1.5' found; classes are words or integers; write task: regression");
  EXPECT_EQ(refusal("x,k\n1,a\n2,a\n", classes_),
            "t.csv: error: 1 class found in k, at least two expected; check the target");
  EXPECT_NE(refusal("x,k\n1,Gr\xf6\xdf\n2,a\n", classes_).find("is not UTF-8"), std::string::npos);
}

TEST_F(Csv, RefusesTooManyClasses) {
  std::string text = "x,k\n";
  for (int i = 0; i < 65'537; ++i) text += "1,w" + std::to_string(i) + "\n";
  EXPECT_EQ(refusal(text, classes_),
            "t.csv:65538: error: more than 65536 different classes found; check the target, or write task: "
            "regression");
}

TEST_F(Csv, RefusesTargetsThatAreNotThere) {
  EXPECT_EQ(refusal("age,income\n1,2\n", {.path = {}, .target = {"incme"}, .header = {}, .delimiter = {}}),
            "data.target: error: no column is named 'incme'; did you mean 'income'?");
  EXPECT_EQ(refusal("age,income\n1,2\n", {.path = {}, .target = {"zebra"}, .header = {}, .delimiter = {}}),
            "data.target: error: no column is named 'zebra'; the columns are 'age', 'income'");
  EXPECT_NE(refusal("a,a,b\n1,2,3\n", {.path = {}, .target = {"a"}, .header = {}, .delimiter = {}}), "");
  EXPECT_NE(refusal("1,2\n", {.path = {}, .target = {"2"}, .header = {}, .delimiter = {}}), "");
  EXPECT_NE(refusal("a,b\n1,2\n", {.path = {}, .target = {"a", "b"}, .header = {}, .delimiter = {}}), "");
  EXPECT_NE(refusal("a,b\n1,2\n", {.path = {}, .target = {"a", "a"}, .header = {}, .delimiter = {}}), "");
}

TEST_F(Csv, RefusesWhatIsNoTable) {
  EXPECT_EQ(refusal(""), "t.csv: error: the file is empty, a table expected");
  EXPECT_EQ(refusal("a,b\n"), "t.csv: error: no samples found, only a header");
  EXPECT_NE(refusal("1\n2\n3\n"), "");
  EXPECT_EQ(refusal(std::string("1,2\n3,\0\n", 8)),
            "t.csv:2: error: a zero byte found, text expected; save the file as UTF-8 text");
  EXPECT_EQ(refusal("\xff\xfe\x31"),
            "t.csv:1: error: UTF-16 found, UTF-8 expected; save the file as UTF-8 text");
  EXPECT_EQ(refusal("1,2\n\"3,4\n5,6\n"),
            "t.csv:2: error: a quoted field begins in this record and never ends; close it with \"");
  EXPECT_NE(refusal("1,\"2\"3\n"), "");
}

TEST_F(Csv, RefusesALineThatNeverEnds) {
  EXPECT_EQ(
      refusal(std::string((17U << 20U), '1')),
      "t.csv:1: error: a record of more than 16 MiB found; check the quotes and line ends: this is no table");
}

TEST_F(Csv, NeverWaitsForAPipe) {
  ::mkfifo((folder_ / "pipe").c_str(), 0600);
  EXPECT_FALSE(load_csv(folder_ / "pipe", {}));
  EXPECT_FALSE(load_csv(folder_.path(), {}));
}

TEST_F(Csv, HoldsTheDigits) {
  const std::filesystem::path folder = ACCELBENCH_SOURCE_DIR "/resources/experiments/digits";
  const DataSpec spec{.source = CsvData{.path = "digits.csv",
                                        .target = {"digit"},
                                        .task = Task::classification,
                                        .header = {},
                                        .delimiter = {}},
                      .validation_split = 0.2,
                      .validation = {}};
  const Dataset data = load_dataset(spec, {folder, {}}).value();
  EXPECT_EQ(data.train.samples, 1437);
  EXPECT_EQ(data.validation.samples, 360);
  EXPECT_EQ(data.train.features, 64);
  EXPECT_EQ(data.classes, 10);
  EXPECT_EQ(data.train.labels[0], 0);
  EXPECT_EQ(data.validation.labels[359], 8);
  double sum = 0;
  for (const float value : data.train.x) sum += value;
  for (const float value : data.validation.x) sum += value;
  EXPECT_EQ(sum, 561'718);  // the sum of all pixels, counted by awk
}

TEST_F(Csv, RowsAreKeptByThemselvesAndTheClassesOfAll) {
  const auto path = folder_.file("t.csv", "a,kind\n1,x\n2,z\nthree,y\n4,x\n5,y\n");
  const Table table = load_csv(path, {.target = {"kind"}, .task = Task::classification}, {3, 2}).value();
  EXPECT_EQ(table.samples, 2);
  EXPECT_EQ(Floats(table.x.as<float>().begin(), table.x.as<float>().end()), (Floats{4, 5}));
  EXPECT_EQ(table.class_names, (std::vector<std::string>{"x", "y", "z"}));
  EXPECT_EQ(table.labels.as<std::int32_t>()[1], 1);
  const auto refused = load_csv(path, {.target = {"kind"}, .task = Task::classification}, {1, 2});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().place.find("t.csv:4:a"), std::string::npos) << refused.error().place;
}

}  // namespace
}  // namespace accelbench
