// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/work/trained_model.h"

// The samples that a trained model is used on.
namespace accelbench {

/// Files of samples, or the data of an experiment.
struct SampleChoice {
  std::vector<std::filesystem::path> files;  ///< as load_for_model takes them
  std::optional<DataSpec> data;              ///< instead of files
  DataRoots roots;                           ///< of `data`
};

/// Samples with a name: "digits.csv", or "train" and "validation" of an experiment.
struct NamedSamples {
  std::string name;
  Samples samples;
};

/// Reads them as the model takes them, scaled as its training part was; how tables and archives of its
/// training were written says how these are. Without `answers` files need no targets or classes. Errors name
/// the file and what the model has.
Result<std::vector<NamedSamples>> samples_for_model(const TrainedModel& model, const SampleChoice& choice,
                                                    bool answers);

/// Features of a sample as they stood in its file: what standardize did to them taken back.
std::vector<double> features_as_read(const TrainedModel& model, std::span<const float> features);

}  // namespace accelbench
