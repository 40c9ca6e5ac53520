// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/results/comparison_records.h"

// How figures, ratios and verdicts of comparisons are written.
namespace accelbench {

/// "time to target".
std::string words_of(Quantity quantity);
/// "time to target (s)".
std::string title_of(Quantity quantity);
/// "not separated".
std::string words_of(Verdict verdict);
bool is_separated(Verdict verdict);
/// Whether it tells of its quantity, and not only that it was not measured, or of work that is not the same.
bool says_something(const PairJudgement& pair);

/// "1.23 M samples/s" without the unit; "7.50 s"; "not reached" for infinite ones; "—" where not measured.
std::string value_text(Quantity quantity, std::optional<double> value, const std::string& currency = {});
/// "1.23 M (1.20–1.25)": units once where all three have the same.
std::string interval_text(const std::string& middle, const std::string& low, const std::string& high);
std::string figure_text(const QuantityFigure& figure, const std::string& currency = {});

/// "3.10×", with three significant digits.
std::string ratio_text(double ratio);
/// "3.10× (2.90–3.40)", "1.4× (1.1–∞)"; "—" without a ratio.
std::string ratio_text(const PairJudgement& pair);

/// Median of what is measured: NaN is left out, infinite values count. Empty without any.
std::optional<double> median_of(std::vector<double> values);

}  // namespace accelbench
