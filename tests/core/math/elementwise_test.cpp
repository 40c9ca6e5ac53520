// SPDX-License-Identifier: GPL-3.0-or-later
// Values by hand, derivatives by finite differences, updates by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/math/scalar.h"

namespace accelbench {
namespace {

using scalar_math::activate;
using scalar_math::loss_of_output;

// Central differences with h = 1e-5 err by h² f‴ / 6 and rounding / h: both near 1e-11 here; 1e-9 leaves
// room.
constexpr double step = 1e-5, tolerance = 1e-9;

template <Activation A>
void expect_slope() {
  for (double x = -6.03; x < 6; x += 0.11) {
    const double slope = (activate<A>(x + step).value - activate<A>(x - step).value) / (2 * step);
    EXPECT_NEAR(activate<A>(x).slope, slope, tolerance) << name_of(A) << " at " << x;
    EXPECT_NEAR(static_cast<double>(activate<A>(static_cast<float>(x)).value), activate<A>(x).value,
                2e-6 * std::max(1.0, std::fabs(x)))
        << name_of(A) << " in float32 at " << x;
    EXPECT_NEAR(static_cast<double>(activate<A>(static_cast<float>(x)).slope), activate<A>(x).slope, 2e-6)
        << name_of(A) << " in float32 at " << x;
    if (!scalar_math::slope_needs_input(A)) {
      EXPECT_EQ(scalar_math::slope_from_value<A>(activate<A>(x).value), activate<A>(x).slope) << name_of(A);
    }
  }
}

TEST(Activations, SlopesAgreeWithFiniteDifferences) {
  expect_slope<Activation::linear>();
  expect_slope<Activation::relu>();
  expect_slope<Activation::leaky_relu>();
  expect_slope<Activation::elu>();
  expect_slope<Activation::gelu>();
  expect_slope<Activation::gelu_tanh>();
  expect_slope<Activation::sigmoid>();
  expect_slope<Activation::silu>();
  expect_slope<Activation::softplus>();
  expect_slope<Activation::tanh>();
}

TEST(Activations, ValuesAtOneAndMinusTwo) {  // from tables of erf, tanh and exp; 1e-15: two roundings
  EXPECT_NEAR(activate<Activation::gelu>(1.0).value, 0.841344746068542949, 1e-15);
  EXPECT_NEAR(activate<Activation::gelu_tanh>(1.0).value, 0.841191990608276, 1e-14);
  EXPECT_NEAR(activate<Activation::silu>(1.0).value, 0.731058578630004879, 1e-15);
  EXPECT_NEAR(activate<Activation::softplus>(1.0).value, 1.31326168751822283, 1e-15);
  EXPECT_NEAR(activate<Activation::elu>(-2.0).value, -0.864664716763387308, 1e-15);
  EXPECT_EQ(activate<Activation::leaky_relu>(-2.0).value, -0.4);
  EXPECT_NEAR(activate<Activation::tanh>(-2.0).value, -0.964027580075816884, 1e-15);
}

TEST(Activations, ReluHasNoSlopeAtZero) {
  EXPECT_EQ(activate<Activation::relu>(0.0).slope, 0.0);
  EXPECT_EQ(activate<Activation::relu>(0.0F).slope, 0.0F);
  EXPECT_EQ(activate<Activation::leaky_relu>(0.0).slope, 0.2);
}

TEST(Activations, StayFiniteFarOut) {
  for (const double x : {-1e4, 1e4}) {
    EXPECT_TRUE(std::isfinite(activate<Activation::softplus>(static_cast<float>(x)).value));
    EXPECT_TRUE(std::isfinite(activate<Activation::gelu>(static_cast<float>(x)).slope));
    EXPECT_TRUE(std::isfinite(activate<Activation::silu>(static_cast<float>(x)).slope));
    EXPECT_TRUE(std::isfinite(activate<Activation::gelu_tanh>(x).slope));
  }
}

template <Loss L>
void expect_gradient() {
  for (double p = -3.083; p < 3; p += 0.13)
    for (const double y : {0.0, 1.0, 0.3}) {
      const double slope =
          (loss_of_output<L>(p + step, y).value - loss_of_output<L>(p - step, y).value) / (2 * step);
      EXPECT_NEAR(loss_of_output<L>(p, y).gradient, slope, tolerance)
          << name_of(L) << " at " << p << ", " << y;
    }
}

TEST(Losses, GradientsAgreeWithFiniteDifferences) {
  expect_gradient<Loss::mse>();
  expect_gradient<Loss::mae>();
  expect_gradient<Loss::huber>();
  expect_gradient<Loss::binary_crossentropy>();
}

TEST(Losses, ValuesByHand) {
  EXPECT_EQ(loss_of_output<Loss::mse>(3.0, 1.0).value, 4.0);
  EXPECT_EQ(loss_of_output<Loss::mae>(3.0, 1.0).value, 2.0);
  EXPECT_EQ(loss_of_output<Loss::mae>(1.0, 1.0).gradient, 0.0);
  EXPECT_EQ(loss_of_output<Loss::huber>(3.0, 1.0).value, 1.5);
  EXPECT_EQ(loss_of_output<Loss::huber>(1.5, 1.0).value, 0.125);
  EXPECT_NEAR(loss_of_output<Loss::binary_crossentropy>(0.0, 1.0).value, 0.693147180559945309, 1e-15);
  EXPECT_EQ(loss_of_output<Loss::binary_crossentropy>(1000.0, 0.0).value, 1000.0);
  EXPECT_EQ(loss_of_output<Loss::binary_crossentropy>(-1000.0, 0.0).value, 0.0);
}

TEST(Optimizers, AdamTwoStepsByHand) {
  // w = 1, g = 0.5 twice, lr 0.1, b1 0.9, b2 0.999, epsilon 1e-7.
  // t = 1: m = 0.05, v = 0.00025; a = 0.1 √0.001 / 0.1; w = 1 − a·0.05 / (√0.00025 + 1e-7)
  OptimizerConstants<double> constants;
  constants.first_rate = 1 - 0.9;
  constants.second_rate = 1 - 0.999;
  constants.epsilon = 1e-7;
  constants.step_size = adam_step_size(0.1, 0.9, 0.999, 1);
  const auto one = scalar_math::adam_of(1.0, 0.5, 0.0, 0.0, constants);
  EXPECT_NEAR(one.first, 0.05, 1e-16);
  EXPECT_NEAR(one.second, 0.00025, 1e-18);
  EXPECT_NEAR(one.weight, 1 - std::sqrt(0.001) * 0.05 / (std::sqrt(0.00025) + 1e-7), 1e-15);
  constants.step_size = adam_step_size(0.1, 0.9, 0.999, 2);
  const auto two = scalar_math::adam_of(one.weight, 0.5, one.first, one.second, constants);
  EXPECT_NEAR(two.first, 0.095, 1e-16);
  EXPECT_NEAR(two.second, 0.00049975, 1e-18);
  const double rate = 0.1 * std::sqrt(1 - 0.999 * 0.999) / (1 - 0.81);
  EXPECT_NEAR(two.weight, one.weight - rate * 0.095 / (std::sqrt(0.00049975) + 1e-7), 1e-15);
}

TEST(Optimizers, SgdMomentumAndNesterovThreeStepsByHand) {
  // w = 1, g = 1, lr 0.1, momentum 0.5: v = −0.1, −0.15, −0.175; w = 0.9, 0.75, 0.575
  // Nesterov: w += 0.5 v − 0.1: −0.15, −0.175, −0.1875: w = 0.85, 0.675, 0.4875
  OptimizerConstants<double> constants;
  constants.step_size = 0.1;
  constants.momentum = 0.5;
  double plain = 1, velocity = 0, nesterov = 1, nesterov_velocity = 0;
  const double expected_plain[] = {0.9, 0.75, 0.575}, expected_nesterov[] = {0.85, 0.675, 0.4875};
  for (int i = 0; i < 3; ++i) {
    const auto a = scalar_math::sgd_of(plain, 1.0, velocity, false, constants);
    const auto b = scalar_math::sgd_of(nesterov, 1.0, nesterov_velocity, true, constants);
    plain = a.weight, velocity = a.first, nesterov = b.weight, nesterov_velocity = b.first;
    EXPECT_NEAR(plain, expected_plain[i], 1e-15);
    EXPECT_NEAR(nesterov, expected_nesterov[i], 1e-15);
  }
}

TEST(Optimizers, RmspropTwoStepsByHand) {
  // g = 2, rho 0.9: v = 0.4, 0.76; w −= 0.1·2 / √(v + 0.05)
  OptimizerConstants<double> constants;
  constants.step_size = 0.1;
  constants.second_rate = 1 - 0.9;
  constants.epsilon = 0.05;
  const auto one = scalar_math::rmsprop_of(1.0, 2.0, 0.0, constants);
  EXPECT_NEAR(one.first, 0.4, 1e-15);
  EXPECT_NEAR(one.weight, 1 - 0.2 / std::sqrt(0.45), 1e-15);
  const auto two = scalar_math::rmsprop_of(one.weight, 2.0, one.first, constants);
  EXPECT_NEAR(two.first, 0.76, 1e-15);
  EXPECT_NEAR(two.weight, one.weight - 0.2 / std::sqrt(0.81), 1e-15);
}

TEST(Optimizers, DecayTakesItsShareOfTheWeight) {
  OptimizerConstants<double> constants;
  constants.decay = 0.1 * 0.004;
  EXPECT_NEAR(scalar_math::decayed(2.0, constants), 2.0 - 0.0008, 1e-15);
}

}  // namespace
}  // namespace accelbench
