// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/math/loss.h"

namespace accelbench {

/// What loss and metrics need of the samples seen, in float64; sums of parts add up to the sum of the whole.
struct BatchSums {
  std::int64_t samples = 0;
  std::int64_t values = 0;  ///< samples × outputs
  double loss = 0;          ///< Σ over samples of the mean over outputs; regularisation not included
  double correct = 0;       ///< samples answered right
  double absolute = 0;      ///< Σ |p − y|
  double squared = 0;       ///< Σ (p − y)²
  double target = 0;        ///< Σ y
  double target_squared = 0;
  double penalty = 0;  ///< Σ over samples of l1 Σ|w| + l2 Σw² as the weights were when the sample was seen

  BatchSums& operator+=(const BatchSums& other);
};

/// Sample-weighted mean loss, penalty included as Keras reports it; NaN without samples.
double mean_loss(const BatchSums& sums);
/// The metric over all samples of the sums; NaN without samples.
double metric_value(Metric metric, const BatchSums& sums);

}  // namespace accelbench
