// SPDX-License-Identifier: GPL-3.0-or-later
// oneDNN's products against sums in float64, and whole trainings in bfloat16 against float64.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/cpu/onednn.h"
#include "core/math/bfloat16.h"
#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;
using cpu::ProductShape;

struct Difference {
  double largest = 0;  ///< |c − exact|
  double bound = 0;    ///< what rounding may come to: depth · 2⁻²⁴ · Σ |a b|, the largest
};

template <class O>
Difference difference(const ProductShape& shape) {
  const std::size_t a_size = shape.rows * shape.a_row + shape.depth * shape.a_depth;
  const std::size_t b_size = shape.depth * shape.b_depth + shape.columns * shape.b_column;
  std::vector<O> a, b;
  for (const float value : uniform(a_size, 1, -1, 1)) a.push_back(narrowed<O>(value));
  for (const float value : uniform(b_size, 2, -1, 1)) b.push_back(narrowed<O>(value));
  std::vector<float> c(shape.rows * shape.c_row, 99.0F);
  const auto products = cpu::LibraryProducts::compile(std::span(&shape, 1), 2);
  EXPECT_TRUE(products) << to_string(products.error());
  const cpu::OneLibraryThread one;
  (*products)->run(shape, a.data(), b.data(), c.data(), 1);
  Difference found;
  for (std::size_t i = 0; i < shape.rows; ++i)
    for (std::size_t j = 0; j < shape.columns; ++j) {
      double sum = 0, size = 0;
      for (std::size_t p = 0; p < shape.depth; ++p) {
        const double term = static_cast<double>(widened<float>(a[i * shape.a_row + p * shape.a_depth])) *
                            static_cast<double>(widened<float>(b[p * shape.b_depth + j * shape.b_column]));
        sum += term, size += std::fabs(term);
      }
      found.largest = std::max(found.largest, std::fabs(static_cast<double>(c[i * shape.c_row + j]) - sum));
      found.bound = std::max(found.bound, static_cast<double>(shape.depth) * 0x1p-24 * size);
    }
  for (std::size_t i = 0; i < shape.rows; ++i)
    for (std::size_t j = shape.columns; j < shape.c_row; ++j)
      EXPECT_EQ(c[i * shape.c_row + j], 99.0F) << "written beside the tile";
  return found;
}

/// Straight, weights read the other way round (deltas), inputs read the other way round (gradients of
/// weights).
std::vector<ProductShape> shapes_of(std::size_t rows, std::size_t columns, std::size_t depth) {
  return {{false, rows, columns, depth, depth + 3, 1, columns + 5, 1, columns + 2},
          {false, rows, columns, depth, depth + 3, 1, 1, depth + 7, columns},
          {false, rows, columns, depth, 1, rows + 4, columns, 1, columns + 16}};
}

TEST(LibraryProducts, AgreeWithSumsInFloat64) {
  if (!cpu::library_products_built()) GTEST_SKIP() << "this build has no oneDNN";
  for (const auto& [rows, columns, depth] : std::vector<std::array<std::size_t, 3>>{
           {1, 1, 1}, {7, 16, 5}, {32, 128, 77}, {61, 48, 131}, {3, 256, 40}, {130, 32, 1}})
    for (ProductShape shape : shapes_of(rows, columns, depth)) {
      const Difference single = difference<float>(shape);
      EXPECT_LE(single.largest, single.bound) << rows << " x " << columns << " x " << depth;
      shape.bfloat16 = true;
      if (!cpu::multiplies_bfloat16()) continue;
      const Difference narrow = difference<Bfloat16>(shape);
      EXPECT_LE(narrow.largest, narrow.bound) << rows << " x " << columns << " x " << depth;
    }
}

/// Length of what one step of plain descent at rate 1 takes away, and of its distance from another's.
double relative_distance(const std::vector<Parameters>& start, const std::vector<Parameters>& found,
                         const std::vector<Parameters>& exact) {
  double distance = 0, length = 0;
  for (std::size_t layer = 0; layer < start.size(); ++layer)
    for (const auto part : {&Parameters::weight, &Parameters::bias})
      for (std::size_t i = 0; i < (start[layer].*part).size(); ++i) {
        const double off = (found[layer].*part)[i] - (exact[layer].*part)[i];
        const double move = (exact[layer].*part)[i] - (start[layer].*part)[i];
        distance += off * off, length += move * move;
      }
  return std::sqrt(distance / length);
}

Work odd_work(Activation activation, bool softmax) {
  Work work = make_sample_work({77,
                                {{131, activation}, {70, Activation::relu, 0.1}, {9, Activation::linear}},
                                150,
                                40,
                                softmax ? 9 : 0});
  if (softmax) work.experiment.model.layers[2].activation = Activation::softmax;
  work.experiment.training.optimizer.name = OptimizerKind::sgd;
  work.experiment.training.optimizer.learning_rate = 1;
  work.experiment.training.batch_size = 100;
  return work;
}

TEST(LowPrecision, TheFirstGradientIsCloseToThatOfFloat64) {
  // The contract's bounds on the relative distance of the first step: float32 1e-4, bfloat16 0.1. Measured:
  // 4e-7, 0.01.
  for (const Activation activation : {Activation::relu, Activation::gelu, Activation::tanh, Activation::silu})
    for (const bool softmax : {false, true}) {
      const Work work = odd_work(activation, softmax);
      const auto step = [&](Precision precision) {
        const auto executable = compiled(work, precision, 2);
        executable->begin_epoch(0);
        run_steps(*executable, 1);
        return read_all(*executable, work);
      };
      const auto start = read_all(*compiled(work, Precision::float64), work),
                 exact = step(Precision::float64);
      EXPECT_LT(relative_distance(start, step(Precision::float32), exact), 1e-4) << name_of(activation);
      if (!cpu::multiplies_bfloat16()) continue;
      EXPECT_LT(relative_distance(start, step(Precision::bfloat16), exact), 0.05) << name_of(activation);
    }
}

TEST(LowPrecision, Bfloat16FollowsTheLossesOfFloat64) {
  if (!cpu::multiplies_bfloat16()) GTEST_SKIP() << "this processor has no bfloat16 instructions";
  Work work = odd_work(Activation::relu, false);
  work.experiment.training.optimizer.name = OptimizerKind::adam;
  work.experiment.training.optimizer.learning_rate = 1e-3;
  const auto narrow = compiled(work, Precision::bfloat16), exact = compiled(work, Precision::float64);
  const auto losses = train(*narrow, 10), expected = train(*exact, 10);
  for (std::size_t epoch = 0; epoch < 10; ++epoch)
    EXPECT_NEAR(mean_loss(losses[epoch]) / mean_loss(expected[epoch]), 1.0, 0.02) << "epoch " << epoch;
  EXPECT_NEAR(mean_loss(evaluate(*narrow)) / mean_loss(evaluate(*exact)), 1.0, 0.02);
  EXPECT_LT(mean_loss(expected[9]), mean_loss(expected[0]) / 1.5);
}

TEST(LowPrecision, Bfloat16KeepsItsWeightsInFloat32) {
  // A step far below bfloat16's 2⁻⁸ of a weight is not lost: 300 of them move the master weights.
  if (!cpu::multiplies_bfloat16()) GTEST_SKIP() << "this processor has no bfloat16 instructions";
  Work work = make_sample_work({4, {{3, Activation::linear}}, 1});
  work.experiment.training.optimizer.name = OptimizerKind::adam;
  work.experiment.training.optimizer.learning_rate = 1e-5;
  const auto executable = compiled(work, Precision::bfloat16);
  const auto before = read_all(*executable, work);
  train(*executable, 300);
  const auto after = read_all(*executable, work);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(std::fabs(after[0].bias[i] - before[0].bias[i]), 300 * 1e-5, 300 * 1e-5 * 0.05);
}

}  // namespace
}  // namespace accelbench
