// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/series.h"

namespace accelbench {

void SampleSeries::append(double step_number, double epoch_number, double time_seconds, double value) {
  step.push_back(step_number);
  epoch.push_back(epoch_number);
  time_s.push_back(time_seconds);
  y.push_back(value);
}

void SampleSeries::clear() {
  for (auto* column : {&step, &epoch, &time_s, &y}) column->clear();
  ++generation;
}

const std::vector<double>& SampleSeries::x(ChartX axis) const {
  return axis == ChartX::step ? step : axis == ChartX::epoch ? epoch : time_s;
}

}  // namespace accelbench
