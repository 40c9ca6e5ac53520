// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "core/base/philox.h"

namespace accelbench {
namespace {

using Floats = std::vector<float>;
using Labels = std::vector<std::int32_t>;

Floats floats(const Pages& pages) { return {pages.as<float>().begin(), pages.as<float>().end()}; }
Labels labels(const Pages& pages) {
  return {pages.as<std::int32_t>().begin(), pages.as<std::int32_t>().end()};
}

SyntheticData spec_of(Generator generator, std::int64_t samples) {
  SyntheticData spec{.generator = generator, .samples = samples, .features = 6, .classes = {}, .noise = 0.3};
  const bool classes =
      generator != Generator::uniform && generator != Generator::teacher && generator != Generator::friedman1;
  if (classes) spec.classes = generator == Generator::xor_ ? 2 : 3;
  return spec;
}

constexpr std::array all_generators = {Generator::uniform, Generator::teacher, Generator::friedman1,
                                       Generator::blobs,   Generator::circles, Generator::spirals,
                                       Generator::xor_};

template <class Value>
bool begins_with(const std::vector<Value>& whole, const std::vector<Value>& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

// 5000 rows are more than the block that one thread takes: the number of threads must not show, either.
TEST(Synthetic, SamplesAreThePrefixOfMoreSamples) {
  for (const Generator generator : all_generators) {
    const Table few = make_synthetic(spec_of(generator, 99)).value();
    const Table many = make_synthetic(spec_of(generator, 5000)).value();
    EXPECT_TRUE(begins_with(floats(many.x), floats(few.x))) << name_of(generator);
    EXPECT_TRUE(begins_with(floats(many.y), floats(few.y))) << name_of(generator);
    EXPECT_TRUE(begins_with(labels(many.labels), labels(few.labels))) << name_of(generator);
  }
}

TEST(Synthetic, EverySampleIsFiniteAndTheSeedMatters) {
  for (const Generator generator : all_generators) {
    SyntheticData spec = spec_of(generator, 1000);
    const Table table = make_synthetic(spec).value();
    for (const float value : floats(table.x)) ASSERT_TRUE(std::isfinite(value)) << name_of(generator);
    for (const float value : floats(table.y)) ASSERT_TRUE(std::isfinite(value)) << name_of(generator);
    spec.seed = 43;
    EXPECT_NE(floats(make_synthetic(spec).value().x), floats(table.x)) << name_of(generator);
  }
}

// Published in the guide; by hand from Philox: the upper 24 bits of the first word of (seed 42, stream (4,
// column), row).
TEST(Synthetic, UniformIsTheUpper24BitsOfTheFirstWord) {
  const Table table = make_synthetic({.samples = 100, .features = 10, .targets = 1, .classes = {}}).value();
  const auto x = floats(table.x);
  for (std::uint64_t row = 0; row < 100; ++row) {
    for (std::uint64_t column = 0; column < 10; ++column) {
      const auto words = Philox::words(42, (std::uint64_t{4} << 32) | column, row);
      EXPECT_EQ(x[row * 10 + column], static_cast<float>(words[0] >> 8) / 16'777'216.0F);
    }
    EXPECT_EQ(floats(table.y)[row], uniform_float(Philox::words(42, (std::uint64_t{4} << 32) | 10, row)[0]));
  }
}

// The means of 40 000 uniform numbers have a deviation of 0.0014; limits are 4 of them.
TEST(Synthetic, UniformHasItsMeanAndRange) {
  const auto x = floats(make_synthetic({.samples = 20'000, .features = 2, .classes = {}}).value().x);
  double sum = 0;
  for (const float value : x) sum += value;
  EXPECT_NEAR(sum / static_cast<double>(x.size()), 0.5, 0.0058);
  EXPECT_GE(*std::ranges::min_element(x), 0.0F);
  EXPECT_LT(*std::ranges::max_element(x), 1.0F);
}

TEST(Synthetic, UniformClassesAreAllDrawn) {
  const Table table = make_synthetic({.samples = 300, .features = 2, .classes = 3}).value();
  const auto drawn = labels(table.labels);
  for (const std::int32_t k : {0, 1, 2})
    EXPECT_NEAR(static_cast<double>(std::ranges::count(drawn, k)), 100, 33);  // 4 deviations
  EXPECT_EQ(table.y.bytes(), 0);
  EXPECT_EQ(table.targets, 0);
}

TEST(Synthetic, FriedmanFollowsItsFormula) {
  const Table table =
      make_synthetic({.generator = Generator::friedman1, .samples = 200, .features = 7, .classes = {}})
          .value();
  const auto x = floats(table.x), y = floats(table.y);
  for (std::size_t i = 0; i < 200; ++i) {
    const float* row = &x[i * 7];
    const double expected = 10 * std::sin(std::numbers::pi * double{row[0]} * double{row[1]}) +
                            20 * (double{row[2]} - 0.5) * (double{row[2]} - 0.5) + 10 * double{row[3]} +
                            5 * double{row[4]};
    EXPECT_NEAR(y[i], expected, 2e-6) << i;  // half a place of float32 at 30
  }
}

TEST(Synthetic, NoiseHasItsDeviation) {
  SyntheticData spec{.generator = Generator::friedman1, .samples = 20'000, .features = 5, .classes = {}};
  const auto clean = floats(make_synthetic(spec).value().y);
  spec.noise = 2;
  const auto noisy = floats(make_synthetic(spec).value().y);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const double difference = double{noisy[i]} - double{clean[i]};
    sum += difference;
    squares += difference * difference;
  }
  EXPECT_NEAR(sum / 20'000, 0, 4 * 2 / std::sqrt(20'000));
  EXPECT_NEAR(std::sqrt(squares / 20'000), 2, 4 * 2 / std::sqrt(40'000));
}

TEST(Synthetic, TeacherHasASignalOfAboutUnitSize) {
  const auto y = floats(
      make_synthetic(
          {.generator = Generator::teacher, .samples = 5000, .features = 8, .targets = 3, .classes = {}})
          .value()
          .y);
  double squares = 0;
  for (const float value : y) squares += double{value} * double{value};
  const double size = std::sqrt(squares / static_cast<double>(y.size()));
  EXPECT_GT(size, 0.2);  // tanh of pre-activations of variance 2, times weights of variance 1 / 16: at most 1
                         // by expectation
  EXPECT_LT(size, 2);
}

TEST(Synthetic, TeacherOfClassesAnswersWithTheLargestOutput) {
  SyntheticData spec{
      .generator = Generator::teacher, .samples = 500, .features = 4, .targets = 3, .classes = {}};
  const auto y = floats(make_synthetic(spec).value().y);
  spec.classes = 3;
  const auto drawn = labels(make_synthetic(spec).value().labels);
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(drawn[i], std::max_element(&y[3 * i], &y[3 * i] + 3) - &y[3 * i]) << i;
  }
}

TEST(Synthetic, ClassesTakeTurns) {
  for (const Generator generator : {Generator::blobs, Generator::circles, Generator::spirals}) {
    const auto drawn = labels(
        make_synthetic({.generator = generator, .samples = 7, .features = 2, .classes = 3}).value().labels);
    EXPECT_EQ(drawn, (Labels{0, 1, 2, 0, 1, 2, 0}));
  }
}

// Blobs: a class's points have deviation 1 around their centre, which lies in [-3, 3). 10 000 points a class:
// 4 deviations.
TEST(Synthetic, BlobsHaveUnitDeviation) {
  const auto x =
      floats(make_synthetic({.generator = Generator::blobs, .samples = 20'000, .features = 1, .classes = 2})
                 .value()
                 .x);
  for (std::size_t k = 0; k < 2; ++k) {
    double sum = 0, squares = 0;
    for (std::size_t i = k; i < x.size(); i += 2) {
      sum += x[i];
      squares += double{x[i]} * double{x[i]};
    }
    const double mean = sum / 10'000;
    EXPECT_LT(std::fabs(mean), 3.05);
    EXPECT_NEAR(std::sqrt(squares / 10'000 - mean * mean), 1, 0.0283);
  }
}

TEST(Synthetic, CirclesHaveTheirRadii) {
  const auto x =
      floats(make_synthetic({.generator = Generator::circles, .samples = 40, .features = 2, .classes = 4})
                 .value()
                 .x);
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_NEAR(std::hypot(x[2 * i], x[2 * i + 1]), static_cast<double>(i % 4 + 1) / 4, 1e-6);
  }
}

// The angle of a point is 1.5 turns a unit of its radius, plus its class's share of a turn.
TEST(Synthetic, SpiralsLieOnTheirArms) {
  const auto x =
      floats(make_synthetic({.generator = Generator::spirals, .samples = 90, .features = 2, .classes = 3})
                 .value()
                 .x);
  for (std::size_t i = 0; i < 90; ++i) {
    const double radius = std::hypot(double{x[2 * i]}, double{x[2 * i + 1]});
    const double angle = 2 * std::numbers::pi * (1.5 * radius + static_cast<double>(i % 3) / 3);
    EXPECT_NEAR(x[2 * i], radius * std::cos(angle), 2e-6);
    EXPECT_NEAR(x[2 * i + 1], radius * std::sin(angle), 2e-6);
  }
}

TEST(Synthetic, XorIsTheParityOfSigns) {
  const Table table =
      make_synthetic({.generator = Generator::xor_, .samples = 200, .features = 3, .classes = 2}).value();
  const auto x = floats(table.x);
  const auto drawn = labels(table.labels);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(drawn[i], (x[3 * i] > 0) == (x[3 * i + 1] > 0) ? 0 : 1);
  EXPECT_EQ(std::set<std::int32_t>(drawn.begin(), drawn.end()).size(), 2U);
}

std::string refusal(const SyntheticData& spec) {
  const auto shape = synthetic_shape(spec);
  return shape ? "" : to_string(shape.error());
}

TEST(Synthetic, RefusesWhatItCannotMake) {
  EXPECT_EQ(refusal({.generator = Generator::blobs, .classes = {}}),
            "data.classes: error: blobs makes classes; none found; add classes: 2");
  EXPECT_EQ(refusal({.generator = Generator::friedman1, .classes = 2}),
            "data.classes: error: friedman1 makes targets, not classes; leave classes out");
  EXPECT_EQ(refusal({.generator = Generator::friedman1, .features = 4, .classes = {}}),
            "data.features: error: 4 found, 5 to 16777216 expected");
  EXPECT_EQ(refusal({.generator = Generator::friedman1, .targets = 2, .classes = {}}),
            "data.targets: error: 2 found, friedman1 makes 1; write targets: 1");
  EXPECT_EQ(refusal({.generator = Generator::xor_, .classes = 3}),
            "data.classes: error: 3 found, xor makes 2; write classes: 2");
  EXPECT_NE(refusal({.generator = Generator::spirals, .features = 1, .classes = 2}), "");
  EXPECT_NE(refusal({.samples = 0, .classes = {}}), "");
  EXPECT_NE(refusal({.classes = {}, .noise = -1}), "");
  EXPECT_NE(refusal({.classes = {}, .noise = NAN}), "");
  EXPECT_NE(refusal({.classes = 2, .noise = 1}), "");
  EXPECT_EQ(refusal({.classes = {}}), "");
}

TEST(Synthetic, RefusesWhatNoMachineHoldsBeforeTakingMemory) {
  const auto huge = make_synthetic({.samples = std::int64_t{1} << 40, .features = 1 << 20, .classes = {}});
  ASSERT_FALSE(huge);  // 4 EiB
  EXPECT_EQ(huge.error().place, "data");
}

TEST(Synthetic, RowsAreMadeByThemselves) {
  const SyntheticData spec{.generator = Generator::blobs, .samples = 5000, .features = 3, .classes = 4};
  const Table all = make_synthetic(spec).value(), some = make_synthetic(spec, {4321, 600}).value();
  EXPECT_EQ(some.samples, 600);
  EXPECT_TRUE(std::ranges::equal(some.x.as<float>(), all.x.as<float>().subspan(4321 * 3, 600 * 3)));
  EXPECT_TRUE(
      std::ranges::equal(some.labels.as<std::int32_t>(), all.labels.as<std::int32_t>().subspan(4321, 600)));
  EXPECT_EQ(make_synthetic(spec, {4900, 600}).value().samples, 100);
  EXPECT_EQ(make_synthetic(spec, {5000, 0}).value().samples, 0);
}

}  // namespace
}  // namespace accelbench
