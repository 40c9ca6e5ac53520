// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace accelbench {
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

QLocale locale_without_groups() {
  QLocale locale;
  locale.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::OmitLeadingZeroInExponent);
  return locale;
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

  QString text(double value) const {
    if (value == 0) return QStringLiteral("0");
    if (tiny_) return locale_without_groups().toString(value, 'e', digits_);
    return locale_without_groups().toString(value / magnitude_.size, 'f', decimals_) +
           QString::fromLatin1(magnitude_.suffix);
  }

 private:
  Magnitude magnitude_;
  bool tiny_ = false;
  int decimals_ = 0;
  int digits_ = 0;
};

std::vector<Tick> decade_ticks(Span log_span, int most, double factor) {
  const int first = static_cast<int>(std::ceil(log_span.minimum - 1e-9));
  const int last = static_cast<int>(std::floor(log_span.maximum + 1e-9));
  const int stride = std::max(1, (last - first + most) / std::max(most, 1));
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; ++exponent)
    if (exponent % stride == 0)
      ticks.push_back({double(exponent), short_number(factor * std::pow(10.0, exponent))});
  return ticks;
}

std::vector<Tick> one_two_five_ticks(Span log_span, double factor) {
  std::vector<Tick> ticks;
  for (int exponent = static_cast<int>(std::floor(log_span.minimum)); exponent <= log_span.maximum;
       ++exponent)
    for (const double mantissa : {1.0, 2.0, 5.0}) {
      const double value = mantissa * std::pow(10.0, exponent);
      const double at = std::log10(value);
      if (at < log_span.minimum - 1e-9 || at > log_span.maximum + 1e-9) continue;
      ticks.push_back({at, short_number(factor * value)});
    }
  return ticks;
}

std::vector<Tick> round_value_ticks(Span log_span, int most, double factor) {
  std::vector<Tick> ticks;
  for (const Tick& tick :
       linear_ticks({std::pow(10.0, log_span.minimum), std::pow(10.0, log_span.maximum)}, most, factor))
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

std::vector<Tick> linear_ticks(Span span, int most, double factor) {
  const Span shown{span.minimum * factor, span.maximum * factor};
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

std::vector<Tick> logarithmic_ticks(Span log_span, int most, double factor) {
  if (log_span.size() > most) return decade_ticks(log_span, most, factor);
  const auto fine = one_two_five_ticks(log_span, factor);
  if (static_cast<int>(fine.size()) > most) return decade_ticks(log_span, most, factor);
  if (fine.size() >= 3) return fine;
  return round_value_ticks(log_span, most, factor);
}

QString short_number(double value) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
  const auto magnitude = magnitude_of(std::abs(value));
  return locale_without_groups().toString(value / magnitude.size, 'g', 4) +
         QString::fromLatin1(magnitude.suffix);
}

}  // namespace accelbench
