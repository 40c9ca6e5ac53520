// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>

#include "core/work/feistel.h"
#include "core/work/work.h"

namespace accelbench::cpu {

/// A row of a data set.
inline const float* row_at(std::span<const float> matrix, std::int64_t row, std::size_t columns) {
  return matrix.data() + static_cast<std::size_t>(row) * columns;
}

/// Which row of the data set stands where in an epoch.
class BatchSource {
 public:
  /// `table`: one entry a training sample, or empty where rows are computed one by one or not shuffled.
  BatchSource(const Work& work, std::span<std::int32_t> table);

  void begin_epoch(std::int64_t epoch);
  /// Fills `rows` with the rows visited from `position` on; of the validation set, in its own order.
  void training_rows(std::int64_t position, std::span<std::int64_t> rows) const;
  static void validation_rows(std::int64_t position, std::span<std::int64_t> rows);

 private:
  std::int64_t samples_;
  std::uint64_t seed_;
  bool shuffle_;
  FeistelNetwork network_;  ///< of the epoch; used without a table
  std::span<std::int32_t> table_;
};

}  // namespace accelbench::cpu
