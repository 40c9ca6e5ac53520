// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/idx.h"

#include <gtest/gtest.h>

#include <bit>

#include "tests/core/base/temporary_folder.h"
#include "tests/core/data/zip_writer.h"

namespace accelbench {
namespace {

using testing::gzipped;
using testing::TemporaryFolder;
using Floats = std::vector<float>;

std::string big(std::uint64_t value, int bytes) {
  std::string text = testing::little(value, bytes);
  return {text.rbegin(), text.rend()};
}

std::string idx(int type, const std::vector<std::uint32_t>& shape, const std::string& values) {
  std::string text = std::string(2, '\0') + static_cast<char>(type) + static_cast<char>(shape.size());
  for (const std::uint32_t extent : shape) text += big(extent, 4);
  return text + values;
}

class Idx : public ::testing::Test {
 protected:
  // Two images of 2 × 2.
  static inline const std::string images =
      idx(0x08, {2, 2, 2}, std::string("\x00\x33\x66\xFF\x01\x02\x03\x04", 8));
  static inline const std::string labels = idx(0x08, {2}, std::string("\x03\x00", 2));

  Result<Table> load(const std::string& x, const std::string& y = labels) {
    return load_idx(folder_.file("x", x), folder_.file("y", y));
  }
  Floats x_of(const std::string& x) {
    const auto table = load(x);
    if (!table) ADD_FAILURE() << to_string(table.error());
    return table ? Floats(table->x.as<float>().begin(), table->x.as<float>().end()) : Floats{};
  }
  std::string refusal(const std::string& x, const std::string& y = labels) {
    const auto table = load(x, y);
    if (table) return "";
    std::string shown = to_string(table.error());
    const std::string folder = folder_.path().string() + "/";
    for (auto at = shown.find(folder); at != std::string::npos; at = shown.find(folder))
      shown.erase(at, folder.size());
    return shown.substr(0, shown.find(';'));
  }
  TemporaryFolder folder_;
};

// 0x33 / 255 = 0.2 and 0x66 / 255 = 0.4.
TEST_F(Idx, ScalesBytesToOne) {
  const auto table = load(images).value();
  EXPECT_EQ(table.samples, 2);
  EXPECT_EQ(table.features, 4);
  EXPECT_EQ(table.classes, 4);  // labels 3 and 0: classes 0 … 3
  const auto x = table.x.as<float>();
  EXPECT_EQ(Floats(x.begin(), x.begin() + 4), (Floats{0.0F, 0.2F, 0.4F, 1.0F}));
  EXPECT_EQ(x[4], static_cast<float>(1 / 255.0));
  EXPECT_EQ(table.labels.as<std::int32_t>()[0], 3);
  EXPECT_EQ(table.labels.as<std::int32_t>()[1], 0);
  const auto shape = idx_shape(folder_ / "x", folder_ / "y").value();
  EXPECT_EQ(shape.samples, 2);
  EXPECT_EQ(shape.features, 4);
  EXPECT_EQ(shape.classes, 4);
}

TEST_F(Idx, ReadsGzipAndSeveralMembers) {
  EXPECT_EQ(x_of(gzipped(images)), x_of(images));
  EXPECT_TRUE(load(gzipped(images), gzipped(labels)));
  EXPECT_EQ(x_of(gzipped(images.substr(0, 17)) + gzipped(images.substr(17))), x_of(images));
}

TEST_F(Idx, ReadsEveryType) {
  EXPECT_EQ(x_of(idx(0x09, {2, 1}, std::string("\x00\x7F", 2))), (Floats{0, 1}));
  EXPECT_EQ(x_of(idx(0x0B, {2, 1}, big(32767, 2) + big(0, 2))), (Floats{1, 0}));
  EXPECT_EQ(x_of(idx(0x0C, {2, 1}, big(2147483647, 4) + big(0, 4))), (Floats{1, 0}));
  EXPECT_EQ(x_of(idx(0x0D, {2, 1}, big(std::bit_cast<std::uint32_t>(0.25F), 4) + big(0, 4))),
            (Floats{0.25F, 0}));
  EXPECT_EQ(x_of(idx(0x0E, {2, 1}, big(std::bit_cast<std::uint64_t>(0.75), 8) + big(0, 8))),
            (Floats{0.75F, 0}));
}

TEST_F(Idx, RefusesValuesOutsideTheirScale) {
  EXPECT_EQ(refusal(idx(0x09, {2, 1}, std::string("\x01\xFF", 2))), "x[1, 0]: error: -1 found");
  EXPECT_EQ(refusal(idx(0x0D, {2, 1}, big(std::bit_cast<std::uint32_t>(1.5F), 4) + big(0, 4))),
            "x[0, 0]: error: 1.5 found");
  EXPECT_NE(refusal(idx(0x0E, {2, 1}, big(0x7FF8000000000000, 8) + big(0, 8))), "");
  EXPECT_EQ(refusal(images, idx(0x09, {2}, std::string("\x01\xFF", 2))),
            "y[1]: error: class -1 found, 0 to 65535 expected");
}

TEST_F(Idx, RefusesShapesThatDoNotFit) {
  EXPECT_EQ(refusal(images, idx(0x08, {3}, "abc")),
            "y: error: 3 labels found, 2 expected as there are images in x");
  EXPECT_EQ(refusal(labels, images), "x: error: shape (2,) found, images have (samples, rows, columns)");
  EXPECT_EQ(refusal(images, images),
            "y: error: shape (2, 2, 2) of type 0x08 found, labels are one integer a sample");
  EXPECT_EQ(refusal(images.substr(0, 20)), "x: error: shape (2, 2, 2) takes 8 bytes, the file has 4");
  EXPECT_EQ(refusal(images + "more"), "x: error: shape (2, 2, 2) takes 8 bytes, the file has 12");
  EXPECT_EQ(refusal(gzipped(images + "more")), "x: error: more than 24 bytes found");
  EXPECT_EQ(refusal(idx(0x08, {2, 0}, "")), "x: error: shape (2, 0) has no values");
  EXPECT_EQ(refusal("abcdefgh"), "x: error: this is no IDX file: it begins with 61 62 63 64");
  EXPECT_NE(refusal(idx(0x0A, {2, 1}, "ab")), "");  // no such type
  EXPECT_NE(refusal(""), "");
}

// 2^32 − 1 extents eight times over overflow any size; a gzip file of 60 bytes cannot hold 4 GB.
TEST_F(Idx, AllocatesNothingForClaims) {
  EXPECT_TRUE(refusal(idx(0x08, std::vector<std::uint32_t>(8, 0xFFFFFFFF), ""))
                  .find("no size that a machine can hold") != std::string::npos);
  EXPECT_TRUE(refusal(gzipped(idx(0x08, {0xFFFFFFFF, 1}, "a")))
                  .find("takes 4294967295 bytes, the file has at most") != std::string::npos);
}

TEST_F(Idx, SurvivesTruncationsAndFlippedBytes) {
  for (const std::string& whole : {images, gzipped(images)}) {
    for (std::size_t length = 0; length < whole.size(); ++length)
      EXPECT_NE(refusal(whole.substr(0, length)), "") << length;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string broken = whole;
      broken[at] = static_cast<char>(broken[at] ^ "\x01\x10\xFF"[at % 3]);
      const auto table = load(broken);
      if (!table) {
        EXPECT_FALSE(table.error().place.empty());
      }
    }
  }
}

}  // namespace
}  // namespace accelbench
