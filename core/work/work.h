// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/standardize.h"
#include "core/experiment/experiment.h"

// A work: what every accelerator must do exactly alike.
namespace accelbench {

struct LayerWeights {
  std::int64_t inputs = 0;
  std::int64_t units = 0;
  std::vector<float> weight;  ///< [units, inputs], C order
  std::vector<float> bias;    ///< [units]
  bool operator==(const LayerWeights&) const = default;
};

struct Work {
  Experiment experiment;  ///< its model and training decide the work; accelerators do not
  Dataset data;
  std::vector<LayerWeights> initial_weights;
  std::vector<bool> frozen;  ///< a layer that is not trained
  std::string fingerprint;   ///< SHA-256 in lower-case hex; the recipe stands in fingerprint.h

  std::int64_t features() const { return data.train.features; }
  std::int64_t outputs() const { return experiment.model.layers.back().units; }
  std::int64_t steps_per_epoch() const;
  std::int64_t parameters() const;
};

/// Loads the data, draws the initial weights (or reads start_from), checks widths against the data, and
/// fingerprints.
Result<Work> make_work(const Experiment& experiment, const DataRoots& roots);
/// The same with data that were loaded already, as several works share them: copies of a data set share its
/// storage.
Result<Work> work_with_data(const Experiment& experiment, Dataset data, const DataRoots& roots);
/// A work without its rows and without a fingerprint, from the shape of the data: for who sees that others
/// train.
Result<Work> outline_of_work(const Experiment& experiment, const DataRoots& roots);
/// Rows that several ranks share: the same work on all of them, its fingerprint found together.
Result<Work> work_with_shared_data(const Experiment& experiment, Dataset data, const DataRoots& roots,
                                   const GatherParts& gather);
/// The same with initial weights that are there already, one layer for each of the model's: shapes are
/// checked.
Result<Work> work_with_weights(const Experiment& experiment, Dataset data, std::vector<LayerWeights> weights);
/// What make_work would refuse, told from the shape of the data; start_from is read, nothing else.
Status check_work(const Experiment& experiment, const DataShape& shape, const DataRoots& roots);
/// What the loss wants of data that leave it open.
Task wanted_task(const Experiment& experiment);

}  // namespace accelbench
