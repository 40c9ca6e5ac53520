// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"

// What is doubtful about a model, and what would make it better in one step.
namespace accelbench {

struct ModelAdvice {
  QString key;   ///< of the field that it is about: "model.layers.2.units"
  QString text;  ///< what was found and why it matters
  QString fix;   ///< what the button says: "Use 10 units"
  std::function<void(Experiment&)> apply;
};

/// `shape` of the data, where it is known.
std::vector<ModelAdvice> model_advice(const Experiment& experiment, const std::optional<DataShape>& shape);

}  // namespace accelbench
