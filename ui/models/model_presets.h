// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"

// Networks to begin with.
namespace accelbench {

struct ModelPreset {
  QString name;     ///< "Seed network 10 – 64 – 32 – 1"
  QString meaning;  ///< what it is good for
  /// Puts it in. Generated data take the shape that belongs to it; files stay as they are, and the last layer
  /// has the width that they need.
  std::function<void(Experiment&)> apply;
};

/// `shape` of the data, where it is known.
std::vector<ModelPreset> model_presets(const std::optional<DataShape>& shape);

}  // namespace accelbench
