// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace accelbench {
namespace {

/// One layer, y = x0 + 2 x1 + 0.5.
TrainedModel line() {
  TrainedModel model;
  model.experiment.model.layers = {{1, Activation::linear, 0.0}};
  model.experiment.training.loss = Loss::mse;
  model.columns.like.shape = {0, 2, 1, 0};
  model.layers = {{2, 1, {1, 2}, {0.5}}};
  return model;
}

/// Logits of three classes: x0, x1 and 0.
TrainedModel three_classes() {
  TrainedModel model = line();
  model.experiment.model.layers[0].units = 3;
  model.experiment.training.loss = Loss::categorical_crossentropy;
  model.columns.like.shape = {0, 2, 0, 3};
  model.layers = {{2, 3, {1, 0, 0, 1, 0, 0}, {0, 0, 0}}};
  return model;
}

struct Rows {
  std::vector<float> x, y;
  std::vector<std::int32_t> labels;
  Samples samples() const {
    const auto rows = static_cast<std::int64_t>(x.size() / 2);
    return {rows,   2,      static_cast<std::int64_t>(y.size()) / std::max<std::int64_t>(rows, 1), x, y,
            labels, nullptr};
  }
};

std::vector<double> answers_of(const TrainedModel& model, const Samples& samples) {
  std::vector<double> found;
  const auto done = predict(model, samples, [&](const Answers& answers) {
    EXPECT_EQ(answers.first * answers.width, static_cast<std::int64_t>(found.size()));
    found.insert(found.end(), answers.values.begin(), answers.values.end());
    return true;
  });
  EXPECT_TRUE(done) << to_string(done.error());
  return found;
}

TEST(Predictions, AreTargetsAsTheyAre) {
  EXPECT_EQ(answers_of(line(), Rows{{1, 1, -2, 4}, {}, {}}.samples()), (std::vector<double>{3.5, 6.5}));
}

// e^1 / (e^1 + e^2 + 1) and so on; they add up to 1.
TEST(Predictions, AreProbabilitiesOfClasses) {
  const auto found = answers_of(three_classes(), Rows{{1, 2}, {}, {}}.samples());
  const double sum = std::exp(1) + std::exp(2) + 1;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_NEAR(found[0], std::exp(1) / sum, 1e-15);
  EXPECT_NEAR(found[1], std::exp(2) / sum, 1e-15);
  EXPECT_NEAR(found[2], 1 / sum, 1e-15);
  EXPECT_EQ(chosen_class(found), 1);
}

TEST(Predictions, OfOneLogitHaveTwoClasses) {
  TrainedModel model = line();
  model.experiment.training.loss = Loss::binary_crossentropy;
  model.columns.like.shape = {0, 2, 0, 2};
  const auto found = answers_of(model, Rows{{1, 1, -0.5, 0}, {}, {}}.samples());
  EXPECT_NEAR(found[1], 1 / (1 + std::exp(-3.5)), 1e-15);
  EXPECT_NEAR(found[0] + found[1], 1, 1e-15);
  EXPECT_EQ(found[2], 0.5);  // logit 0 is no vote for class 1, as in training
  EXPECT_EQ(chosen_class(std::span(found).subspan(2, 2)), 0);
}

TEST(Predictions, MayBeEnded) {
  std::vector<float> x(2 * 5000, 1.0F);
  int calls = 0;
  EXPECT_TRUE(predict(line(), Rows{x, {}, {}}.samples(), [&](const Answers&) { return ++calls < 2; }));
  EXPECT_EQ(calls, 2);
  std::stop_source stopped;
  stopped.request_stop();
  const auto refused = predict(
      line(), Rows{x, {}, {}}.samples(), [](const Answers&) { return true; }, stopped.get_token());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::interrupted);
}

// Answers 3.5 and 6.5 to 3.5 and 4.5: errors 0 and 2.
TEST(Evaluations, OfTargetsHaveTheMetricsOfTraining) {
  const Evaluation found = evaluate(line(), Rows{{1, 1, -2, 4}, {3.5, 4.5}, {}}.samples(), 1).value();
  EXPECT_EQ(found.samples, 2);
  EXPECT_DOUBLE_EQ(found.loss, 2);
  const std::vector<std::pair<Metric, double>> expected = {
      {Metric::mae, 1}, {Metric::mse, 2}, {Metric::rmse, std::sqrt(2.0)}, {Metric::r2, 1 - 4 / 0.5}};
  ASSERT_EQ(found.metrics.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(found.metrics[i].first, expected[i].first);
    EXPECT_DOUBLE_EQ(found.metrics[i].second, expected[i].second);
  }
  ASSERT_EQ(found.worst.size(), 1U);
  EXPECT_EQ(found.worst[0].sample, 1);
  EXPECT_DOUBLE_EQ(found.worst[0].loss, 4);
  EXPECT_EQ(found.worst[0].answered, std::vector<double>{6.5});
  EXPECT_EQ(found.worst[0].expected, std::vector<double>{4.5});
  EXPECT_EQ(found.scatter, (std::vector<std::pair<double, double>>{{3.5, 3.5}, {4.5, 6.5}}));
  EXPECT_TRUE(found.confusion.empty());
}

// Penalties count as in training: l2 · (1² + 2²) = 0.5, biases left out.
TEST(Evaluations, CountPenalties) {
  TrainedModel model = line();
  model.experiment.training.l2 = 0.1;
  EXPECT_DOUBLE_EQ(evaluate(model, Rows{{1, 1}, {3.5}, {}}.samples()).value().loss, 0.5);
}

TEST(Evaluations, OfClassesHaveAConfusionMatrix) {
  const Rows rows{{3, 0, 0, 3, -1, -1, 3, 0}, {}, {0, 1, 2, 1}};
  const Evaluation found = evaluate(three_classes(), rows.samples(), 10).value();
  EXPECT_EQ(found.confusion, (std::vector<std::int64_t>{1, 0, 0, 1, 1, 0, 0, 0, 1}));
  EXPECT_EQ(found.metrics, (std::vector<std::pair<Metric, double>>{{Metric::accuracy, 0.75}}));
  ASSERT_EQ(found.worst.size(), 4U);
  EXPECT_EQ(found.worst[0].sample, 3);
  EXPECT_EQ(found.worst[0].expected_class, 1);
  EXPECT_EQ(found.worst[0].answered_class, 0);
  EXPECT_NEAR(found.worst[0].loss, std::log(std::exp(3) + 2), 1e-14);  // ln Σ exp z − 0
  EXPECT_EQ(found.worst[2].sample, 0);                                 // of equals the first
  EXPECT_EQ(found.worst[3].sample, 1);
}

// The loss of sample i is i² (targets 0, answers i): the ten worst of 3000 are the last ten, in any order of
// seeing.
TEST(Evaluations, KeepTheWorstOfMany) {
  TrainedModel model = line();
  model.layers = {{2, 1, {1, 0}, {0}}};
  Rows rows;
  for (int i = 0; i < 3000; ++i) {
    rows.x.push_back(static_cast<float>(i * 7 % 3000));
    rows.x.push_back(0);
    rows.y.push_back(0);
  }
  const Evaluation found = evaluate(model, rows.samples(), 10).value();
  ASSERT_EQ(found.worst.size(), 10U);
  for (std::size_t k = 0; k < 10; ++k)
    EXPECT_EQ(std::sqrt(found.worst[k].loss), 2999 - static_cast<double>(k));
  EXPECT_EQ(found.scatter.size(), 1500U);             // every second
  EXPECT_DOUBLE_EQ(found.loss, 2999.0 * 5999.0 / 6);  // Σ i² / n
}

TEST(Evaluations, NeedAnswersOfTheRightKind) {
  EXPECT_FALSE(evaluate(line(), Rows{{1, 1}, {}, {}}.samples()));
  EXPECT_FALSE(evaluate(three_classes(), Rows{{1, 1}, {}, {3}}.samples()));  // a class that there is not
  EXPECT_FALSE(evaluate(line(), Rows{}.samples()));
  TrainedModel other = line();
  other.columns.like.shape.features = 3;
  EXPECT_FALSE(predict(other, Rows{{1, 1}, {}, {}}.samples(), [](const Answers&) { return true; }));
}

}  // namespace
}  // namespace accelbench
