// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <functional>
#include <memory>

#include "ui/charts/series.h"
#include "ui/theme/theme.h"

// Series whose every value is known, for the tests of the charts.
namespace accelbench {

using SeriesPointer = std::shared_ptr<SampleSeries>;

/// Samples i = 1 … count at step 3i, epoch i, time i · seconds_an_epoch.
inline SeriesPointer made_series(const QString& label, int position, int count,
                                 const std::function<double(int)>& value, double seconds_an_epoch = 0.01) {
  auto series = std::make_shared<SampleSeries>();
  series->style = {label, accelerator_color(position), position, false};
  for (int i = 1; i <= count; ++i) series->append(3.0 * i, i, seconds_an_epoch * i, value(i));
  return series;
}

/// A repeatable ripple between -1 and 1.
inline double ripple(int i) { return std::sin(12.9898 * i) * std::cos(78.233 * i); }

}  // namespace accelbench
