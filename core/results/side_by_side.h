// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/flat_settings.h"
#include "core/results/report_view.h"

// Two results beside each other: what is equal, what differs, both figures and both verdicts of each row.
namespace accelbench {

struct FigureBeside {
  std::string row;
  int look = -1;
  std::string currency;
  QuantityFigure a, b;
  bool in_a = false, in_b = false;
  /// Median of b by median of a: description only, the runs were not paired. Empty where one is not measured.
  std::optional<double> ratio;
};

struct VerdictBeside {
  const PairJudgement* a = nullptr;  ///< into the judgement of a
  const PairJudgement* b = nullptr;  ///< the same pair in that of b; null: not in it
  /// "agree": the same verdict; "disagree": both are separated, the other way round; "differ"; empty without
  /// b.
  std::string agreement;
};

struct SideBySide {
  std::optional<bool> same_work;  ///< by the fingerprints; empty where there are several works in each
  std::vector<SettingDifference> differences;
  std::vector<FigureBeside> figures;  ///< those measured on a side, by quantity, that which decides first
  std::vector<VerdictBeside> verdicts;
};

/// The views outlive it.
SideBySide side_by_side(const ReportView& a, const ReportView& b);

}  // namespace accelbench
