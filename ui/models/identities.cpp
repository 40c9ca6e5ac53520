// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/identities.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include "core/run/schedule.h"
#include "ui/models/accelerator_colors.h"
#include "ui/theme/theme.h"

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

/// The row of the baseline in each variant; empty where it is not trained.
std::vector<std::string> baselines_of(const Experiment& experiment, const TrainingRows& rows) {
  std::vector<std::string> baselines(rows.variants.size());
  if (rows.rows.empty()) return baselines;
  const std::string& named = experiment.comparison.baseline;
  const std::string wanted = named.empty() ? rows.rows.front().accelerator.id : named;
  for (const TrainingRow& row : rows.rows)
    if (row.accelerator.id == wanted) baselines[row.variant] = row.run;
  return baselines;
}

/// Rows that are trained on, by the rule of the split; of files nobody knows before they are read.
double training_samples(const DataSpec& data, std::optional<std::int64_t> samples) {
  if (const auto* made = std::get_if<SyntheticData>(&data.source)) samples = made->samples;
  if (!samples) return std::numeric_limits<double>::quiet_NaN();
  return std::floor(static_cast<double>(*samples) * (1.0 - data.validation_split));
}

}  // namespace

std::vector<RunIdentity> identities_of(const Experiment& experiment, const TrainingRows& rows,
                                       std::optional<std::int64_t> samples) {
  std::vector<RunIdentity> runs;
  std::set<QString> labels;
  const std::vector<QColor> colors = AcceleratorColors::shared().of(experiment.accelerators);
  const std::vector<std::string> baselines = baselines_of(experiment, rows);
  std::vector<std::shared_ptr<const Experiment>> variants;
  for (const VariantExperiment& one : rows.variants)
    variants.push_back(std::make_shared<const Experiment>(one.experiment));
  for (const TrainingRow& row : rows.rows) {
    const QString label = QString::fromStdString(label_of(row, rows.variant_of(row)));
    const auto position = experiment.sweep.empty() ? position_of(experiment, row) : runs.size();
    const QColor own(QString::fromStdString(row.accelerator.color));
    const bool placed = experiment.sweep.empty() && position < colors.size();
    const QColor color = placed          ? colors[position]
                         : own.isValid() ? own
                                         : accelerator_color(static_cast<int>(position));
    const TrainingSpec& training = rows.variants[row.variant].experiment.training;
    runs.push_back({row.run, unlike_others(label, row.accelerator.id, labels), color, training.epochs,
                    row.accelerator.engine == EngineKind::cpu && row.accelerator.threads != 1,
                    first_rate(training), training.schedule.has_value(), baselines[row.variant],
                    training_samples(variants[row.variant]->data, samples), row.accelerator,
                    variants[row.variant]});
  }
  return runs;
}

}  // namespace accelbench
