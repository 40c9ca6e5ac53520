// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/run/evaluation.h"
#include "core/run/model_samples.h"

// What a trained model answers, as a table of text (RFC 4180; numbers in the C locale).
namespace accelbench {

/// "class,probability" and with `probabilities` a column for each class; the names of targets otherwise.
std::string prediction_head(const TrainedModel& model, bool probabilities);
/// A line for each sample.
std::string prediction_lines(const TrainedModel& model, const Answers& answers, bool probabilities);

struct PredictionFile {
  std::filesystem::path file;
  Existing existing = Existing::refuse;
  bool probabilities = false;
};

/// The answers to all parts under one head, into a file that is whole or not there. `told` hears how many
/// samples were answered so far.
Status write_predictions(const TrainedModel& model, const std::vector<NamedSamples>& parts,
                         const PredictionFile& output, const std::function<void(std::int64_t)>& told = {},
                         std::stop_token stop = {});

}  // namespace accelbench
