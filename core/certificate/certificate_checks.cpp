// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/certificate_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace accelbench {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double loosest = 0.5;          ///< a limit of figures beyond proves nothing
constexpr double loosest_change = 0.25;  ///< and one of changes of the weights

/// The limit, or what rounding alone does, four times: asked for only where the limit does not hold.
template <class Distance>
double limit_for(double limit, double found, const ProbeTrial& trial, const Distance& distance) {
  if (found <= limit) return limit;
  double farthest = 0;
  for (const ProbeRun& run : trial.rounded()) farthest = std::max(farthest, distance(run));
  return std::max(limit, std::min(4 * trial.rounded_less * farthest, loosest_change));
}

std::string limit_text(double limit, double usual) {
  if (limit == usual) return fmt::format("limit {}", share_text(limit));
  return fmt::format("limit {}: rounding alone does a quarter of it here", share_text(limit));
}

/// What weights in float32 (float64) can tell of so small a change.
double least_visible(const Work& work, const std::vector<double>& change, const CertificateLimits& limits) {
  const double unit = std::min(limits.roundoff, 0x1p-24);
  return 4 * unit * length(flat(work.initial_weights)) / std::max(length(change), 1e-300);
}

CertificateCheck check_change(const ProbeTrial& trial, const CertificateLimits& limits, const char* name,
                              const char* words, double usual) {
  const auto found = change_of_weights(trial.work, trial.found);
  const auto expected = change_of_weights(trial.work, trial.reference);
  CertificateCheck check{name, false, {}, {}, {}};
  if (found.empty()) {
    check.text = fmt::format("no trained weights: {}", trial.found.weights_problem);
    return check;
  }
  const double distance = relative_distance(found, expected);
  const double visible = std::max(usual, least_visible(trial.work, expected, limits));
  const double limit = limit_for(visible, distance, trial, [&](const ProbeRun& run) {
    return relative_distance(change_of_weights(trial.work, run), expected);
  });
  check.passed = distance <= limit;
  check.found = distance;
  check.limit = limit;
  check.text = fmt::format("{} {} {} ({})", words, check.passed ? "agrees with float64 to" : "differs by",
                           share_text(distance), limit_text(limit, usual));
  return check;
}

CertificateCheck check_count(const char* name, const char* words, std::int64_t found, std::int64_t expected) {
  const bool same = found == expected;
  return {name, same, static_cast<double>(found), static_cast<double>(expected),
          same ? fmt::format("{}: {}", words, found)
               : fmt::format("{}: {} found, {} expected", words, found, expected)};
}

CertificateCheck check_learning_rates(const ProbeTrial& trial) {
  CertificateCheck check{"learning_rates", true, {}, {}, "the learning rate of every epoch is as asked for"};
  const std::size_t epochs = std::min(trial.found.epochs.size(), trial.reference.epochs.size());
  for (std::size_t i = 0; i < epochs && check.passed; ++i) {
    const double found = trial.found.epochs[i].learning_rate;
    const double expected = trial.reference.epochs[i].learning_rate;
    if (std::abs(found - expected) <= 1e-6 * std::abs(expected)) continue;  // float32 holds 6e-8
    check = {"learning_rates", false, found, expected,
             fmt::format("the learning rate of epoch {} is {:.6g}, expected {:.6g}", i + 1, found, expected)};
  }
  return check;
}

std::string target_text(const std::optional<TargetReached>& target) {
  return !target ? "not told" : target->reached ? "reached" : "not reached";
}

CertificateCheck check_target(const ProbeTrial& trial) {
  const auto &found = trial.found.summary.target, &expected = trial.reference.summary.target;
  const bool same = found && found->reached == expected->reached && found->monitor == expected->monitor;
  return {"target",
          same,
          {},
          {},
          fmt::format("the target on {} is {}{}", expected->monitor, target_text(found),
                      same ? "" : ", expected: " + target_text(expected))};
}

/// One sample on the edge of right and wrong.
double granularity(const FigureSeries& series, const Work& work) {
  if (series.metric != Metric::accuracy) return 0;
  const Samples& samples = series.of_validation ? work.data.validation : work.data.train;
  return 1.001 / static_cast<double>(std::max<std::int64_t>(1, samples.samples));
}

/// What differences are relative to: what is expected, but no less than a thousandth of the largest such.
double scale_of(const FigureSeries& series, double expected, double largest) {
  if (series.metric == Metric::accuracy) return 1;
  const double least = series.metric == Metric::r2 ? 1 : 1e-3 * largest;
  return std::max({std::abs(expected), least, 1e-300});
}

/// What a series may differ by at each of its steps or epochs: infinite from where rounding alone does more
/// than an eighth on, since it only grows.
std::vector<double> limits_along(const FigureSeries& series, const ProbeTrial& trial,
                                 const std::vector<double>& expected, double usual) {
  std::vector<double> limits(expected.size(), usual);
  for (const ProbeRun& run : trial.rounded()) {
    const auto moved = figure_distances(series, trial.work, series.values(run, expected.size()), expected);
    double farthest = 0;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      farthest = std::max(farthest, 4 * trial.rounded_less * moved[i]);
      limits[i] = farthest > loosest ? infinite : std::max(limits[i], farthest);
    }
  }
  return limits;
}

CertificateCheck series_that_failed(const FigureSeries& series, std::size_t index, double found,
                                    double expected, double distance, double limit, double usual) {
  const std::string told = std::isfinite(found) ? fmt::format("is {:.6g}", found) : "was not told";
  return {series.name, false, distance, limit,
          fmt::format("{} {} {}, expected {:.6g}: {} off ({})", series.words, index + 1, told, expected,
                      share_text(distance), limit_text(limit, usual))};
}

CertificateCheck check_series(const FigureSeries& series, const ProbeTrial& trial, double usual) {
  const std::size_t count = series.by_step ? trial.reference.steps.size() : trial.reference.epochs.size();
  const auto expected = series.values(trial.reference, count);
  const auto found = series.values(trial.found, count);
  const auto distances = figure_distances(series, trial.work, found, expected);
  const double largest = distances.empty() ? 0 : *std::ranges::max_element(distances);
  std::vector<double> limits(count, usual);
  if (largest > usual) limits = limits_along(series, trial, expected, usual);
  double farthest = 0, limit = usual;
  std::size_t judged = 0;
  for (; judged < count && limits[judged] < infinite; ++judged) {
    const std::size_t i = judged;
    if (distances[i] > limits[i])
      return series_that_failed(series, i, found[i], expected[i], distances[i], limits[i], usual);
    farthest = std::max(farthest, distances[i]);
    limit = std::max(limit, limits[i]);
  }
  std::string text = fmt::format("{} agrees with float64 to {} ({})", series.name, share_text(farthest),
                                 limit_text(limit, usual));
  if (judged < count)
    text = fmt::format("{}; from {} {} on rounding alone decides", text, series.words, judged + 1);
  return {series.name, true, farthest, limit, text};
}

}  // namespace

std::vector<double> change_of_weights(const Work& work, const ProbeRun& run) {
  const auto before = flat(work.initial_weights), after = flat(run.weights);
  return before.size() == after.size() ? difference(after, before) : std::vector<double>();
}

CertificateCheck check_fingerprint(const ProbeTrial& trial) {
  const std::string found = trial.found.started ? trial.found.started->fingerprint : std::string();
  const bool same = found == trial.work.fingerprint;
  const std::string expected = trial.work.fingerprint.substr(0, 12);
  return {"fingerprint",
          same,
          {},
          {},
          same ? fmt::format("data, initial weights and settings: fingerprint {}…", expected)
               : fmt::format("it trains another work: fingerprint {}…, expected {}…: data, initial weights "
                             "or settings differ",
                             found.substr(0, 12), expected)};
}

CertificateCheck check_gradient(const ProbeTrial& trial, const CertificateLimits& limits) {
  CertificateCheck check =
      check_change(trial, limits, "gradient", "the gradient of one step", limits.gradient);
  const auto expected = change_of_weights(trial.work, trial.reference);
  const std::size_t silent = silent_layers(trial.work, expected);
  if (!check.passed || silent == 0) return check;
  if (length(expected) == 0)
    return {"gradient",
            true,
            {},
            {},
            "the gradient of one step is 0 in each batch that was tried: it shows nothing"};
  check.text += fmt::format("; it is 0 for the weights of {} of {} layers in each batch that was tried",
                            silent, trial.work.initial_weights.size());
  return check;
}

CertificateCheck check_update(const ProbeTrial& trial, const CertificateLimits& limits) {
  return check_change(trial, limits, "optimizer", "the optimizer's update", limits.update);
}

CertificateCheck check_trace_weights(const ProbeTrial& trial, const CertificateLimits& limits) {
  return check_change(trial, limits, "weights", "what the trace changes the weights by", limits.update);
}

std::vector<CertificateCheck> check_course(const ProbeTrial& trial) {
  const std::int64_t told = trial.found.started ? trial.found.started->steps_per_epoch : 0;
  std::vector<CertificateCheck> checks = {
      check_count("steps_per_epoch", "steps an epoch", told, trial.work.steps_per_epoch()),
      check_count("epochs", "epochs", static_cast<std::int64_t>(trial.found.epochs.size()),
                  static_cast<std::int64_t>(trial.reference.epochs.size())),
      check_count("steps", "steps in all", trial.found.summary.steps, trial.reference.summary.steps),
      check_learning_rates(trial)};
  if (trial.reference.summary.target) checks.push_back(check_target(trial));
  return checks;
}

std::vector<CertificateCheck> check_figures(const ProbeTrial& trial, const CertificateLimits& limits) {
  std::vector<CertificateCheck> checks;
  for (const FigureSeries& series : series_of(trial.work))
    checks.push_back(check_series(series, trial, limits.figures));
  return checks;
}

std::vector<FigureSeries> series_of(const Work& work) {
  std::vector<FigureSeries> all = {{"step_losses", "the loss of step", false, {}, true},
                                   {"losses", "the loss of epoch", false, {}, false}};
  const auto& metrics = work.experiment.training.metrics;
  for (const Metric metric : metrics)
    all.push_back(
        {std::string(name_of(metric)), fmt::format("{} of epoch", name_of(metric)), false, metric, false});
  if (work.data.validation.samples == 0) return all;
  all.push_back({"val_losses", "val_loss of epoch", true, {}, false});
  for (const Metric metric : metrics)
    all.push_back({fmt::format("val_{}", name_of(metric)), fmt::format("val_{} of epoch", name_of(metric)),
                   true, metric, false});
  return all;
}

std::vector<double> FigureSeries::values(const ProbeRun& run, std::size_t count) const {
  std::vector<double> values(count, not_measured);
  const auto put = [&](std::int64_t number, double value) {
    if (number >= 1 && static_cast<std::size_t>(number) <= count)
      values[static_cast<std::size_t>(number) - 1] = value;
  };
  for (const StepEvent& step : run.steps)
    if (by_step) put(step.step, step.loss);
  for (const EpochRecord& epoch : run.epochs) {
    const auto& metrics = of_validation ? epoch.val_metrics : epoch.metrics;
    const double loss = of_validation ? epoch.val_loss : epoch.loss;
    if (!by_step) put(epoch.epoch, metric ? metrics[static_cast<std::size_t>(*metric)] : loss);
  }
  return values;
}

std::vector<double> figure_distances(const FigureSeries& series, const Work& work,
                                     const std::vector<double>& found, const std::vector<double>& expected) {
  double largest = 0;
  for (const double value : expected)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  std::vector<double> distances(expected.size(), 0.0);
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    if (!std::isfinite(found[i]) && !std::isfinite(expected[i])) continue;
    const double distance = std::abs(found[i] - expected[i]) / scale_of(series, expected[i], largest);
    distances[i] = std::isfinite(distance) ? std::max(0.0, distance - granularity(series, work)) : infinite;
  }
  return distances;
}

}  // namespace accelbench
