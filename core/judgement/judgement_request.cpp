// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/judgement/judgement.h"
#include "core/run/training.h"

namespace accelbench {
namespace {

/// The label where one was given and no other accelerator has it.
std::string name_of_row(const AcceleratorSpec& accelerator, const Experiment& experiment) {
  const auto sharing =
      std::ranges::count(experiment.accelerators, accelerator.label, &AcceleratorSpec::label);
  return accelerator.label.empty() || sharing > 1 ? accelerator.id : accelerator.label;
}

}  // namespace

JudgementRequest judgement_request(const Experiment& experiment) {
  TrainingRequest training;
  training.experiment = experiment;
  JudgementRequest request;
  request.comparison = experiment.comparison;
  if (request.comparison.baseline.empty() && !experiment.accelerators.empty())
    request.comparison.baseline = experiment.accelerators.front().id;
  const auto rows = rows_of(training);
  if (!rows) return request;  // the experiment's own check has told why
  for (const TrainingRow& row : rows->rows) {
    const AcceleratorSpec& accelerator = row.accelerator;
    request.rows.push_back({row.run, accelerator.id, name_of_row(accelerator, experiment), row.variant,
                            accelerator.price_per_hour, accelerator.currency, rows->variant_of(row).name});
  }
  return request;
}

}  // namespace accelbench
