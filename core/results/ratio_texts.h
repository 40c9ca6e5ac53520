// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>

// How ratios are written, in sentences and in tables.
namespace accelbench {

/// A ratio and its ends with the same number of decimals: two significant digits where the interval is wide,
/// three where it is under a tenth of the ratio, and more where an end beside 1 would be written as 1. Ends
/// that are empty: "0" and "∞".
struct RatioTexts {
  std::string ratio, low, high;
};
RatioTexts ratio_texts(double ratio, std::optional<double> low, std::optional<double> high);

/// "95 %", "98.3 %": never more than it is.
std::string percent_text(double share);

/// Decimals, 0 to 9, that show so many significant digits of a positive number.
int decimals_for(double value, int digits);

}  // namespace accelbench
