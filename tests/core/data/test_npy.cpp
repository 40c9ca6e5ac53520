// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/data/npy_header.h"
#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::TemporaryFolder;
using Floats = std::vector<float>;

template <class Number>
std::string bytes_of(const std::vector<Number>& values, bool big_endian = false) {
  std::string bytes;
  for (const Number value : values) {
    std::string item(sizeof(Number), '\0');
    std::memcpy(item.data(), &value, sizeof(Number));
    bytes += big_endian ? std::string(item.rbegin(), item.rend()) : item;
  }
  return bytes;
}

std::string npy(const std::string& literal, const std::string& data, char version = 1) {
  std::string head("\x93NUMPY", 6);
  head += version;
  head += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) head += static_cast<char>(literal.size() >> (8 * i));
  return head + literal + data;
}

std::string literal(const std::string& descr, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }\n";
}

class Npy : public ::testing::Test {
 protected:
  Result<Table> load(const std::string& x, const std::string& y, std::optional<Task> wanted = std::nullopt) {
    return load_npy(folder_.file("x.npy", x), folder_.file("y.npy", y), wanted);
  }
  Floats x_of(const std::string& x, std::size_t samples) {
    const auto table =
        load(x, npy(literal("<f4", "(" + std::to_string(samples) + ",)"), bytes_of(Floats(samples))));
    if (!table) ADD_FAILURE() << to_string(table.error());
    return table ? Floats(table->x.as<float>().begin(), table->x.as<float>().end()) : Floats{};
  }
  std::string refusal(const std::string& x, const std::string& y = two_targets,
                      std::optional<Task> wanted = std::nullopt) {
    const auto table = load(x, y, wanted);
    if (table) return "";
    std::string shown = table.error().place + ": " + table.error().message;
    const std::string folder = folder_.path().string() + "/";
    return shown.starts_with(folder) ? shown.substr(folder.size()) : shown;
  }

  static inline const Floats six = {1, 2, 3, 4, 5, 6};
  static inline const std::string two_targets = npy(literal("<f4", "(2,)"), bytes_of(Floats{8, 9}));
  static inline const std::string good_x = npy(literal("<f4", "(2, 3)"), bytes_of(six));
  TemporaryFolder folder_;
};

TEST_F(Npy, ReadsEveryVersionOfTheFormat) {
  for (const char version : {'\1', '\2', '\3'})
    EXPECT_EQ(x_of(npy(literal("<f4", "(2, 3)"), bytes_of(six), version), 2), six);
}

TEST_F(Npy, ReadsEveryType) {
  EXPECT_EQ(x_of(npy(literal(">f4", "(2, 3)"), bytes_of(six, true)), 2), six);
  EXPECT_EQ(x_of(npy(literal("<f8", "(2, 3)"), bytes_of(std::vector<double>{1, 2, 3, 4, 5, 6})), 2), six);
  EXPECT_EQ(x_of(npy(literal(">f8", "(2, 3)"), bytes_of(std::vector<double>{1, 2, 3, 4, 5, 6}, true)), 2),
            six);
  EXPECT_EQ(x_of(npy(literal("|i1", "(2, 1)"), bytes_of(std::vector<std::int8_t>{-1, 127})), 2),
            (Floats{-1, 127}));
  EXPECT_EQ(x_of(npy(literal("|u1", "(2, 1)"), bytes_of(std::vector<std::uint8_t>{1, 255})), 2),
            (Floats{1, 255}));
  EXPECT_EQ(x_of(npy(literal("|b1", "(2, 1)"), bytes_of(std::vector<std::uint8_t>{0, 1})), 2),
            (Floats{0, 1}));
  EXPECT_EQ(x_of(npy(literal(">i2", "(2, 1)"), bytes_of(std::vector<std::int16_t>{-300, 300}, true)), 2),
            (Floats{-300, 300}));
  EXPECT_EQ(x_of(npy(literal("<u2", "(1, 1)"), bytes_of(std::vector<std::uint16_t>{65535})), 1),
            Floats{65535});
  EXPECT_EQ(x_of(npy(literal("<i4", "(1, 1)"), bytes_of(std::vector<std::int32_t>{-70'000})), 1),
            Floats{-70'000});
  EXPECT_EQ(x_of(npy(literal("<u4", "(1, 1)"), bytes_of(std::vector<std::uint32_t>{4'000'000'000})), 1),
            Floats{4e9F});
  EXPECT_EQ(x_of(npy(literal("<i8", "(1, 1)"), bytes_of(std::vector<std::int64_t>{-5'000'000'000})), 1),
            Floats{-5e9F});
  EXPECT_EQ(x_of(npy(literal(">u8", "(1, 1)"), bytes_of(std::vector<std::uint64_t>{1ULL << 63}, true)), 1),
            Floats{0x1p63F});
}

TEST_F(Npy, ReadsFortranOrder) {  // columns (1, 2), (3, 4), (5, 6)
  EXPECT_EQ(x_of(npy(literal("<f4", "(2, 3)", true), bytes_of(six)), 2), (Floats{1, 3, 5, 2, 4, 6}));
}

TEST_F(Npy, TargetsMayHaveOneOrTwoDimensions) {
  const auto flat = load(good_x, two_targets).value();
  EXPECT_EQ(flat.targets, 1);
  EXPECT_EQ(flat.y.as<float>()[1], 9.0F);
  const auto wide = load(good_x, npy(literal("<f4", "(2, 2)"), bytes_of(Floats{1, 2, 3, 4}))).value();
  EXPECT_EQ(wide.targets, 2);
  EXPECT_EQ(wide.y.as<float>()[3], 4.0F);
}

// The rule of the guide: an integer y of one column is classes, unless the loss wants targets.
TEST_F(Npy, IntegersAreClassesUnlessTargetsAreWanted) {
  const std::string y = npy(literal("<i8", "(2,)"), bytes_of(std::vector<std::int64_t>{0, 4}));
  const auto classes = load(good_x, y).value();
  EXPECT_EQ(classes.classes, 5);
  EXPECT_EQ(classes.labels.as<std::int32_t>()[1], 4);
  EXPECT_EQ(classes.targets, 0);
  const auto targets = load(good_x, y, Task::regression).value();
  EXPECT_EQ(targets.classes, 0);
  EXPECT_EQ(targets.y.as<float>()[1], 4.0F);
  EXPECT_EQ(npy_shape(folder_ / "x.npy", folder_ / "y.npy", {}).value().classes, 5);
  EXPECT_EQ(npy_shape(folder_ / "x.npy", folder_ / "y.npy", Task::regression).value().targets, 1);
  const auto zeros =
      load(good_x, npy(literal("<i8", "(2, 1)"), bytes_of(std::vector<std::int64_t>{0, 0}))).value();
  EXPECT_EQ(zeros.classes, 2);
}

TEST_F(Npy, RefusesClassesThatAreNone) {
  EXPECT_EQ(refusal(good_x, two_targets, Task::classification),
            "y.npy: shape (2,) of type f4 found; classes are one column of integers");
  EXPECT_EQ(refusal(good_x, npy(literal("<i8", "(2,)"), bytes_of(std::vector<std::int64_t>{0, -1}))),
            "y.npy[1]: class -1 found, 0 to 65535 expected");
  EXPECT_NE(refusal(good_x, npy(literal("<u8", "(2,)"), bytes_of(std::vector<std::uint64_t>{0, ~0ULL}))), "");
}

TEST_F(Npy, RefusesNumbersThatAreNotFiniteWithTheirIndex) {
  Floats values = six;
  values[4] = NAN;
  EXPECT_EQ(refusal(npy(literal("<f4", "(2, 3)"), bytes_of(values))),
            "x.npy[1, 1]: nan found, a finite number expected");
  EXPECT_EQ(refusal(npy(literal("<f4", "(2, 3)", true), bytes_of(values))),
            "x.npy[0, 2]: nan found, a finite number expected");
  EXPECT_EQ(refusal(npy(literal("<f8", "(2, 1)"), bytes_of(std::vector<double>{1, 1e39}))),
            "x.npy[1, 0]: 1e+39 is outside the range of float32");
  EXPECT_EQ(refusal(good_x, npy(literal("<f4", "(2,)"), bytes_of(Floats{1, INFINITY}))),
            "y.npy[1]: inf found, a finite number expected");
}

TEST_F(Npy, RefusesPicklesAndUnknownTypes) {
  EXPECT_EQ(refusal(npy(literal("|O", "(2, 3)"), "\x80\x04K\x01.")),
            "x.npy: an object array found (pickled Python), numbers expected");
  EXPECT_EQ(refusal("\x80\x04K\x01.........."), "x.npy: this is no NumPy array file (.npy)");
  EXPECT_NE(refusal(npy(literal("<c8", "(2, 3)"), std::string(48, '\0'))), "");
  EXPECT_NE(refusal(npy(literal("<f2", "(2, 3)"), std::string(12, '\0'))), "");
  EXPECT_NE(
      refusal(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }\n", bytes_of(six))),
      "");
}

TEST_F(Npy, RefusesFilesOfTheWrongLength) {
  EXPECT_EQ(refusal(npy(literal("<f4", "(2, 3)"), bytes_of(Floats(5)))),
            "x.npy: shape (2, 3) takes 24 bytes, the file has 20");
  EXPECT_EQ(refusal(npy(literal("<f4", "(2, 3)"), bytes_of(Floats(7)))),
            "x.npy: shape (2, 3) takes 24 bytes, the file has 28");
  const std::string whole = good_x;
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes)
    EXPECT_NE(refusal(whole.substr(0, bytes)), "") << bytes;
}

TEST_F(Npy, RefusesShapesThatCannotBe) {
  EXPECT_EQ(refusal(npy(literal("<f4", "(6,)"), bytes_of(six))),
            "x.npy: shape (6,) found, (samples, features) expected");
  EXPECT_NE(refusal(npy(literal("<f4", "(1, 2, 3)"), bytes_of(six))), "");
  EXPECT_NE(refusal(npy(literal("<f4", "()"), bytes_of(Floats(1)))), "");
  EXPECT_NE(refusal(npy(literal("<f4", "(0, 3)"), "")), "");
  EXPECT_NE(refusal(npy(literal("<f4", "(-2, -3)"), bytes_of(six))), "");
  EXPECT_NE(refusal(npy(literal("<f4", "(4611686018427387904, 4)"), bytes_of(six))), "");
  EXPECT_EQ(refusal(npy(literal("<f4", "(3, 2)"), bytes_of(six))),
            "y.npy: 2 samples found, 3 expected as in x");
}

TEST_F(Npy, RefusesHeadsThatAreNoLiteral) {
  for (const char* text :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}", "__import__('os')",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} 1",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}"}) {
    EXPECT_NE(refusal(npy(text, bytes_of(six))), "") << text;
  }
  std::string long_head = npy(literal("<f4", "(2, 3)"), bytes_of(six), 2);
  long_head[11] = '\x7f';  // 2 GB of head
  EXPECT_NE(refusal(long_head), "");
}

TEST(NpyHeader, IsWrittenAsNumPyDoes) {
  const std::string head = npy_header("<f4", {90, 10});
  ASSERT_EQ(head.size(), 128U);
  EXPECT_EQ(head.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(head.substr(10, 61), "{'descr': '<f4', 'fortran_order': False, 'shape': (90, 10), }");
  EXPECT_EQ(head.back(), '\n');
  EXPECT_EQ(npy_header("<i4", {7}).substr(10, 57),
            "{'descr': '<i4', 'fortran_order': False, 'shape': (7,), }");
}

Floats floats_of(const Pages& pages) { return {pages.as<float>().begin(), pages.as<float>().end()}; }

TEST_F(Npy, RowsAreReadByThemselves) {
  const Floats ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto y = folder_.file("y.npy", npy(literal("<f4", "(5,)"), bytes_of(Floats{0, 10, 20, 30, 40})));
  const auto rows = [&](const std::string& x, RowRange range) {
    return load_npy(folder_.file("x.npy", x), y, Task::regression, range);
  };
  const Table table = rows(npy(literal("<f4", "(5, 2)"), bytes_of(ten)), {3, 7}).value();
  EXPECT_EQ(table.samples, 2);
  EXPECT_EQ(floats_of(table.x), (Floats{6, 7, 8, 9}));
  EXPECT_EQ(floats_of(table.y), (Floats{30, 40}));
  const std::vector<double> doubles(ten.begin(), ten.end());
  EXPECT_EQ(floats_of(rows(npy(literal("<f8", "(5, 2)"), bytes_of(doubles)), {1, 2}).value().x),
            (Floats{2, 3, 4, 5}));
  const std::string columns = npy(literal("<f4", "(5, 2)", true), bytes_of(ten));  // 0 … 4 and 5 … 9
  EXPECT_EQ(floats_of(rows(columns, {1, 2}).value().x), (Floats{1, 6, 2, 7}));
  Floats bad = ten;
  bad[7] = std::nanf("");
  EXPECT_TRUE(rows(npy(literal("<f4", "(5, 2)"), bytes_of(bad)), {0, 3}));
  const auto refused = rows(npy(literal("<f4", "(5, 2)"), bytes_of(bad)), {2, 3});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().place.find("x.npy[3, 1]"), std::string::npos) << refused.error().place;
}

}  // namespace
}  // namespace accelbench
