// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <cstdint>

#include "core/base/target.h"
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
ACCELBENCH_HD inline double adam_step_size(double learning_rate, double beta_1, double beta_2,
                                           std::int64_t t) {
  const double steps = static_cast<double>(t);
  return learning_rate * std::sqrt(1.0 - std::pow(beta_2, steps)) / (1.0 - std::pow(beta_1, steps));
}

/// The constants of the step t (from 1). `Optimizer` has the fields of the experiment's OptimizerSpec.
template <class T, class Optimizer>
ACCELBENCH_HD OptimizerConstants<T> step_constants(const Optimizer& optimizer, double learning_rate,
                                                   std::int64_t t) {
  const bool adam = optimizer.name == OptimizerKind::adam || optimizer.name == OptimizerKind::adamw;
  const double step_size =
      adam ? adam_step_size(learning_rate, optimizer.beta_1, optimizer.beta_2, t) : learning_rate;
  const double second_rate = 1.0 - (adam ? optimizer.beta_2 : optimizer.rho);
  return {static_cast<T>(step_size),
          static_cast<T>(1.0 - optimizer.beta_1),
          static_cast<T>(second_rate),
          static_cast<T>(optimizer.epsilon),
          static_cast<T>(learning_rate * optimizer.weight_decay),
          static_cast<T>(optimizer.momentum)};
}

}  // namespace accelbench
