// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/model_data.h"
#include "core/work/safetensors.h"
#include "core/work/work.h"

// A trained model in one file: weights, and beside them all that is needed to use them.
namespace accelbench {

/// Texts that make a file of weights usable alone:
///   format       "accelbench"
///   fingerprint  of the work
///   experiment   its text (YAML), without accelerators, comparison and sweep
///   data         JSON: features, targets or classes, feature_names, target_names, target_columns,
///   class_names,
///                mean and deviation of standardize (null without it)
/// Names of columns are left out where there are so many that they would not fit.
TensorTexts model_texts(const Work& work);

struct TrainedModel {
  Experiment experiment;  ///< model, loss, metrics, where its data came from
  ModelColumns columns;   ///< what it takes
  std::vector<TrainedLayer> layers;
  std::string fingerprint;

  std::int64_t features() const { return columns.like.shape.features; }
  std::int64_t outputs() const { return layers.back().units; }
  std::int64_t classes() const { return columns.like.shape.classes; }
  /// "cat", or "2" where classes have no names.
  std::string class_name(std::int64_t number) const;
  /// "price"; without names "y", or "y0", "y1", … of several.
  std::string target_name(std::int64_t number) const;
};

/// Reads what `run --weights` wrote. The file is a stranger's: every length is checked against the layers,
/// and every weight is finite. Files with weights alone and checkpoints are refused with what to do.
Result<TrainedModel> read_trained_model(const std::filesystem::path& file);

}  // namespace accelbench
