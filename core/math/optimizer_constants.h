// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <cstdint>

#include "core/math/optimizer.h"

namespace accelbench {

/// What an update needs besides the gradient, in the precision T of the weights; computed in float64, rounded
/// once.
template <class T>
struct OptimizerConstants {
  T step_size = 0;    ///< the learning rate; adam: lr √(1 − β₂ᵗ) / (1 − β₁ᵗ)
  T first_rate = 0;   ///< adam: 1 − β₁
  T second_rate = 0;  ///< adam: 1 − β₂; rmsprop: 1 − ρ
  T epsilon = 0;
  T decay = 0;  ///< adamw: lr · weight_decay
  T momentum = 0;
};

/// Learning rate times the correction of adam's start; t counts steps from 1.
inline double adam_step_size(double learning_rate, double beta_1, double beta_2, std::int64_t t) {
  const double steps = static_cast<double>(t);
  return learning_rate * std::sqrt(1.0 - std::pow(beta_2, steps)) / (1.0 - std::pow(beta_1, steps));
}

}  // namespace accelbench
