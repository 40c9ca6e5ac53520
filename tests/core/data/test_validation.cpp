// SPDX-License-Identifier: GPL-3.0-or-later
// Validation sets of their own files: data.validation.
#include <gtest/gtest.h>

#include <bit>
#include <cstring>

#include "core/data/csv.h"
#include "core/data/dataset.h"
#include "core/data/npy_header.h"
#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/zip_writer.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;
using testing::Zip;
using Floats = std::vector<float>;
using Labels = std::vector<std::int32_t>;

std::string floats(const std::vector<std::int64_t>& shape, const Floats& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return npy_header("<f4", shape) + bytes;
}

std::string labels(const Labels& values) {
  std::string bytes(values.size() * sizeof(std::int32_t), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return npy_header("<i4", {static_cast<std::int64_t>(values.size())}) + bytes;
}

class Validation : public ::testing::Test {
 protected:
  DataRoots roots() const { return {folder_.path(), {}}; }
  Dataset loaded(const DataSpec& spec) {
    auto data = load_dataset(spec, roots());
    if (!data) {
      ADD_FAILURE() << to_string(data.error());
      return {};
    }
    const auto shape = data_shape(spec, roots()).value();
    EXPECT_EQ(shape.samples, data->train.samples);
    EXPECT_EQ(shape.validation_samples, data->validation.samples);
    EXPECT_EQ(shape.classes, data->classes);
    return std::move(*data);
  }
  std::string refusal(const DataSpec& spec) {
    const auto data = load_dataset(spec, roots());
    if (data) return "";
    std::string shown = to_string(data.error());
    const std::string folder = folder_.path().string() + "/";
    for (auto at = shown.find(folder); at != std::string::npos; at = shown.find(folder))
      shown.erase(at, folder.size());
    return shown.substr(0, shown.find(';'));
  }
  Dataset csv(const std::string& train, const std::string& validation, Task task, bool standardize = false) {
    return loaded(csv_spec(train, validation, task, standardize));
  }
  std::string csv_refusal(const std::string& train, const std::string& validation,
                          Task task = Task::regression) {
    return refusal(csv_spec(train, validation, task, false));
  }
  DataSpec csv_spec(const std::string& train, const std::string& validation, Task task, bool standardize) {
    folder_.file("train.csv", train);
    folder_.file("val.csv", validation);
    CsvData source;
    source.path = "train.csv";
    source.task = task;
    DataSpec spec;
    spec.source = source;
    spec.standardize = standardize;
    spec.validation = ValidationFiles{.path = "val.csv", .x = {}, .y = {}, .images = {}, .labels = {}};
    return spec;
  }
  TemporaryFolder folder_;
};

Floats x_of(const Samples& samples) { return {samples.x.begin(), samples.x.end()}; }
Floats y_of(const Samples& samples) { return {samples.y.begin(), samples.y.end()}; }
Labels labels_of(const Samples& samples) { return {samples.labels.begin(), samples.labels.end()}; }

TEST_F(Validation, FindsColumnsByNameInAnyOrder) {
  const Dataset data = csv("a,b,y\n1,2,3\n4,5,6\n", "y;b;a\n9;8;7\n", Task::regression);
  EXPECT_EQ(x_of(data.train), (Floats{1, 2, 4, 5}));
  EXPECT_EQ(x_of(data.validation), (Floats{7, 8}));
  EXPECT_EQ(y_of(data.validation), Floats{9});
  EXPECT_EQ(data.target_names, std::vector<std::string>{"y"});
  EXPECT_EQ(data.target_columns, std::vector<std::int64_t>{2});
}

// Column a trains on 1 and 3: mean 2, population deviation 1; 7 becomes 5.
TEST_F(Validation, IsStandardizedAsTheTrainingPart) {
  const Dataset data = csv("a,y\n1,0\n3,1\n", "a,y\n7,1\n", Task::regression, true);
  EXPECT_EQ(data.mean, std::vector<double>{2});
  EXPECT_EQ(x_of(data.train), (Floats{-1, 1}));
  EXPECT_EQ(x_of(data.validation), Floats{5});
}

TEST_F(Validation, HasTheClassesOfTheTrainingPart) {
  const Dataset words = csv("a,y\n1,cat\n2,dog\n3,ant\n", "a,y\n5,dog\n6,dog\n", Task::classification);
  EXPECT_EQ(words.class_names, (std::vector<std::string>{"ant", "cat", "dog"}));
  EXPECT_EQ(labels_of(words.validation), (Labels{2, 2}));
  EXPECT_EQ(words.classes, 3);
  const Dataset numbers = csv("a,y\n1,10\n2,7\n3,8\n", "a,y\n5,8\n6,10.0\n", Task::classification);
  EXPECT_EQ(labels_of(numbers.validation), (Labels{1, 2}));
  const Dataset plain = csv("a,y\n1,0\n2,1\n3,2\n", "a,y\n5,2\n", Task::classification);
  EXPECT_EQ(labels_of(plain.validation), Labels{2});
}

TEST_F(Validation, ErrorsNameBothFiles) {
  EXPECT_EQ(csv_refusal("a,b,y\n1,2,3\n", "a,c,y\n1,2,3\n"),
            "val.csv: error: no column is named 'b', expected as in train.csv");
  EXPECT_EQ(csv_refusal("a,y\n1,2\n", "a,y,z\n1,2,3\n"),
            "val.csv: error: column 'z' found, train.csv has none");
  EXPECT_EQ(csv_refusal("a,y\n1,2\n", "a,a,y\n1,2,3\n"),
            "val.csv: error: several columns are named 'a', expected one as in train.csv");
  EXPECT_EQ(csv_refusal("1,2,3\n", "1,2\n"),
            "val.csv: error: 2 columns found, 2 features and 1 target column expected as in train.csv");
  EXPECT_EQ(csv_refusal("a,y\n1,cat\n2,dog\n", "a,y\n1,cat\n2,cow\n", Task::classification),
            "val.csv:3:y: error: the class 'cow' is none of the 2 in train.csv");
  EXPECT_EQ(csv_refusal("a,y\n1,0\n2,1\n", "a,y\n1,2\n", Task::classification),
            "val.csv:2:y: error: the class '2' is none of the 2 in train.csv");
  EXPECT_EQ(csv_refusal("a,y\n1,2\n", "a,y\n1,\n"), "val.csv:2:y: error: a missing value found");
}

TEST_F(Validation, ReadsArraysInFilesOfTheirOwn) {
  folder_.file("x.npy", floats({2, 2}, {1, 2, 3, 4}));
  folder_.file("y.npy", labels({0, 1}));
  folder_.file("xv.npy", floats({1, 2}, {5, 6}));
  folder_.file("yv.npy", labels({4}));
  DataSpec spec;
  spec.source = NpyData{"x.npy", "y.npy"};
  spec.validation = ValidationFiles{.path = {}, .x = "xv.npy", .y = "yv.npy", .images = {}, .labels = {}};
  const Dataset data = loaded(spec);
  EXPECT_EQ(x_of(data.validation), (Floats{5, 6}));
  EXPECT_EQ(data.classes, 5);  // of both parts
  folder_.file("xv.npy", floats({1, 3}, {5, 6, 7}));
  EXPECT_EQ(refusal(spec),
            "data.validation (xv.npy and yv.npy): error: 3 features found, 2 expected as in x.npy and y.npy");
}

TEST_F(Validation, MayBeOtherArraysOfTheSameArchive) {
  const Zip zip{.members = {{.name = "x.npy", .content = floats({2, 1}, {1, 2})},
                            {.name = "y.npy", .content = floats({2}, {3, 4})},
                            {.name = "x_val.npy", .content = floats({1, 1}, {5}), .deflate = true},
                            {.name = "y_val.npy", .content = floats({1}, {6}), .deflate = true}},
                .comment = {}};
  folder_.file("d.npz", zip.text());
  DataSpec spec;
  spec.source = NpzData{.path = "d.npz"};
  spec.validation = ValidationFiles{.path = "d.npz", .x = "x_val", .y = "y_val", .images = {}, .labels = {}};
  const Dataset data = loaded(spec);
  EXPECT_EQ(x_of(data.train), (Floats{1, 2}));
  EXPECT_EQ(x_of(data.validation), Floats{5});
  EXPECT_EQ(y_of(data.validation), Floats{6});
}

TEST_F(Validation, ReadsImages) {
  const auto file = [](int extents, const std::string& shape, const std::string& values) {
    return std::string("\0\0\x08", 3) + static_cast<char>(extents) + shape + values;
  };
  folder_.file("x", file(3, std::string("\0\0\0\2\0\0\0\1\0\0\0\1", 12), std::string("\x00\xFF", 2)));
  folder_.file("y", file(1, std::string("\0\0\0\2", 4), std::string("\0\1", 2)));
  folder_.file("xv", file(3, std::string("\0\0\0\1\0\0\0\1\0\0\0\1", 12), "\x33"));
  folder_.file("yv", file(1, std::string("\0\0\0\1", 4), "\1"));
  DataSpec spec;
  spec.source = IdxData{"x", "y"};
  spec.validation = ValidationFiles{.path = {}, .x = {}, .y = {}, .images = "xv", .labels = "yv"};
  EXPECT_EQ(x_of(loaded(spec).validation), Floats{0.2F});
}

TEST_F(Validation, ExcludesASplitAndGenerators) {
  DataSpec spec = csv_spec("a,y\n1,2\n", "a,y\n1,2\n", Task::regression, false);
  spec.validation_split = 0.5;
  EXPECT_EQ(refusal(spec), "data.validation_split: error: stands together with data.validation");
  DataSpec synthetic;
  synthetic.source = SyntheticData{};
  synthetic.validation = ValidationFiles{};
  EXPECT_EQ(refusal(synthetic), "data.validation: error: synthetic data have no separate validation set");
  spec.validation_split = 0;
  spec.validation->path = "../val.csv";
  EXPECT_EQ(refusal(spec).substr(0, 21), "data.validation.path:");
}

// A table for a trained model: columns by name, whatever else is there; by place without names.
TEST_F(Validation, TablesForAModelMayHaveOtherColumns) {
  const TableLike like{"model", {0, 2, 1, 0}, {"a", "b"}, {"y"}, {1}, {}};
  const auto read = [&](const char* text, Columns columns) {
    const auto table = load_csv_like(folder_.file("t.csv", text), {}, like, columns);
    return table ? Floats(table->x.as<float>().begin(), table->x.as<float>().end()) : Floats{};
  };
  EXPECT_EQ(read("z,b,word,a\n0,2,w,1\n", Columns::features), (Floats{1, 2}));
  EXPECT_EQ(read("y,b,a\n0,2,1\n", Columns::features_and_targets), (Floats{1, 2}));
  EXPECT_EQ(read("b,a\n2,1\n", Columns::features_and_targets), Floats{});
  EXPECT_EQ(read("1,2\n", Columns::features), (Floats{1, 2}));
  EXPECT_EQ(read("1,9,2\n", Columns::features), (Floats{1, 2}));  // the target stands in column 1
  EXPECT_EQ(read("1,9,2\n", Columns::features_and_targets), (Floats{1, 2}));
  EXPECT_EQ(read("1,2,3,4\n", Columns::features), Floats{});
}

}  // namespace
}  // namespace accelbench
