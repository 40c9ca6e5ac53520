// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/band.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accelbench {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void widen_at(BandSeries& band, std::size_t sample, double value) {
  if (!std::isfinite(value)) return;
  band.low[sample] = std::min(band.low[sample], value);
  band.high[sample] = std::max(band.high[sample], value);
}

void add_point(BandFrame& frame, double x, double low, double high) {
  frame.x.push_back(x);
  frame.low.push_back(low);
  frame.high.push_back(high);
}

}  // namespace

void BandSeries::widen(const SampleSeries& line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i == low.size()) {
      step.push_back(line.step[i]);
      epoch.push_back(line.epoch[i]);
      low.push_back(infinity);
      high.push_back(-infinity);
    }
    widen_at(*this, i, line.y[i]);
  }
  ++runs;
  ++version;
}

void BandSeries::clear() {
  step.clear(), epoch.clear(), low.clear(), high.clear();
  runs = 0;
  ++version;
}

std::optional<BandFrame> make_band(const BandSeries& band, ChartX axis, Span x, int columns,
                                   bool logarithmic) {
  if ((axis != ChartX::step && axis != ChartX::epoch) || band.runs < 2 || columns < 1) return {};
  const auto& at = axis == ChartX::step ? band.step : band.epoch;
  BandFrame frame;
  frame.color = band.style.color;
  int last_column = -1;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool known = band.low[i] <= band.high[i] && (!logarithmic || band.low[i] > 0);
    if (!known || at[i] < x.minimum || at[i] > x.maximum) continue;
    const double low = logarithmic ? std::log10(band.low[i]) : band.low[i];
    const double high = logarithmic ? std::log10(band.high[i]) : band.high[i];
    const int column = static_cast<int>((at[i] - x.minimum) / x.size() * columns);
    if (column != last_column || frame.x.empty()) {
      add_point(frame, at[i], low, high);
    } else {
      frame.low.back() = std::min(frame.low.back(), low);
      frame.high.back() = std::max(frame.high.back(), high);
    }
    last_column = column;
  }
  return frame.x.empty() ? std::nullopt : std::optional(frame);
}

}  // namespace accelbench
