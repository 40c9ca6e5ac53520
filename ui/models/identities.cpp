// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/identities.h"

#include <algorithm>
#include <set>

#include "core/run/schedule.h"
#include "ui/models/accelerators_model.h"

namespace accelbench {

namespace {

/// Two accelerators of the same settings are told apart by their ids.
QString unlike_others(const QString& label, const std::string& id, std::set<QString>& taken) {
  if (taken.insert(label).second) return label;
  return QStringLiteral("%1 (%2)").arg(label, QString::fromStdString(id));
}

double first_rate(const TrainingSpec& training) {
  const double base = training.optimizer.learning_rate;
  return training.schedule ? scheduled_rate(*training.schedule, base, training.epochs, 0) : base;
}

/// The place in the list of accelerators, which gives a row its colour.
std::size_t position_of(const Experiment& experiment, const TrainingRow& row) {
  const auto found = std::ranges::find(experiment.accelerators, row.accelerator.id, &AcceleratorSpec::id);
  return static_cast<std::size_t>(found - experiment.accelerators.begin());
}

}  // namespace

std::vector<RunIdentity> identities_of(const Experiment& experiment, const TrainingRows& rows) {
  std::vector<RunIdentity> runs;
  std::set<QString> labels;
  for (const TrainingRow& row : rows.rows) {
    const QString label = QString::fromStdString(label_of(row, rows.variant_of(row)));
    const auto position = experiment.sweep.empty() ? position_of(experiment, row) : runs.size();
    const TrainingSpec& training = rows.variants[row.variant].experiment.training;
    runs.push_back({row.run, unlike_others(label, row.accelerator.id, labels),
                    color_of(row.accelerator, static_cast<int>(position)), training.epochs,
                    row.accelerator.engine == EngineKind::cpu && row.accelerator.threads != 1,
                    first_rate(training), training.schedule.has_value()});
  }
  return runs;
}

}  // namespace accelbench
