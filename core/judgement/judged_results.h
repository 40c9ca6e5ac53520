// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/judgement/judgement.h"
#include "core/results/comparison_report.h"
#include "core/results/results_file.h"
#include "core/scaling/scaling_study.h"

// A results file read again: its verdicts are computed from its facts and held against those that were told.
namespace accelbench {

struct JudgedResults {
  Results results;
  std::optional<Judgement> judgement;     ///< of a comparison, computed now
  std::map<std::string, JudgedRow> rows;  ///< by JudgedRow::row
  std::vector<ScalingStudy> scaling;      ///< of accelerators over several numbers of ranks, computed now
  std::vector<std::string> differences;   ///< to what was told: a defect, or a file that was changed

  /// For reports; it points into this.
  ReportSource source() const;
};

/// Errors: what read_results() refuses, and a comparison whose experiment cannot be read.
Result<std::unique_ptr<const JudgedResults>> judged_results(const std::filesystem::path& file);
/// The same of results in memory.
Result<std::unique_ptr<const JudgedResults>> judged_results(Results results);

/// What two judgements of the same facts do not agree in, in words; numbers may differ by rounding (1e-9).
std::vector<std::string> differences_of(const Judgement& told, const Judgement& computed);

}  // namespace accelbench
