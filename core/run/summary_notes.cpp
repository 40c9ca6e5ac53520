// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/summary_notes.h"

#include <cmath>
#include <utility>

namespace accelbench {
namespace {

std::optional<double> number_or_nothing(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

void note_last(RunSummary& summary, const EpochRecord& last, const TrainingSpec& training, bool validation) {
  summary.final_loss = number_or_nothing(last.loss);
  summary.final_val_loss = number_or_nothing(last.val_loss);
  for (const Metric metric : training.metrics) {
    const auto slot = static_cast<std::size_t>(metric);
    const std::string name(name_of(metric));
    summary.final_metrics.emplace_back(name, number_or_nothing(last.metrics[slot]));
    if (validation)
      summary.final_metrics.emplace_back("val_" + name, number_or_nothing(last.val_metrics[slot]));
  }
}

void note_rate(RunSummary& summary, const TrainingSpec& training) {
  if (!summary.samples_per_second) return;
  summary.achieved_flop_per_s = static_cast<double>(summary.flop_per_step) /
                                static_cast<double>(training.batch_size) * *summary.samples_per_second;
}

void note_energy(RunSummary& summary, EnergyMeter& energy, std::string reason) {
  summary.energy_reason = reason.empty() ? energy.reason() : std::move(reason);
  if (summary.energy_reason.empty()) {
    summary.energy_boundary = energy.boundary();
  } else {
    summary.energy_j.reset();
    summary.energy_to_target_j.reset();
  }
}

}  // namespace accelbench
