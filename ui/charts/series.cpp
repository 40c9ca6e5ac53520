// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/series.h"

#include <cmath>

namespace accelbench {

void SampleSeries::append(double step_number, double epoch_number, double time_seconds, double value,
                          double joules_used) {
  if (joules.empty() && std::isfinite(joules_used))
    joules.assign(y.size(), std::numeric_limits<double>::quiet_NaN());
  const bool metered = !joules.empty() || std::isfinite(joules_used);
  step.push_back(step_number);
  epoch.push_back(epoch_number);
  time_s.push_back(time_seconds);
  y.push_back(value);
  if (metered) joules.push_back(joules_used);
}

void SampleSeries::clear() {
  for (auto* column : {&step, &epoch, &time_s, &y, &joules}) column->clear();
  ++generation;
}

const std::vector<double>& SampleSeries::column(ChartX axis) const {
  switch (base_axis(axis)) {
    case ChartX::step:
      return step;
    case ChartX::epoch:
      return epoch;
    case ChartX::joules:
      return joules;
    default:
      return time_s;
  }
}

double SampleSeries::factor(ChartX axis) const {
  constexpr double seconds_an_hour = 3600;
  if (axis == ChartX::samples) return samples_per_epoch;
  return axis == ChartX::money ? price_per_hour / seconds_an_hour : 1;
}

bool SampleSeries::stands_on(ChartX axis) const {
  const double times = factor(axis);
  return std::isfinite(times) && times > 0 && column(axis).size() == y.size();
}

}  // namespace accelbench
