// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/work/safetensors.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/core/base/temporary_folder.h"

namespace accelbench {
namespace {

using testing::content_of;
using testing::entries_in;
using testing::TemporaryFolder;

std::vector<TrainedLayer> two_layers() {
  return {{2, 3, {1, 2, 3, 4, 5, 6}, {0.5, -0.5, 0.25}}, {3, 1, {1e-3, -2, 1.0 / 3}, {7}}};
}

// A file of this header and so many bytes of data, as a stranger might write it.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i));
  return bytes + header + std::string(data_bytes, '\0');
}

std::string message_for(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto read = read_weights(folder.file("w.safetensors", bytes));
  return read ? "" : read.error().message;
}

TEST(Safetensors, DoubleRoundTripIsExact) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_weights(folder / "w", two_layers(), true, "f00d"));
  EXPECT_EQ(read_weights(folder / "w").value(), two_layers());
  EXPECT_EQ(entries_in(folder.path()), 1);
}

TEST(Safetensors, FloatRoundTripRoundsOnce) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_weights(folder / "w", two_layers(), false, "f00d"));
  auto expected = two_layers();
  expected[1].weight = {double{1e-3F}, -2, double{1.0F / 3.0F}};
  EXPECT_EQ(read_weights(folder / "w").value(), expected);
}

TEST(Safetensors, BytesAreThoseOfTheFormat) {
  const TemporaryFolder folder;
  const std::vector<LayerWeights> layers = {{1, 1, {1.0F}, {2.0F}}};
  ASSERT_TRUE(write_weights(folder / "w", layers, "f00d"));
  const std::string bytes = content_of(folder / "w");
  const std::string header = R"({"__metadata__":{"format":"accelbench","fingerprint":"f00d"},)"
                             R"("layers.0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},)"
                             R"("layers.0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})";
  const std::size_t padded = (header.size() + 7) / 8 * 8;
  ASSERT_EQ(bytes.size(), 8 + padded + 8);
  EXPECT_EQ(static_cast<unsigned char>(bytes[0]), padded % 256);
  EXPECT_EQ(bytes.substr(8, header.size()), header);
  EXPECT_EQ(bytes.substr(8 + padded), std::string("\x00\x00\x80\x3f\x00\x00\x00\x40", 8));  // 1.0F, 2.0F
}

TEST(Safetensors, RefusesBrokenHeads) {
  EXPECT_NE(message_for(""), "");
  EXPECT_NE(message_for("1234567"), "");
  EXPECT_EQ(message_for(std::string(8, '\xff') + "{}"),
            "a header of 18446744073709551615 bytes found, 2 to 2 expected");
  EXPECT_NE(message_for(file_of("[]", 0)), "");
  EXPECT_NE(message_for(file_of("{\"a\":", 0)), "");
  EXPECT_NE(message_for(file_of("{\"\xff\":1}", 0)), "");
  EXPECT_NE(message_for(file_of(std::string(100'000, '['), 0)), "");
  EXPECT_NE(message_for(file_of(R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}", 0)),
            "");
  EXPECT_EQ(message_for(file_of("{}", 0)), "no layers found, layers.0.weight and layers.0.bias expected");
}

std::string header_of(const std::string& weight, const std::string& bias) {
  return R"({"layers.0.weight":)" + weight + R"(,"layers.0.bias":)" + bias + "}";
}

const std::string good_weight = R"({"dtype":"F32","shape":[1,2],"data_offsets":[0,8]})";
const std::string good_bias = R"({"dtype":"F32","shape":[1],"data_offsets":[8,12]})";

TEST(Safetensors, RefusesBrokenTensors) {
  EXPECT_EQ(message_for(file_of(header_of(good_weight, good_bias), 12)), "");
  const auto refuses = [](const std::string& weight, const std::string& bias, std::size_t bytes) {
    return message_for(file_of(header_of(weight, bias), bytes));
  };
  EXPECT_EQ(refuses(good_weight, good_bias, 16),
            "the tensors do not cover the file's 16 bytes of data once each");
  EXPECT_EQ(refuses(good_weight, good_bias, 8),
            "the tensors do not cover the file's 8 bytes of data once each");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", 8), "");  // overlap
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[1],"data_offsets":[12,16]})", 16), "");  // hole
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[1],"data_offsets":[12,8]})", 12), "");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[2],"data_offsets":[8,12]})", 12), "");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"I32","shape":[1],"data_offsets":[8,12]})", 12), "");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[-1],"data_offsets":[8,12]})", 12), "");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[1.5],"data_offsets":[8,12]})", 12), "");
  EXPECT_NE(
      refuses(good_weight, R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[8,12]})", 12),
      "");
  EXPECT_NE(refuses(good_weight, R"({"dtype":"F32","shape":[2],"data_offsets":[8,16]})", 16),
            "");  // bias of 2, weight of 1
  EXPECT_NE(refuses(good_weight, "7", 12), "");
}

TEST(Safetensors, RefusesNamesTwiceAndUnknownNames) {
  EXPECT_EQ(message_for(file_of(R"({"layers.0.weight":)" + good_weight + R"(,"layers.0.weight":)" +
                                    good_weight + R"(,"layers.0.bias":)" + good_bias + "}",
                                12)),
            "the header is no JSON object, or names something twice");
  EXPECT_NE(message_for(file_of(
                R"({"layers.00.weight":)" + good_weight + R"(,"layers.0.bias":)" + good_bias + "}", 12)),
            "");
  EXPECT_EQ(message_for(file_of(
                R"({"layers.1.weight":)" + good_weight + R"(,"layers.1.bias":)" + good_bias + "}", 12)),
            "layers.0 is missing");
}

TEST(Safetensors, RefusesEveryCutFile) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_weights(folder / "w", two_layers(), false, "f00d"));
  const std::string whole = content_of(folder / "w");
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes)
    EXPECT_NE(message_for(whole.substr(0, bytes)), "") << bytes;
}

}  // namespace
}  // namespace accelbench
