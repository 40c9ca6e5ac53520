// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>

#include "core/math/optimizer_constants.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

namespace accelbench::cuda {

/// The optimizer's numbers, as the experiment has them.
struct OptimizerNumbers {
  OptimizerKind name = OptimizerKind::adam;
  bool nesterov = false;
  double beta_1 = 0, beta_2 = 0, epsilon = 0, weight_decay = 0, momentum = 0, rho = 0;
};

enum class RowOrder { as_they_stand, table, network };

/// A step begins: which rows its batch has, and the constants of its update. A thread a row.
struct BeginStep {
  Array<StepState> state;            ///< one
  Array<const std::int32_t> orders;  ///< two epochs, one after the other
  RowOrder order = RowOrder::as_they_stand;
  Array<std::int64_t> rows;  ///< out
  std::uint64_t count = 0;   ///< rows of the batch that this rank has
  std::uint64_t first = 0;   ///< of these in the batch
  OptimizerNumbers optimizer;

  using Shared = NothingShared;
  Grid grid() const { return grid_over(count > 0 ? count : 1); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD std::int64_t row_at(const StepState& now, std::int64_t position) const {
    if (order == RowOrder::as_they_stand) return position;
    if (order == RowOrder::network) return now.network.row(position);
    return orders[static_cast<std::size_t>(now.order_row + position)];
  }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    StepState& now = state[0];
    const std::uint64_t i = thread.index();
    if (i < count) rows[i] = row_at(now, now.position + static_cast<std::int64_t>(first + i));
    if (i == 0) now.constants = step_constants<float>(optimizer, now.learning_rate, now.number + 1);
  }
};

}  // namespace accelbench::cuda
