// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/pages.h"
#include "core/base/parallel.h"
#include "core/base/philox.h"
#include "core/base/repeatable_math.h"

namespace accelbench {
namespace {

using Words = std::array<std::uint32_t, 4>;

TEST(Philox, KnownAnswers) {  // kat_vectors of Random123, philox4x32 with 10 rounds
  EXPECT_EQ(Philox::words({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(Philox::words({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox::words({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, UniformNumbersStayBelowOne) {
  EXPECT_EQ(uniform_float(0), 0.0F);
  EXPECT_EQ(uniform_float(0xffffffff), 1.0F - 0x1p-24F);
  EXPECT_EQ(uniform_double(0xffffffff, 0xffffffff), 1.0 - 0x1p-53);
  EXPECT_EQ(uniform_double(0x80000000, 0), 0.5);
}

// How far apart two numbers are in units in the last place of the second.
double last_places(double found, double expected) {
  if (found == expected) return 0;
  const double place =
      std::nextafter(std::fabs(expected), std::numeric_limits<double>::infinity()) - std::fabs(expected);
  return std::fabs(found - expected) / place;
}

// The header promises 4; the system's functions, to which they are compared, are within 1 themselves.
TEST(RepeatableMath, AgreesWithTheSystemsFunctions) {
  for (int i = 1; i <= 20'000; ++i) {
    const double x = i / 137.0;
    EXPECT_LE(last_places(repeatable::log(x), std::log(x)), 4) << x;
    EXPECT_LE(last_places(repeatable::exp(x), std::exp(x)), 4) << x;
    EXPECT_LE(last_places(repeatable::exp(-x), std::exp(-x)), 4) << x;
    EXPECT_NEAR(repeatable::tanh(x / 10), std::tanh(x / 10), 1e-15) << x;
    EXPECT_EQ(repeatable::tanh(-x), -repeatable::tanh(x));
  }
}

TEST(RepeatableMath, SineAndCosineOfTurns) {
  for (int i = -4'000; i <= 4'000; ++i) {
    const double turns = i / 997.0;
    const auto [sine, cosine] = repeatable::of_turns(turns);
    EXPECT_NEAR(sine, std::sin(2 * std::numbers::pi * turns), 4e-15)
        << turns;  // 2π · turns is itself rounded there
    EXPECT_NEAR(cosine, std::cos(2 * std::numbers::pi * turns), 4e-15) << turns;
    EXPECT_NEAR(sine * sine + cosine * cosine, 1, 1e-15);
  }
  EXPECT_EQ(repeatable::of_turns(0.25).sine, 1);
  EXPECT_EQ(repeatable::of_turns(0.5).cosine, -1);
  EXPECT_EQ(repeatable::of_turns(0.5).sine, 0);
}

TEST(RepeatableMath, Ends) {
  EXPECT_EQ(repeatable::log(1), 0);
  EXPECT_EQ(repeatable::exp(0), 1);
  EXPECT_EQ(repeatable::exp(1000), std::numeric_limits<double>::infinity());
  EXPECT_EQ(repeatable::exp(-1000), 0);
  EXPECT_EQ(repeatable::tanh(0), 0);
  EXPECT_EQ(repeatable::tanh(1000), 1);
  EXPECT_EQ(repeatable::normals({0, 0, 0, 0}), (std::array<double, 2>{0, 0}));
  const auto most = repeatable::normals({0xffffffff, 0xffffffff, 0, 0});  // sqrt(-2 ln 2^-53) = 8.572
  EXPECT_NEAR(most[0], std::sqrt(2 * 53 * std::numbers::ln2), 1e-14);
}

// 100 000 numbers: the deviation of their mean is 0.0032, of their variance 0.0045; the limits are 4
// deviations.
TEST(RepeatableMath, NormalsHaveMeanZeroAndVarianceOne) {
  double sum = 0, squares = 0, product = 0;
  constexpr int pairs = 50'000;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    const auto [a, b] = repeatable::normals(Philox::words(7, 0, i));
    sum += a + b;
    squares += a * a + b * b;
    product += a * b;
  }
  EXPECT_NEAR(sum / (2 * pairs), 0, 0.0127);
  EXPECT_NEAR(squares / (2 * pairs), 1, 0.018);
  EXPECT_NEAR(product / pairs, 0, 0.018);
}

TEST(Pages, AreZeroAlignedAndShrink) {
  auto pages =
      Pages::reserve(std::int64_t{1} << 40, "a test");  // far more than the machine has: never touched
  ASSERT_TRUE(pages);
  const auto numbers = pages->as<float>();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(numbers.data()) % 4096, 0U);
  EXPECT_EQ(numbers[123'456'789], 0.0F);
  numbers[1] = 5;
  pages->shrink(8);
  EXPECT_EQ(pages->as<float>().size(), 2U);
  EXPECT_EQ(pages->as<float>()[1], 5.0F);
}

TEST(Pages, RefuseWhatCannotBe) {
  EXPECT_FALSE(Pages::reserve(-1, "a test"));
  EXPECT_FALSE(Pages::reserve(std::numeric_limits<std::int64_t>::max(), "a test"));
  EXPECT_FALSE(bytes_of(std::int64_t{1} << 40, std::int64_t{1} << 40, "data"));
  EXPECT_EQ(bytes_of(10, 4, "data").value(), 40);
  EXPECT_TRUE(fits_in_memory(1000, "data"));
  EXPECT_FALSE(fits_in_memory(std::int64_t{1} << 60, "data"));
}

TEST(Parallel, CoversEachRowOnce) {
  for (const std::int64_t rows : {0, 1, 99, 100, 101, 1000}) {
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(rows));
    parallel_rows(rows, 10, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t row = first; row < last; ++row) ++visits[static_cast<std::size_t>(row)];
    });
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
}

}  // namespace
}  // namespace accelbench
