// SPDX-License-Identifier: GPL-3.0-or-later
// The float32 functions against the system's in float64, in units in the last place of float32.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/scalar.h"

namespace accelbench {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

double units_in_last_place(float value, double exact) {
  const double step =
      std::nextafter(std::fabs(static_cast<float>(exact)), infinity) - std::fabs(static_cast<float>(exact));
  return std::fabs(static_cast<double>(value) - exact) / step;
}

/// Largest error over evenly spaced arguments and over logarithmically spaced ones near 0.
template <class Function, class Exact>
double largest_error(float low, float high, Function function, Exact exact) {
  double largest = 0;
  const auto look = [&](float x) {
    if (x >= low && x <= high)
      largest = std::max(largest, units_in_last_place(function(x), exact(static_cast<double>(x))));
  };
  for (int i = 0; i <= 100'000; ++i) look(low + (high - low) * static_cast<float>(i) * 1e-5F);
  for (float x = 1e-30F; x < 1; x *= 1.01F) look(x), look(-x);
  return largest;
}

TEST(Float32Functions, ExponentialStaysWithinTwoUnits) {
  EXPECT_LT(largest_error(
                -87.3F, 88.7F, [](float x) { return scalar_math::exponential(x); },
                [](double x) { return std::exp(x); }),
            2.0);
}

TEST(Float32Functions, ExponentialEndsInZeroInfinityAndNaN) {
  EXPECT_EQ(scalar_math::exponential(-87.4F), 0.0F);
  EXPECT_EQ(scalar_math::exponential(-infinity), 0.0F);
  EXPECT_EQ(scalar_math::exponential(89.0F), infinity);
  EXPECT_EQ(scalar_math::exponential(0.0F), 1.0F);
  EXPECT_TRUE(std::isnan(scalar_math::exponential(std::nanf(""))));
}

TEST(Float32Functions, ExponentialMinusOneStaysWithinTwoUnits) {
  EXPECT_LT(largest_error(
                -50, 0, [](float x) { return scalar_math::exponential_minus_1(x); },
                [](double x) { return std::expm1(x); }),
            2.0);
}

TEST(Float32Functions, LogarithmStaysWithinTwoUnits) {
  EXPECT_LT(largest_error(
                0, 1, [](float x) { return scalar_math::logarithm_plus_1(x); },
                [](double x) { return std::log1p(x); }),
            2.0);
}

TEST(Float32Functions, TangentStaysWithinThreeUnits) {
  EXPECT_LT(largest_error(
                -20, 20, [](float x) { return scalar_math::hyperbolic_tangent(x); },
                [](double x) { return std::tanh(x); }),
            3.0);
  EXPECT_EQ(scalar_math::hyperbolic_tangent(infinity), 1.0F);
  EXPECT_TRUE(std::isnan(scalar_math::hyperbolic_tangent(std::nanf(""))));
}

TEST(Float32Functions, LogisticStaysWithinThreeUnits) {
  EXPECT_LT(largest_error(
                -87, 87, [](float x) { return scalar_math::logistic(x); },
                [](double x) { return 1 / (1 + std::exp(-x)); }),
            3.0);
}

TEST(Float32Functions, NormalDistributionStaysWithinEightUnits) {
  EXPECT_LT(largest_error(
                -13, 13, [](float x) { return scalar_math::standard_normal(x).distribution; },
                [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }),
            8.0);
  EXPECT_EQ(scalar_math::standard_normal(0.0F).distribution, 0.5F);
  EXPECT_EQ(scalar_math::standard_normal(-20.0F).distribution, 0.0F);
}

TEST(Float32Functions, NormalDensityStaysWithinThreeUnits) {
  EXPECT_LT(largest_error(
                -12, 12, [](float x) { return scalar_math::standard_normal(x).density; },
                [](double x) { return std::exp(-x * x / 2) / std::sqrt(2 * M_PI); }),
            3.0);
}

}  // namespace
}  // namespace accelbench
