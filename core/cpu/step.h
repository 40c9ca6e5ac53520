// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/cpu/step_part_clock.h"
#include "core/engine/row_share.h"
#include "core/experiment/experiment.h"
#include "core/math/optimizer_constants.h"

namespace accelbench::cpu {

/// One batch and what its step needs to know.
template <class T>
struct Step {
  bool training = true;
  std::int64_t number = 0;     ///< steps of the run before this one
  std::int64_t position = 0;   ///< of this rank's first sample in the epoch, or in the validation set
  std::size_t rows = 0;        ///< this rank's samples in the batch
  std::size_t first_row = 0;   ///< of them in the batch
  std::size_t batch_rows = 0;  ///< samples in the batch, of all ranks
  std::size_t buffer = 0;  ///< 0 or 1: where its rows are gathered, while the batch before may still be read
  OptimizerConstants<T> constants;
  StepPartClock* clock = nullptr;  ///< of the thread that leads the step, where the step is sampled
};

/// Consecutive batches of an epoch, or of the validation set.
struct Batches {
  bool training = true;
  std::int64_t position = 0;  ///< of the first sample
  std::int64_t samples = 0;   ///< of the epoch or set; the last batch is short
  std::int64_t rows = 0;      ///< of a full batch
  std::int64_t count = 0;     ///< of batches
  std::int64_t number = 0;    ///< steps of the run before the first
  const OptimizerSpec* optimizer = nullptr;
  double learning_rate = 0;
  RowShare share = {};

  /// The i-th; without rows behind the last sample.
  template <class T>
  Step<T> step(std::int64_t i) const {
    const std::int64_t first = std::min(position + i * rows, samples);
    const std::int64_t all = std::min(rows, samples - first);
    return {training,
            number + i,
            first + share.first(all),
            static_cast<std::size_t>(share.count(all)),
            static_cast<std::size_t>(share.first(all)),
            static_cast<std::size_t>(all),
            static_cast<std::size_t>(i % 2),
            training ? step_constants<T>(*optimizer, learning_rate, number + i + 1) : OptimizerConstants<T>{},
            nullptr};
  }
};

}  // namespace accelbench::cpu
