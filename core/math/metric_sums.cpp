// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/math/metric_sums.h"

#include <cmath>
#include <limits>

namespace accelbench {
namespace {

constexpr double no_samples = std::numeric_limits<double>::quiet_NaN();

double mean(double sum, std::int64_t count) {
  return count > 0 ? sum / static_cast<double>(count) : no_samples;
}

/// 1 − residual / total. Targets that do not vary leave nothing to explain: 1 for a perfect answer, else 0
/// (as Keras).
double explained_share(const BatchSums& sums) {
  if (sums.values == 0) return no_samples;
  const double total = sums.target_squared - sums.target * (sums.target / static_cast<double>(sums.values));
  if (total > 0) return 1.0 - sums.squared / total;
  if (std::isnan(sums.squared)) return no_samples;
  return sums.squared == 0 ? 1.0 : 0.0;
}

}  // namespace

BatchSums& BatchSums::operator+=(const BatchSums& other) {
  samples += other.samples;
  values += other.values;
  loss += other.loss;
  correct += other.correct;
  absolute += other.absolute;
  squared += other.squared;
  target += other.target;
  target_squared += other.target_squared;
  penalty += other.penalty;
  return *this;
}

double mean_loss(const BatchSums& sums) { return mean(sums.loss + sums.penalty, sums.samples); }

double metric_value(Metric metric, const BatchSums& sums) {
  switch (metric) {
    case Metric::accuracy:
      return mean(sums.correct, sums.samples);
    case Metric::mae:
      return mean(sums.absolute, sums.values);
    case Metric::mse:
      return mean(sums.squared, sums.values);
    case Metric::rmse:
      return std::sqrt(mean(sums.squared, sums.values));
    case Metric::r2:
      return explained_share(sums);
  }
  return no_samples;
}

}  // namespace accelbench
