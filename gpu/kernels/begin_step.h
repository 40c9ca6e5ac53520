// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <cstdint>

#include "core/math/optimizer.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

namespace accelbench::cuda {

/// The optimizer's numbers, as the experiment has them.
struct OptimizerNumbers {
  OptimizerKind kind = OptimizerKind::adam;
  bool nesterov = false;
  double beta_1 = 0, beta_2 = 0, epsilon = 0, weight_decay = 0, momentum = 0, rho = 0;

  /// The constants of step t (from 1), in float64 and rounded once, as every engine of ours has them.
  ACCELBENCH_HD OptimizerConstants<float> constants(double learning_rate, std::int64_t t) const {
    const bool adam = kind == OptimizerKind::adam || kind == OptimizerKind::adamw;
    const double steps = static_cast<double>(t);
    const double corrected =
        learning_rate * std::sqrt(1.0 - std::pow(beta_2, steps)) / (1.0 - std::pow(beta_1, steps));
    OptimizerConstants<float> rounded;
    rounded.step_size = static_cast<float>(adam ? corrected : learning_rate);
    rounded.first_rate = static_cast<float>(1.0 - beta_1);
    rounded.second_rate = static_cast<float>(1.0 - (adam ? beta_2 : rho));
    rounded.epsilon = static_cast<float>(epsilon);
    rounded.decay = static_cast<float>(learning_rate * weight_decay);
    rounded.momentum = static_cast<float>(momentum);
    return rounded;
  }
};

enum class RowOrder { as_they_stand, table, network };

/// A step begins: which rows its batch has, and the constants of its update. A thread a row.
struct BeginStep {
  Array<StepState> state;            ///< one
  Array<const std::int32_t> orders;  ///< two epochs, one after the other
  RowOrder order = RowOrder::as_they_stand;
  Array<std::int64_t> rows;  ///< out
  std::uint64_t count = 0;   ///< rows of the batch
  OptimizerNumbers optimizer;

  using Shared = NothingShared;
  Grid grid() const { return grid_over(count); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD std::int64_t row_at(const StepState& now, std::int64_t position) const {
    if (order == RowOrder::as_they_stand) return position;
    if (order == RowOrder::network) return now.network.row(position);
    return orders[static_cast<std::size_t>(now.order_row + position)];
  }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    StepState& now = state[0];
    const std::uint64_t i = thread.index();
    if (i < count) rows[i] = row_at(now, now.position + static_cast<std::int64_t>(i));
    if (i == 0) now.constants = optimizer.constants(now.learning_rate, now.number + 1);
  }
};

}  // namespace accelbench::cuda
