// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>

#include "core/certificate/hypotheses.h"

namespace accelbench {
namespace {

struct Explanation {
  const char* words;
  std::vector<double> values;
};

/// Of each epoch, from the losses of its steps.
template <class Reduce>
std::vector<double> of_each_epoch(const ProbeTrial& trial, const Reduce& reduce) {
  const auto steps = static_cast<std::size_t>(trial.work.steps_per_epoch());
  std::vector<double> values;
  for (std::size_t epoch = 0; epoch < trial.reference.epochs.size(); ++epoch) {
    std::vector<double> losses;
    for (const StepEvent& step : trial.reference.steps)
      if ((static_cast<std::size_t>(step.step) - 1) / steps == epoch) losses.push_back(step.loss);
    values.push_back(losses.empty() ? not_measured : reduce(losses));
  }
  return values;
}

std::vector<Explanation> of_losses(const ProbeTrial& trial) {
  return {{"it is the mean of the losses of the steps, which forgets that the last batch is short",
           of_each_epoch(trial,
                         [](const std::vector<double>& losses) {
                           return std::accumulate(losses.begin(), losses.end(), 0.0) /
                                  static_cast<double>(losses.size());
                         })},
          {"it is the loss of the last step",
           of_each_epoch(trial, [](const std::vector<double>& losses) { return losses.back(); })}};
}

}  // namespace

std::string explain_figures(const FigureSeries& series, const ProbeTrial& trial, double limit,
                            const ProbeRun& on_training_set) {
  if (series.by_step) return {};
  const std::size_t count = trial.reference.epochs.size();
  const auto found = series.values(trial.found, count);
  FigureSeries evaluated = series, other = series;
  evaluated.of_validation = true;
  other.of_validation = !series.of_validation;
  std::vector<Explanation> explanations;
  if (!series.of_validation && !series.metric) explanations = of_losses(trial);
  if (trial.work.data.validation.samples > 0)
    explanations.push_back(
        {series.of_validation ? "it is that of the training set" : "it is that of the validation set",
         other.values(trial.reference, count)});
  explanations.push_back({series.of_validation ? "it is that of the training set"
                                               : "it is measured behind the epoch, not while it trains",
                          evaluated.values(on_training_set, count)});
  for (const Explanation& explanation : explanations)
    if (std::ranges::all_of(figure_distances(series, trial.work, found, explanation.values),
                            [limit](double distance) { return distance <= limit; }))
      return explanation.words;
  return {};
}

}  // namespace accelbench
