// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/ratio_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

constexpr int most_decimals = 9;

std::string fixed(double value, int decimals) {
  return std::abs(value) < 1e12 ? fmt::format("{:.{}f}", value, decimals) : fmt::format("{:.3g}", value);
}

/// Whether a number that is not 1 would be written as 1.
bool looks_like_one(std::optional<double> value, int decimals) {
  return value && *value != 1 && fixed(*value, decimals) == fixed(1, decimals);
}

/// The end that is nearer to 1 of an interval that leaves 1 out; empty: it holds 1.
std::optional<double> end_beside_one(std::optional<double> low, std::optional<double> high) {
  if (low && *low > 1) return low;
  if (high && *high < 1) return high;
  return std::nullopt;
}

}  // namespace

int decimals_for(double value, int digits) {
  if (!(value > 0)) return digits - 1;
  return std::clamp(digits - 1 - static_cast<int>(std::floor(std::log10(value))), 0, most_decimals);
}

RatioTexts ratio_texts(double ratio, std::optional<double> low, std::optional<double> high) {
  const bool narrow = low && high && *high - *low < ratio / 10;
  int decimals = decimals_for(ratio, narrow ? 3 : 2);
  while (decimals < most_decimals && looks_like_one(end_beside_one(low, high), decimals)) ++decimals;
  return {fixed(ratio, decimals), low ? fixed(*low, decimals) : "0", high ? fixed(*high, decimals) : "∞"};
}

std::string percent_text(double share) {
  const double tenths = std::floor(1000 * share + 1e-6);  // 0.95 may be a hair less
  return fmt::format("{:g} %", tenths / 10);
}

}  // namespace accelbench
