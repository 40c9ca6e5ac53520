// SPDX-License-Identifier: GPL-3.0-or-later
// Weights updated from sums in registers, against sums in float64.
#include "core/cpu/weight_training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/cpu/onednn.h"

namespace accelbench::cpu {
namespace {

constexpr std::size_t stride = 96;

/// Values between −1 and 1, of which operands keep what they can.
template <class O>
std::vector<O> random_operands(std::size_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<O> values(count);
  for (O& value : values)
    if constexpr (sizeof(O) == 2)
      value = to_bfloat16(uniform(generator));
    else
      value = uniform(generator);
  return values;
}

double number(float value) { return static_cast<double>(value); }
double number(Bfloat16 value) { return static_cast<double>(to_float(value)); }

/// sgd with rate 1 on weights of 0: what becomes of them is the gradient, its sign turned. The columns behind
/// a tile keep what they had.
template <class O>
void expect_gradients(std::size_t samples, std::size_t rows, std::size_t columns) {
  SCOPED_TRACE(::testing::Message() << samples << " samples, " << rows << " x " << columns);
  const std::vector<O> inputs = random_operands<O>(samples * stride, 1);
  const std::vector<O> deltas = random_operands<O>(samples * stride, 2);
  std::vector<float> weights(rows * stride), scratch(weight_training_scratch<O>(rows, columns, samples));
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = columns; j < stride; ++j) weights[i * stride + j] = 7;
  std::vector<O> operands(rows * stride);
  WeightTraining<O> training{{inputs.data(), stride}, {deltas.data(), stride}, samples, {}, scratch.data()};
  training.update.kind = OptimizerKind::sgd;
  training.update.constants = {1, 0, 0, 0, 0, 0};
  training.update.weights = {weights.data(), stride, rows, columns};
  training.update.operands = operands.data();
  weight_training_function<O>()(training);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < stride; ++j) {
      double gradient = 0;
      for (std::size_t s = 0; s < samples; ++s)
        gradient += number(inputs[s * stride + i]) * number(deltas[s * stride + j]);
      // A float32 sum of n products of at most 1 is off by less than n · n · 2^-24, mostly by far less.
      const double bound = 1e-6 * static_cast<double>(samples);
      ASSERT_NEAR(weights[i * stride + j], j < columns ? -gradient : 7.0, bound) << i << ", " << j;
      if (sizeof(O) == 2 && j < columns) {
        ASSERT_NEAR(number(operands[i * stride + j]), weights[i * stride + j],
                    std::abs(weights[i * stride + j]) / 256 + 1e-30);
      }
    }
}

template <class O>
void expect_gradients_of_odd_shapes() {
  for (const std::size_t samples : {1, 7, 128, 600})  // 600: in three parts
    for (const std::size_t rows : {1, 8, 37, 80})
      for (const std::size_t columns : {16, 32, 80}) expect_gradients<O>(samples, rows, columns);
}

TEST(WeightTraining, SumsFloatsOfAnyShape) { expect_gradients_of_odd_shapes<float>(); }

TEST(WeightTraining, SumsBfloat16OfAnyShape) {
  if (!multiplies_bfloat16()) GTEST_SKIP() << "this processor multiplies no bfloat16";
  ASSERT_NE(weight_training_function<Bfloat16>(), nullptr);
  expect_gradients_of_odd_shapes<Bfloat16>();
}

/// One sample of 1 and 0.5, by hand: g = 0.5, m = 0.1 · 0.5, v = 0.001 · 0.25; w − 0.01 · m / (√v + 1e-7).
TEST(WeightTraining, UpdatesByAdam) {
  std::vector<float> input(16), delta(16), weights(16, 2), first(16), second(16);
  input[0] = 1;
  delta[0] = 0.5F;
  WeightTraining<float> training{{input.data(), 16}, {delta.data(), 16}, 1, {}, nullptr};
  training.update.constants = {0.01F, 0.1F, 0.001F, 1e-7F, 0, 0};
  training.update.weights = {weights.data(), 16, 1, 16};
  training.update.first = first.data();
  training.update.second = second.data();
  weight_training_function<float>()(training);
  EXPECT_FLOAT_EQ(first[0], 0.05F);
  EXPECT_FLOAT_EQ(second[0], 0.00025F);
  EXPECT_NEAR(weights[0], 2 - 0.01 * 0.05 / (std::sqrt(0.00025) + 1e-7),
              3e-7);  // a unit in the last place of 2
  EXPECT_EQ(weights[1], 2);
}

}  // namespace
}  // namespace accelbench::cpu
