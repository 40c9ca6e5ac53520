// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <QLocale>

#include "core/results/svg/ticks.h"

namespace accelbench {
namespace {

/// With the decimal point of the reader's language.
QString localised(const std::string& number) {
  return QString::fromStdString(number).replace(QLatin1Char('.'), QLocale().decimalPoint());
}

std::vector<Tick> localised(const std::vector<svg::Tick>& ticks) {
  std::vector<Tick> all;
  all.reserve(ticks.size());
  for (const svg::Tick& tick : ticks) all.push_back({tick.at, localised(tick.label)});
  return all;
}

}  // namespace

double round_step(double length, int most) { return svg::round_step(length, most); }

std::vector<Tick> linear_ticks(Span span, int most, double factor) {
  return localised(svg::linear_ticks({span.minimum, span.maximum}, most, factor));
}

std::vector<Tick> logarithmic_ticks(Span log_span, int most, double factor) {
  return localised(svg::logarithmic_ticks({log_span.minimum, log_span.maximum}, most, factor));
}

QString short_number(double value) { return localised(svg::short_number(value)); }

}  // namespace accelbench
