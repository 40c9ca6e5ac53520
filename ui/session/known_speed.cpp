// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/known_speed.h"

#include <algorithm>
#include <cmath>

#include "core/planning/figures.h"

namespace accelbench {

namespace {

/// Of a full batch.
double flop_per_sample(const Experiment& experiment, std::int64_t features) {
  const auto figures = model_figures(experiment.model, experiment.training, features);
  return static_cast<double>(figures.flop_per_step) / static_cast<double>(experiment.training.batch_size);
}

constexpr double same_work = 1e-3;  // figures of a run are those of its own model within this

}  // namespace

void KnownSpeed::note(const Experiment& experiment, const std::vector<RunSummary>& runs) {
  const auto run = std::ranges::find_if(runs, [](const RunSummary& one) {
    return one.samples_per_second && *one.samples_per_second > 0 && one.flop_per_step > 0;
  });
  if (run == runs.end()) return;
  const AcceleratorSpec* accelerator = find_accelerator(experiment, run->accelerator);
  const std::string name = accelerator != nullptr ? display_label(*accelerator) : run->accelerator;
  measured_ = {*run->samples_per_second,
               static_cast<double>(run->flop_per_step) / static_cast<double>(experiment.training.batch_size),
               QString::fromStdString(name)};
  emit changed();
}

void KnownSpeed::set_ceiling(std::optional<double> flop_per_s, const QString& accelerator) {
  ceiling_ = flop_per_s;
  ceiling_of_ = accelerator;
  emit changed();
}

std::optional<EpochTime> KnownSpeed::epoch_time(const Experiment& experiment, const DataShape& shape) const {
  const double split = experiment.data.validation ? 0 : experiment.data.validation_split;
  const auto samples = static_cast<double>(training_samples(shape.samples, split));
  const double work = flop_per_sample(experiment, shape.features);
  if (measured_ && work > 0) {
    const double ratio = work / measured_->flop_per_sample;
    const bool same = std::abs(ratio - 1) < same_work;
    return EpochTime{samples / measured_->samples_per_second * (same ? 1 : ratio),
                     same ? EpochTime::Basis::measured : EpochTime::Basis::scaled, measured_->accelerator};
  }
  if (ceiling_ && *ceiling_ > 0)
    return EpochTime{samples * work / *ceiling_, EpochTime::Basis::ceiling, ceiling_of_};
  return std::nullopt;
}

}  // namespace accelbench
