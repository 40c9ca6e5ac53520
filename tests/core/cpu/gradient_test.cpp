// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients of whole networks against finite differences of the loss that training reports, in float64.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/cpu/sample_work.h"

namespace accelbench {
namespace {

using namespace accelbench::testing;

// Central differences with h = 1e-5: error h² L‴ / 6 and rounding 1e-16 / h, both near 1e-11; 1e-8 leaves
// room for curved losses and still shows a wrong factor in the smallest gradient that matters.
constexpr double step = 1e-5, tolerance = 1e-8;

Work whole_batch(const SampleShape& shape, Loss loss) {
  Work work = make_sample_work(shape);
  TrainingSpec& training = work.experiment.training;
  training.loss = loss;
  training.batch_size = shape.samples;
  training.optimizer.name = OptimizerKind::sgd;
  training.optimizer.learning_rate = 0;
  return work;
}

/// Loss of the first batch; nothing is changed (learning rate 0, snapshot taken back).
double loss_of(Executable& executable, const Executable::Snapshot& start, std::size_t layer,
               const Parameters& at) {
  executable.restore(start);
  executable.write_layer(layer, at.weight, at.bias);
  executable.begin_epoch(0);
  return mean_loss(run_steps(executable, 1));
}

/// What one step of plain descent with learning rate 1 takes away.
std::vector<Parameters> gradients(Executable& executable, const Executable::Snapshot& start,
                                  const Work& work) {
  executable.restore(start);
  const auto before = read_all(executable, work);
  executable.set_learning_rate(1);
  executable.begin_epoch(0);
  run_steps(executable, 1);
  auto change = read_all(executable, work);
  executable.set_learning_rate(0);
  for (std::size_t layer = 0; layer < change.size(); ++layer) {
    for (std::size_t i = 0; i < change[layer].weight.size(); ++i)
      change[layer].weight[i] = before[layer].weight[i] - change[layer].weight[i];
    for (std::size_t i = 0; i < change[layer].bias.size(); ++i)
      change[layer].bias[i] = before[layer].bias[i] - change[layer].bias[i];
  }
  return change;
}

void expect_gradients(const Work& work, const std::string& what) {
  const auto executable = compiled(work, Precision::float64);
  const auto start = executable->snapshot();
  const auto initial = read_all(*executable, work);
  const auto gradient = gradients(*executable, *start, work);
  for (std::size_t layer = 0; layer < initial.size(); ++layer) {
    const auto slope = [&](std::vector<double> Parameters::*part, std::size_t i) {
      Parameters above = initial[layer], below = initial[layer];
      (above.*part)[i] += step;
      (below.*part)[i] -= step;
      return (loss_of(*executable, *start, layer, above) - loss_of(*executable, *start, layer, below)) /
             (2 * step);
    };
    for (std::size_t i = 0; i < initial[layer].weight.size(); ++i)
      EXPECT_NEAR(gradient[layer].weight[i], slope(&Parameters::weight, i), tolerance)
          << what << ", layer " << layer << ", weight " << i;
    for (std::size_t i = 0; i < initial[layer].bias.size(); ++i)
      EXPECT_NEAR(gradient[layer].bias[i], slope(&Parameters::bias, i), tolerance)
          << what << ", layer " << layer << ", bias " << i;
  }
}

TEST(Gradients, OfEveryActivation) {
  for (const auto& activation : Names<Activation>::table) {
    if (activation.value == Activation::softmax) continue;
    const SampleShape shape{3, {{5, activation.value}, {4, activation.value}, {2, activation.value}}};
    expect_gradients(whole_batch(shape, Loss::mse), std::string(activation.name));
  }
}

TEST(Gradients, OfEveryLossOfNumbers) {
  for (const Loss loss : {Loss::mse, Loss::mae, Loss::huber})
    for (const std::int64_t outputs : {1, 3, 11}) {
      const SampleShape shape{3, {{4, Activation::tanh}, {outputs, Activation::linear}}};
      expect_gradients(whole_batch(shape, loss), fmt::format("{}, {} outputs", name_of(loss), outputs));
    }
}

TEST(Gradients, OfBothCrossentropies) {
  expect_gradients(whole_batch({3, {{4, Activation::tanh}, {5, Activation::linear}}, 8, 0, 5},
                               Loss::categorical_crossentropy),
                   "categorical");
  expect_gradients(
      whole_batch({3, {{4, Activation::tanh}, {1, Activation::linear}}, 8, 0, 2}, Loss::binary_crossentropy),
      "binary");
}

TEST(Gradients, OfSoftmaxThroughItsJacobian) {
  for (const Loss loss : {Loss::mse, Loss::mae, Loss::huber}) {
    expect_gradients(whole_batch({3, {{4, Activation::tanh}, {3, Activation::softmax}}}, loss), "softmax");
    expect_gradients(whole_batch({3, {{4, Activation::tanh}, {3, Activation::softmax}}, 8, 0, 3}, loss),
                     "one-hot");
    expect_gradients(whole_batch({3, {{4, Activation::tanh}, {3, Activation::softmax, 0.4}}}, loss),
                     "dropped softmax");
  }
}

TEST(Gradients, OfDroppedLayers) {
  for (const Activation activation :
       {Activation::relu, Activation::gelu, Activation::linear, Activation::softplus})
    expect_gradients(
        whole_batch({3, {{6, activation, 0.5}, {5, Activation::tanh, 0.2}, {2, activation, 0.3}}}, Loss::mse),
        fmt::format("dropout after {}", name_of(activation)));
}

TEST(Gradients, OfPenaltiesOnTheWeights) {
  Work work = whole_batch({3, {{20, Activation::tanh}, {2, Activation::linear}}}, Loss::mse);
  work.experiment.training.l1 = 0.3;
  work.experiment.training.l2 = 0.2;
  expect_gradients(work, "l1 and l2");
  work.frozen = {true, false};
  work.experiment.training.l1 = 0;
  const auto executable = compiled(work, Precision::float64);
  double squares = 0;
  for (const double weight : read(*executable, work, 1).weight) squares += weight * weight;
  EXPECT_NEAR(train(*executable, 1)[0].penalty, 8 * 0.2 * squares,
              1e-14);  // 8 samples; the frozen layer has none
}

TEST(Gradients, FrozenLayersStayAndPassTheirGradientOn) {
  Work work =
      whole_batch({3, {{4, Activation::tanh}, {4, Activation::gelu}, {2, Activation::linear}}}, Loss::mse);
  Work free = work;
  work.frozen = {false, true, false};
  const auto frozen_executable = compiled(work, Precision::float64),
             free_executable = compiled(free, Precision::float64);
  const auto frozen_gradient = gradients(*frozen_executable, *frozen_executable->snapshot(), work);
  const auto free_gradient = gradients(*free_executable, *free_executable->snapshot(), free);
  EXPECT_EQ(frozen_gradient[0], free_gradient[0]);
  EXPECT_EQ(frozen_gradient[2], free_gradient[2]);
  for (const double change : frozen_gradient[1].weight) EXPECT_EQ(change, 0.0);
  EXPECT_NE(free_gradient[1].weight[0], 0.0);
}

TEST(Gradients, SoftmaxOfThreeByHand) {
  // One sample, weights 0, bias (0, ln 2, ln 3): p = (1, 2, 3) / 6, y = (0, 0, 1), mse: loss = (1 + 4 + 9) /
  // 36 / 3. dp = 2 (p − y) / 3 = (1, 2, −3) / 9; Σ dp·p = −4 / 54; dz = p (dp + 2/27) = (5, 16, −21) / 162.
  Work work = whole_batch({1, {{3, Activation::softmax}}, 1, 0, 3}, Loss::mse);
  work.initial_weights[0].weight = {0, 0, 0};
  work.initial_weights[0].bias = {0, 0, 0};
  const std::int32_t label = 2;
  work.data.train.labels = {&label, 1};
  const auto executable = compiled(work, Precision::float64);
  executable->write_layer(0, std::vector<double>{0, 0, 0},
                          std::vector<double>{0, std::log(2.0), std::log(3.0)});
  const auto start = executable->snapshot();
  executable->begin_epoch(0);
  const BatchSums sums = run_steps(*executable, 1);
  EXPECT_NEAR(sums.loss, 14.0 / 108, 1e-15);
  EXPECT_EQ(sums.correct, 1.0);
  const auto gradient = gradients(*executable, *start, work);
  EXPECT_NEAR(gradient[0].bias[0], 5.0 / 162, 1e-15);
  EXPECT_NEAR(gradient[0].bias[1], 16.0 / 162, 1e-15);
  EXPECT_NEAR(gradient[0].bias[2], -21.0 / 162, 1e-15);
}

}  // namespace
}  // namespace accelbench
