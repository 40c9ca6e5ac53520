// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>

#include "core/math/bfloat16.h"
#include "core/math/scalar.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

// Gradients between the products and the optimizer: sums over a batch for the biases, penalties and clipping.
namespace accelbench::cuda {

/// Sums of the columns over `rows_at_once` rows each, a row of sums a part; where there is one part, these
/// are the sums. A block has 32 columns, 8 threads a column.
template <class O>
struct SumColumns {
  Matrix<const O> of;
  Array<float> sums;  ///< out: [parts, of.stride]

  static constexpr std::uint32_t columns_at_once = 32, lanes = block_threads / columns_at_once;
  static constexpr std::uint64_t rows_at_once = 512;
  struct Shared {
    float sums[block_threads];
  };

  static std::uint64_t parts_for(std::uint64_t rows) { return (rows + rows_at_once - 1) / rows_at_once; }
  ACCELBENCH_HD std::uint64_t column_blocks() const {
    return (of.columns + columns_at_once - 1) / columns_at_once;
  }
  Grid grid() const {
    return {static_cast<std::uint32_t>(column_blocks() * parts_for(of.rows)), block_threads};
  }
  ACCELBENCH_HD std::uint32_t phases() const { return 2; }

  ACCELBENCH_HD void run(const Thread& thread, Shared& shared, std::uint32_t phase) const {
    const std::uint64_t part = thread.block / column_blocks();
    const std::uint64_t column =
        thread.block % column_blocks() * columns_at_once + thread.number % columns_at_once;
    if (column >= of.columns) return;
    if (phase == 0) {
      const std::uint64_t first = part * rows_at_once,
                          end = first + rows_at_once < of.rows ? first + rows_at_once : of.rows;
      shared.sums[thread.number] = sum_of(column, first + thread.number / columns_at_once, end);
    } else if (thread.number < columns_at_once) {
      float sum = 0;
      for (std::uint32_t lane = 0; lane < lanes; ++lane)
        sum += shared.sums[lane * columns_at_once + thread.number];
      sums[part * of.stride + column] = sum;
    }
  }

 private:
  ACCELBENCH_HD float sum_of(std::uint64_t column, std::uint64_t first, std::uint64_t end) const {
    float sum = 0;
    for (std::uint64_t row = first; row < end; row += lanes)
      sum += widened<float>(of.values[row * of.stride + column]);
    return sum;
  }
};

/// The parts of SumColumns, one after the other. A thread a column.
struct SumParts {
  Array<const float> of;  ///< [parts, stride]
  std::uint64_t parts = 0, stride = 0;
  Array<float> sums;

  using Shared = NothingShared;
  Grid grid() const { return grid_over(sums.size()); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }
  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const std::uint64_t column = thread.index();
    if (column >= sums.size()) return;
    float sum = 0;
    for (std::uint64_t part = 0; part < parts; ++part) sum += of[part * stride + column];
    sums[column] = sum;
  }
};

/// Sums over some of the parameters, in float64.
struct WeightPart {
  double absolute, squared, gradient_squared;

  ACCELBENCH_HD void clear() { absolute = squared = gradient_squared = 0; }
  ACCELBENCH_HD void add(const WeightPart& other) {
    absolute += other.absolute;
    squared += other.squared;
    gradient_squared += other.gradient_squared;
  }
};

/// gradient += l1 sign(w) + 2 l2 w of the weights, and the sums that penalty and clipping need. `penalised`
/// of the parameters, from the first on, are weights; biases behind them are clipped, not penalised.
struct Regularise {
  Array<const float> weights;
  Array<float> gradients;  ///< empty: the weights are only seen
  std::uint64_t penalised = 0;
  float l1 = 0, l2 = 0;
  Array<WeightPart> partial;  ///< out: one a block

  static constexpr std::uint64_t elements_at_once = 4096;
  struct Shared {
    WeightPart parts[block_threads];
  };
  static std::uint32_t blocks_for(std::uint64_t elements) {
    return static_cast<std::uint32_t>((elements + elements_at_once - 1) / elements_at_once);
  }
  Grid grid() const { return {blocks_for(weights.size()), block_threads}; }
  ACCELBENCH_HD std::uint32_t phases() const { return 1 + tree_phases + 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared& shared, std::uint32_t phase) const {
    if (phase == 0) return see(thread, shared.parts[thread.number]);
    if (phase <= tree_phases) return add_up(shared.parts, thread.number, phase);
    if (thread.number == 0) partial[thread.block] = shared.parts[0];
  }

 private:
  ACCELBENCH_HD void see(const Thread& thread, WeightPart& part) const {
    part.clear();
    const std::uint64_t first = thread.block * elements_at_once;
    for (std::uint64_t i = first + thread.number; i < first + elements_at_once && i < weights.size();
         i += block_threads)
      see_one(i, part);
  }
  ACCELBENCH_HD void see_one(std::uint64_t i, WeightPart& part) const {
    const float weight = weights[i];
    float gradient = gradients.empty() ? 0.0F : gradients[i];
    if (i < penalised) {
      const auto wide = static_cast<double>(weight);
      part.absolute += std::fabs(wide);
      part.squared += wide * wide;
      gradient += l1 * scalar_math::sign_or_zero(weight) + 2 * l2 * weight;
      if (!gradients.empty()) gradients[i] = gradient;
    }
    part.gradient_squared += static_cast<double>(gradient) * static_cast<double>(gradient);
  }
};

/// From all parts of Regularise to penalty and scale. One block.
struct ConcludeGradients {
  Array<const WeightPart> partial;
  Array<StepState> state;
  double l1 = 0, l2 = 0;
  double clip_norm = 0;  ///< 0: gradients are not clipped

  struct Shared {
    WeightPart parts[block_threads];
  };
  Grid grid() const { return {1, block_threads}; }
  ACCELBENCH_HD std::uint32_t phases() const { return 1 + tree_phases + 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared& shared, std::uint32_t phase) const {
    if (phase == 0) {
      WeightPart& part = shared.parts[thread.number];
      part.clear();
      for (std::uint64_t i = thread.number; i < partial.size(); i += block_threads) part.add(partial[i]);
    } else if (phase <= tree_phases) {
      add_up(shared.parts, thread.number, phase);
    } else if (thread.number == 0) {
      const WeightPart& all = shared.parts[0];
      const double norm = std::sqrt(all.gradient_squared);
      state[0].penalty = l1 * all.absolute + l2 * all.squared;
      state[0].gradient_scale =
          clip_norm > 0 && norm > clip_norm ? static_cast<float>(clip_norm / norm) : 1.0F;
    }
  }
};

}  // namespace accelbench::cuda
