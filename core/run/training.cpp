// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>

#include "core/base/nearest.h"
#include "core/run/child_training.h"
#include "core/run/engines.h"
#include "core/run/in_process.h"

namespace accelbench {
namespace {

std::vector<std::string> ids_of(const Experiment& experiment) {
  std::vector<std::string> ids;
  for (const AcceleratorSpec& accelerator : experiment.accelerators) ids.push_back(accelerator.id);
  return ids;
}

Status check_ids(const TrainingRequest& request) {
  const auto known = ids_of(request.experiment);
  for (const std::string& id : request.accelerators) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    const std::string guess = did_you_mean(id, known);
    return bad_input("accelerators",
                     fmt::format("no accelerator has the id '{}'; there are: {}", id, fmt::join(known, ", ")),
                     guess.empty() ? "name one of these" : guess);
  }
  return {};
}

/// The contract's rule: all cpu in this process, otherwise all as children.
Where where_of(const TrainingRequest& request, const std::vector<const AcceleratorSpec*>& chosen) {
  if (request.where) return *request.where;
  const bool all_cpu = std::all_of(chosen.begin(), chosen.end(), [](const auto* accelerator) {
    return accelerator->engine == EngineKind::cpu;
  });
  return all_cpu ? Where::in_process : Where::child;
}

PlannedTraining plan(const TrainingRequest& request, const std::vector<const AcceleratorSpec*>& chosen) {
  PlannedTraining training{request, {}, {}, {}};
  for (const AcceleratorSpec* accelerator : chosen) {
    const auto engine = engines().need(accelerator->engine);
    const auto missing = not_built_yet(request.experiment, *accelerator);
    training.accelerators.push_back(*accelerator);
    training.engines.push_back(engine ? *engine : nullptr);
    training.reasons.push_back(!engine ? engine.error().message : missing.value_or(""));
  }
  return training;
}

}  // namespace

Result<std::vector<const AcceleratorSpec*>> chosen_accelerators(const TrainingRequest& request) {
  if (const Status known = check_ids(request); !known) return tl::make_unexpected(known.error());
  std::vector<const AcceleratorSpec*> chosen;
  const auto& wanted = request.accelerators;
  for (const AcceleratorSpec& accelerator : request.experiment.accelerators)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), accelerator.id) != wanted.end())
      chosen.push_back(&accelerator);
  if (chosen.empty())
    return bad_input("accelerators", "the experiment has no accelerator", "add one: {id: cpu, engine: cpu}");
  return chosen;
}

Result<TrainingOutcome> train(const TrainingRequest& request, EventSink& sink, std::stop_token stop) try {
  const auto chosen = chosen_accelerators(request);
  if (!chosen) return tl::make_unexpected(chosen.error());
  if (!request.weights_out.empty() && chosen->size() > 1 &&
      request.weights_out.find("{id}") == std::string::npos)
    return bad_input(request.weights_out, "one file for the weights of several accelerators",
                     "put {id} into the name, or choose one accelerator");
  const PlannedTraining training = plan(request, *chosen);
  if (where_of(request, *chosen) == Where::child) return train_in_children(training, sink, std::move(stop));
  return train_in_process(training, make_work, sink, std::move(stop));
} catch (const std::exception& error) {
  // No memory or no thread left: the program that asked goes on.
  return failed("training", fmt::format("could not go on: {}", error.what()),
                "close other programs and try again");
}

}  // namespace accelbench
