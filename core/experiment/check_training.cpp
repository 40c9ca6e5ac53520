// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/nearest.h"
#include "core/experiment/check_parts.h"
#include "core/experiment/scalars.h"
#include "core/experiment/schema.h"

namespace accelbench {
namespace {

bool has_validation(const Experiment& experiment) {
  return experiment.data.validation_split > 0 || experiment.data.validation.has_value();
}

std::vector<std::string> monitors(const Experiment& experiment) {
  std::vector<std::string> names = {"loss"};
  for (const Metric metric : experiment.training.metrics) names.emplace_back(name_of(metric));
  const std::size_t count = names.size();
  for (std::size_t i = 0; has_validation(experiment) && i < count; ++i) names.push_back("val_" + names[i]);
  return names;
}

void check_monitor(const Experiment& experiment, const std::string& monitor, const std::string& path,
                   Findings& findings) {
  const std::vector<std::string> names = monitors(experiment);
  if (std::ranges::find(names, monitor) != names.end()) return;
  const std::vector<std::string> rests_on = {"training.metrics", "data.validation_split", "data.validation"};
  const std::string_view base = monitor.starts_with("val_") ? std::string_view(monitor).substr(4) : monitor;
  const bool is_known = base == "loss" || value_named<Metric>(base);
  if (is_known && base.size() < monitor.size() && !has_validation(experiment))
    return findings.refuse(path, monitor + " needs a validation set, and there is none",
                           "set data.validation_split, or monitor " + std::string(base), rests_on);
  if (is_known)
    return findings.refuse(path, fmt::format("{} is not measured", base),
                           fmt::format("add {} to training.metrics", base), rests_on);
  const std::string guess = did_you_mean(monitor, names);
  const std::vector<std::string_view> views(names.begin(), names.end());
  findings.refuse(path, fmt::format("found {}, expected {}", shown(monitor), choices_text(views)),
                  guess.empty() ? "monitor one of them" : guess, rests_on);
}

bool rises(std::string_view monitor) {
  const auto metric = value_named<Metric>(monitor.starts_with("val_") ? monitor.substr(4) : monitor);
  return metric && higher_is_better(*metric);
}

void check_goal(const TargetCallback& target, const std::string& path, Findings& findings) {
  const bool up = rises(target.monitor);
  const std::string_view wanted = up ? "at_least" : "at_most";
  if (up ? target.at_least && !target.at_most : target.at_most && !target.at_least) return;
  findings.refuse(path,
                  fmt::format("{} is {}, so this target needs {} alone", target.monitor,
                              up ? "maximised" : "minimised", wanted),
                  fmt::format("write {{monitor: {}, {}: …}}", target.monitor, wanted));
}

void check_callbacks(const Experiment& experiment, Findings& findings) {
  const auto& callbacks = experiment.training.callbacks;
  for (std::size_t i = 0; i < callbacks.size(); ++i) {
    const std::string path = join_path("training.callbacks", i);
    const std::string below = join_path(path, Alternatives<CallbackSpec>::names[callbacks[i].index()]);
    std::visit(
        [&](const auto& callback) {
          check_monitor(experiment, callback.monitor, below + ".monitor", findings);
        },
        callbacks[i]);
    if (const auto* target = std::get_if<TargetCallback>(&callbacks[i])) check_goal(*target, below, findings);
    if (std::holds_alternative<ReduceLrOnPlateau>(callbacks[i]) && experiment.training.schedule)
      findings.refuse(path, "reduce_lr_on_plateau stands together with training.schedule", "keep one of them",
                      {"training.schedule"});
  }
}

void check_metrics(const TrainingSpec& training, Findings& findings) {
  std::set<Metric> seen;
  for (std::size_t i = 0; i < training.metrics.size(); ++i) {
    const Metric metric = training.metrics[i];
    const std::string path = join_path("training.metrics", i);
    if (!seen.insert(metric).second)
      findings.refuse(path, fmt::format("{} is listed twice", name_of(metric)), "keep one of them");
    // Numbers of classes are no quantities: their distance to a logit says nothing.
    if (takes_logits(training.loss) && metric != Metric::accuracy)
      findings.refuse(path, fmt::format("{} has no meaning for classes", name_of(metric)), "use accuracy",
                      {"training.loss"});
  }
}

}  // namespace

void check_training(const Experiment& experiment, Findings& findings) {
  const TrainingSpec& training = experiment.training;
  check_metrics(training, findings);
  check_callbacks(experiment, findings);
  const auto* cosine = training.schedule ? std::get_if<CosineSchedule>(&*training.schedule) : nullptr;
  if (cosine && cosine->warmup_epochs >= training.epochs)
    findings.refuse(
        "training.schedule.cosine.warmup_epochs",
        fmt::format("{} epochs of warm-up leave none of {}", cosine->warmup_epochs, training.epochs),
        "use fewer than training.epochs", {"training.epochs"});
}

}  // namespace accelbench
