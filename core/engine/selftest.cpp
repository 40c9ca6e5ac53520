// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace accelbench {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
/// A power of two so large that the weights' own rounding vanishes beside the change.
constexpr double gradient_rate = 0x1p20;
constexpr std::int64_t trace_epochs = 2;

/// What a case came to on one engine.
struct Observation {
  std::vector<double> gradient;  ///< times gradient_rate; weights and biases, layer after layer
  BatchSums evaluated;
  std::vector<BatchSums> trace;
  bool finite = true;
};

std::vector<double> weights_of(const Executable& executable, const Work& work) {
  std::vector<double> all;
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer) {
    std::vector<double> weight(work.initial_weights[layer].weight.size());
    std::vector<double> bias(work.initial_weights[layer].bias.size());
    executable.read_layer(layer, weight, bias);
    all.insert(all.end(), weight.begin(), weight.end());
    all.insert(all.end(), bias.begin(), bias.end());
  }
  return all;
}

/// The same work with an optimizer whose step is the gradient.
Work descending(const Work& work) {
  Work plain = work;
  plain.experiment.training.optimizer = {};
  plain.experiment.training.optimizer.name = OptimizerKind::sgd;
  plain.experiment.training.optimizer.learning_rate = gradient_rate;
  return plain;
}

Result<std::vector<double>> gradient_of(const Engine& engine, const AcceleratorSpec& accelerator,
                                        const Work& work) {
  const Work plain = descending(work);
  const auto executable = engine.compile(plain, accelerator);
  if (!executable) return tl::make_unexpected(executable.error());
  const std::vector<double> before = weights_of(**executable, work);
  BatchSums sums;
  (*executable)->begin_epoch(0);
  (*executable)->run_steps(1, sums);
  std::vector<double> change = weights_of(**executable, work);
  for (std::size_t i = 0; i < change.size(); ++i) change[i] = before[i] - change[i];
  return change;
}

std::vector<BatchSums> trace_of(Executable& executable, const Work& work) {
  std::vector<BatchSums> trace;
  for (std::int64_t epoch = 0; epoch < trace_epochs; ++epoch) {
    executable.begin_epoch(epoch);
    for (std::int64_t step = 0; step < work.steps_per_epoch(); ++step)
      executable.run_steps(1, trace.emplace_back());
  }
  return trace;
}

Result<Observation> observe(const Engine& engine, const AcceleratorSpec& accelerator, const Work& work) {
  auto gradient = gradient_of(engine, accelerator, work);
  if (!gradient) return tl::make_unexpected(gradient.error());
  const auto executable = engine.compile(work, accelerator);
  if (!executable) return tl::make_unexpected(executable.error());
  Observation observed;
  observed.gradient = std::move(*gradient);
  (*executable)->evaluate(0, (*executable)->evaluation_steps(), observed.evaluated);
  observed.trace = trace_of(**executable, work);
  observed.finite = (*executable)->finite();
  return observed;
}

double relative(double value, double exact) {
  const double difference = std::abs(value - exact);
  if (!std::isfinite(difference)) return infinite;
  return difference == 0 ? 0 : difference / std::max(std::abs(exact), 1e-300);
}

/// ‖value − exact‖ / ‖exact‖; infinite where `exact` is all zeros and `value` is not.
double relative(std::span<const double> value, std::span<const double> exact) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    difference += (value[i] - exact[i]) * (value[i] - exact[i]);
    size += exact[i] * exact[i];
  }
  if (difference == 0) return 0;
  const double error = std::sqrt(difference / size);
  return std::isfinite(error) ? error : infinite;
}

double error_of_loss(const BatchSums& sums, const BatchSums& exact) {
  if (sums.samples != exact.samples || sums.values != exact.values) return infinite;
  return exact.samples == 0 ? 0 : relative(mean_loss(sums), mean_loss(exact));
}

/// In units of the limit of losses: accuracy counts answers and has a limit of its own.
double error_of_metrics(const Work& work, const BatchSums& sums, const BatchSums& exact,
                        const SelftestLimits& limits) {
  if (exact.samples == 0) return 0;
  double error = 0;
  for (const Metric metric : work.experiment.training.metrics) {
    const double value = metric_value(metric, sums), right = metric_value(metric, exact);
    if (metric == Metric::accuracy)
      error = std::max(error, std::abs(value - right) / limits.answers * limits.loss);
    else if (metric == Metric::r2)  // of the unexplained share: r2 itself may be 0
      error = std::max(error, relative(1 - value, 1 - right));
    else
      error = std::max(error, relative(value, right));
  }
  return error;
}

double error_of_trace(const Observation& observed, const Observation& exact) {
  if (!observed.finite) return infinite;
  double error = 0;
  for (std::size_t step = 0; step < exact.trace.size(); ++step)
    error = std::max(error, error_of_loss(observed.trace[step], exact.trace[step]));
  return error;
}

std::array<double, selftest_checks> errors_of(const Work& work, const Observation& observed,
                                              const Observation& exact, const SelftestLimits& limits) {
  return {relative(observed.gradient, exact.gradient),
          std::max(error_of_loss(observed.evaluated, exact.evaluated),
                   error_of_metrics(work, observed.evaluated, exact.evaluated, limits)),
          error_of_trace(observed, exact)};
}

double limit_of(SelftestCheck check, const SelftestLimits& limits) {
  return check == SelftestCheck::gradient ? limits.gradient : limits.loss;
}

SelftestGroup& group_of(SelftestResult& result, const std::string& name) {
  const auto found = std::ranges::find(result.groups, name, &SelftestGroup::group);
  if (found != result.groups.end()) return *found;
  result.groups.push_back({name, 0, {}, true});
  return result.groups.back();
}

void take_error(SelftestResult& result, const SelftestCase& each, SelftestCheck check, double error) {
  SelftestGroup& group = group_of(result, each.group);
  LargestError& largest = group.largest[static_cast<std::size_t>(check)];
  if (largest.name.empty() || error > largest.error) largest = {error, each.name};
  const double limit = limit_of(check, selftest_limits(result.accelerator.precision));
  if (error <= limit) return;
  group.holds = false;
  result.failures.push_back(
      {each.group, each.name, fmt::format("{}: error {:.3g}, at most {:.3g}", name_of(check), error, limit)});
}

void take_refusal(SelftestResult& result, const SelftestCase& each, const Error& error) {
  if (error.kind != ErrorKind::unavailable) {
    group_of(result, each.group).holds = false;
    result.failures.push_back({each.group, each.name, to_string(error)});
    return;
  }
  if (result.refused++ == 0) result.reason = error.message;
}

void compare(const SelftestRequest& request, const SelftestCase& each, const Observation& exact,
             SelftestResult& result) {
  const auto observed = observe(request.engine, result.accelerator, each.work);
  if (!observed) return take_refusal(result, each, observed.error());
  ++group_of(result, each.group).cases;
  const auto limits = selftest_limits(result.accelerator.precision);
  const auto errors = errors_of(each.work, *observed, exact, limits);
  for (std::size_t check = 0; check < errors.size(); ++check)
    take_error(result, each, static_cast<SelftestCheck>(check), errors[check]);
}

AcceleratorSpec reference_accelerator(const Engine& reference) {
  AcceleratorSpec accelerator;
  accelerator.id = "reference";
  accelerator.engine = reference.kind();
  accelerator.precision = Precision::float64;
  if (accelerator.engine == EngineKind::cpu) accelerator.threads = 1;
  return accelerator;
}

}  // namespace

SelftestLimits selftest_limits(Precision precision) {
  if (precision == Precision::float64) return {1e-9, 1e-9, 1e-9};
  if (precision == Precision::float32) return {1e-4, 1e-3, 1e-9};
  return {0.1, 0.02, 0.1};
}

Result<std::vector<SelftestResult>> selftest(const SelftestRequest& request,
                                             std::span<const SelftestCase> cases) {
  std::vector<SelftestResult> results;
  for (const AcceleratorSpec& accelerator : request.accelerators)
    results.push_back({accelerator, {}, {}, 0, {}});
  const AcceleratorSpec reference = reference_accelerator(request.reference);
  std::int64_t done = 0;
  for (const SelftestCase& each : cases) {
    if (request.stop.stop_requested())
      return tl::make_unexpected(Error{ErrorKind::interrupted, "selftest", "stopped", {}});
    const auto exact = observe(request.reference, reference, each.work);
    if (!exact) return tl::make_unexpected(exact.error());
    for (SelftestResult& result : results) compare(request, each, *exact, result);
    if (request.progress) request.progress(++done, static_cast<std::int64_t>(cases.size()));
  }
  return results;
}

}  // namespace accelbench
