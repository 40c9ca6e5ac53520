// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/math/bfloat16.h"
#include "gpu/kernels/kernel.h"

namespace accelbench::cuda {

/// The features of a batch, row after row, from a data set whose rows lie anywhere. A thread copies 16 bytes.
template <class O>
struct Gather {
  Array<const O> from;  ///< the data set, [samples, stride]
  Array<const std::int64_t> rows;
  Matrix<O> to;

  using Shared = NothingShared;
  static constexpr std::size_t pack = 16 / sizeof(O);

  Grid grid() const { return grid_over(to.rows * packs()); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }
  ACCELBENCH_HD std::uint64_t packs() const { return to.stride / pack; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const auto [row, number] = RowAndColumn::of(thread.index(), packs());
    if (row >= to.rows) return;
    const std::uint64_t source = static_cast<std::uint64_t>(rows[row]), column = number * pack;
    store(load<pack>(from, source * to.stride + column), to.values, row * to.stride + column);
  }
};

}  // namespace accelbench::cuda
