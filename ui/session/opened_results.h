// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <memory>

#include "core/judgement/judged_results.h"
#include "core/run/training.h"

namespace accelbench {

/// A results file, its verdicts computed anew, with the experiment in it.
struct OpenedResults {
  std::unique_ptr<const JudgedResults> judged;
  Experiment experiment;
  TrainingRows rows;
};

/// Reads and judges; may take a while, any thread. Errors name the file.
Result<OpenedResults> read_opened_results(const std::filesystem::path& file);

}  // namespace accelbench
