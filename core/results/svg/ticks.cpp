// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/svg/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace accelbench::svg {
namespace {

struct Magnitude {
  double size;
  const char* suffix;
};
constexpr std::array<Magnitude, 4> magnitudes = {{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};

/// Thousands are shortened only where they would be wide: 5000 stays as it is.
Magnitude magnitude_of(double largest) {
  for (const auto& magnitude : magnitudes)
    if (largest >= magnitude.size * (magnitude.size < 1e4 ? 10 : 1)) return magnitude;
  return {1, ""};
}

/// "2e-04" → "2e-4", "2e+16" stays.
std::string without_leading_zero(std::string text) {
  const auto exponent = text.find('e');
  if (exponent != std::string::npos && exponent + 3 < text.size() && text[exponent + 2] == '0')
    text.erase(exponent + 2, 1);
  return text;
}

/// Numbers of one axis, all with the same suffix and as many digits as their step needs.
class AxisNumbers {
 public:
  AxisNumbers(double largest, double step) : magnitude_(magnitude_of(largest)) {
    tiny_ = largest < 1e-3 || largest >= 1e16;
    const double exponent = std::floor(std::log10(step / magnitude_.size) + 1e-9);
    decimals_ = std::clamp(static_cast<int>(-exponent), 0, 12);
    digits_ = std::clamp(static_cast<int>(std::floor(std::log10(largest / step) + 1e-9)), 0, 12);
  }

  std::string text(double value) const {
    if (value == 0) return "0";
    if (tiny_) return without_leading_zero(fmt::format("{:.{}e}", value, digits_));
    return fmt::format("{:.{}f}{}", value / magnitude_.size, decimals_, magnitude_.suffix);
  }

 private:
  Magnitude magnitude_;
  bool tiny_ = false;
  int decimals_ = 0;
  int digits_ = 0;
};

std::vector<Tick> decade_ticks(Range log_range, int most, double factor) {
  const int first = static_cast<int>(std::ceil(log_range.minimum - 1e-9));
  const int last = static_cast<int>(std::floor(log_range.maximum + 1e-9));
  const int stride = std::max(1, (last - first + most) / std::max(most, 1));
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; ++exponent)
    if (exponent % stride == 0)
      ticks.push_back({double(exponent), short_number(factor * std::pow(10.0, exponent))});
  return ticks;
}

std::vector<Tick> one_two_five_ticks(Range log_range, double factor) {
  std::vector<Tick> ticks;
  for (int exponent = static_cast<int>(std::floor(log_range.minimum)); exponent <= log_range.maximum;
       ++exponent)
    for (const double mantissa : {1.0, 2.0, 5.0}) {
      const double value = mantissa * std::pow(10.0, exponent);
      const double at = std::log10(value);
      if (at < log_range.minimum - 1e-9 || at > log_range.maximum + 1e-9) continue;
      ticks.push_back({at, short_number(factor * value)});
    }
  return ticks;
}

std::vector<Tick> round_value_ticks(Range log_range, int most, double factor) {
  std::vector<Tick> ticks;
  for (const Tick& tick :
       linear_ticks({std::pow(10.0, log_range.minimum), std::pow(10.0, log_range.maximum)}, most, factor))
    if (tick.at > 0) ticks.push_back({std::log10(tick.at), tick.label});
  return ticks;
}

}  // namespace

double round_step(double length, int most) {
  const double least = length / std::max(most, 1);
  if (!(least > 0) || !std::isfinite(least)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double mantissa : {1.0, 2.0, 5.0})
    if (mantissa * power >= least * (1 - 1e-9)) return mantissa * power;
  return 10 * power;
}

std::vector<Tick> linear_ticks(Range range, int most, double factor) {
  const Range shown{range.minimum * factor, range.maximum * factor};
  const double step = round_step(shown.size(), most);
  const double largest = std::max(std::abs(shown.minimum), std::abs(shown.maximum));
  const AxisNumbers numbers(largest, step);
  std::vector<Tick> ticks;
  const double first = std::ceil(shown.minimum / step - 1e-6);
  for (int i = 0; i <= most + 1; ++i) {
    const double value = (first + i) * step;
    if (value > shown.maximum + step * 1e-6) break;
    const double clean = std::abs(value) < step * 1e-6 ? 0 : value;
    ticks.push_back({clean / factor, numbers.text(clean)});
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(Range log_range, int most, double factor) {
  if (!std::isfinite(log_range.size())) return {};
  log_range = {std::max(log_range.minimum, -330.0), std::min(log_range.maximum, 330.0)};  // of doubles
  if (log_range.size() > most) return decade_ticks(log_range, most, factor);
  const auto fine = one_two_five_ticks(log_range, factor);
  if (static_cast<int>(fine.size()) > most) return decade_ticks(log_range, most, factor);
  if (fine.size() >= 3) return fine;
  return round_value_ticks(log_range, most, factor);
}

std::string short_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  const auto magnitude = magnitude_of(std::abs(value));
  return without_leading_zero(fmt::format("{:.4g}", value / magnitude.size)) + magnitude.suffix;
}

}  // namespace accelbench::svg
