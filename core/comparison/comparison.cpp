// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "core/base/nearest.h"
#include "core/comparison/child_launcher.h"
#include "core/comparison/noise_floor.h"
#include "core/comparison/scheduler.h"
#include "core/run/child_run.h"
#include "core/run/in_process.h"

namespace accelbench {
namespace {

constexpr const char* again = "-again";

tl::unexpected<Error> no_such_accelerator(const Experiment& experiment, const std::string& id) {
  std::vector<std::string> ids;
  for (const AcceleratorSpec& one : experiment.accelerators) ids.push_back(one.id);
  const std::string near = did_you_mean(id, ids);
  return bad_input("accelerators", fmt::format("there is no accelerator '{}'", id),
                   near.empty() ? fmt::format("the first one is {}", ids.front()) : near);
}

std::string baseline_of(const Experiment& experiment) {
  const std::string& named = experiment.comparison.baseline;
  return named.empty() ? experiment.accelerators.front().id : named;
}

TrainingRequest training_of(const ComparisonRequest& request) {
  TrainingRequest training;
  training.experiment = request.experiment;
  training.roots = request.roots;
  training.program = request.program;
  training.where = Where::child;
  return training;
}

/// What an A/A comparison was made for: kept on this machine for verdicts to come.
std::optional<NoiseFloor> measured_floor(const ComparisonRequest& request, const ComparisonOutcome& outcome,
                                         ComparisonSink& sink) {
  if (!request.a_a || outcome.fingerprint.empty()) return std::nullopt;
  const AcceleratorSpec& accelerator = request.experiment.accelerators.front();
  const FloorSubject subject = floor_subject(outcome.machine, outcome.fingerprint, accelerator);
  const auto floor =
      floor_of(outcome.judgement, accelerator, subject, request.experiment.comparison.quantity, now_utc());
  Status kept;
  if (floor) kept = keep_floors(floors_of(outcome.judgement, accelerator, subject, floor->measured));
  const std::optional<Error> error = !floor  ? std::optional(floor.error())
                                     : !kept ? std::optional(kept.error())
                                             : std::nullopt;
  if (error)
    sink.on_event({"", 0, 0, MessageEvent{"warning", "no noise floor is kept: " + to_string(*error)}});
  return floor ? std::optional(*floor) : std::nullopt;
}

}  // namespace

Result<Experiment> experiment_with(const Experiment& experiment,
                                   const std::vector<std::string>& accelerators) {
  Experiment chosen = experiment;
  chosen.comparison.baseline = baseline_of(experiment);
  if (accelerators.empty()) return chosen;
  for (const std::string& id : accelerators)
    if (!find_accelerator(experiment, id)) return no_such_accelerator(experiment, id);
  std::erase_if(chosen.accelerators, [&](const AcceleratorSpec& one) {
    return std::ranges::find(accelerators, one.id) == accelerators.end();
  });
  if (find_accelerator(chosen, chosen.comparison.baseline)) return chosen;
  if (experiment.comparison.baseline.empty()) {
    chosen.comparison.baseline = chosen.accelerators.front().id;
    return chosen;
  }
  return bad_input("comparison.baseline",
                   fmt::format("'{}' is not among the accelerators to compare", chosen.comparison.baseline),
                   "name it, too, or set comparison.baseline to one of them");
}

Result<Experiment> a_a_experiment(const Experiment& experiment, const std::string& accelerator) {
  const std::string id = accelerator.empty() ? baseline_of(experiment) : accelerator;
  const AcceleratorSpec* one = find_accelerator(experiment, id);
  if (!one) return no_such_accelerator(experiment, id);
  Experiment twice = experiment;
  twice.accelerators = {*one, *one};
  twice.accelerators.back().id += again;
  if (!one->label.empty()) twice.accelerators.back().label += " again";
  twice.comparison.baseline = id;
  return twice;
}

Result<ComparisonOutcome> compare(const ComparisonRequest& request, ComparisonSink& sink,
                                  std::stop_token stop) try {
  const TrainingRequest training = training_of(request);
  if (const Status there = check_program(request.program); !there) return tl::make_unexpected(there.error());
  const auto planned = plan_training(training);
  if (!planned) return tl::make_unexpected(planned.error());
  ChildLauncher launcher(request, *planned);
  launcher.tell_surroundings(sink);
  ComparisonOutcome outcome = run_protocol(request, planned->rows, launcher, sink, stop);
  outcome.machine = this_machine();
  outcome.measured_floor = measured_floor(request, outcome, sink);
  return outcome;
} catch (const std::exception& error) {
  // No memory or no thread left: the program that asked goes on.
  return failed("comparison", fmt::format("could not go on: {}", error.what()),
                "close other programs and try again");
}

}  // namespace accelbench
