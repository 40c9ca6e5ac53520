// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/work/trained_model.h"

// A trained model put to use: what it answers, and how well. All of it in float64 on the processor, whatever
// trained it.
namespace accelbench {

/// What a model says of some consecutive samples.
struct Answers {
  std::int64_t first = 0;  ///< sample
  std::int64_t rows = 0;
  std::int64_t width = 0;          ///< classes, or targets
  std::span<const double> values;  ///< [rows, width]: probabilities of the classes, or targets
};

/// Answers to all samples, in their order; their own targets or classes are not looked at. `take` returns
/// whether it wants more.
Status predict(const TrainedModel& model, const Samples& samples,
               const std::function<bool(const Answers&)>& take, std::stop_token stop = {});

/// The class of the largest probability, the first of equals; binary: 1 above 0.5 (logit above 0).
std::int64_t chosen_class(std::span<const double> probabilities);

/// A sample that was answered badly.
struct WorstSample {
  std::int64_t sample = 0;          ///< from 0
  double loss = 0;                  ///< of this sample alone
  std::int64_t expected_class = 0;  ///< with classes
  std::int64_t answered_class = 0;
  double probability = 0;                  ///< of the answered class
  std::vector<double> expected, answered;  ///< with targets
};

struct Evaluation {
  std::int64_t samples = 0;
  double loss = 0;  ///< penalties included, as in training
  /// With classes accuracy; with targets mae, mse, rmse, r2, and accuracy where the experiment asks for it.
  std::vector<std::pair<Metric, double>> metrics;
  std::int64_t classes = 0;
  /// [classes, classes]: how many samples of a class (row) were answered by a class (column). Empty with
  /// targets and with more than most_confused classes.
  std::vector<std::int64_t> confusion;
  std::vector<WorstSample> worst;  ///< the largest loss first; of equals the first sample
  /// Of the first target, expected and answered, for a chart: every n-th sample.
  std::vector<std::pair<double, double>> scatter;

  static constexpr std::int64_t most_confused = 1000;
  static constexpr std::int64_t most_scattered = 2000;
};

/// Holds the answers to the samples' own targets or classes, with the sums of training (core/math). `told`
/// hears how many samples were seen so far.
Result<Evaluation> evaluate(const TrainedModel& model, const Samples& samples, std::size_t worst = 10,
                            std::stop_token stop = {},
                            const std::function<void(std::int64_t)>& told = {});

}  // namespace accelbench
