// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/batch_source.h"

#include <numeric>

#include "core/work/order.h"

namespace accelbench::cpu {

BatchSource::BatchSource(const Work& work, std::span<std::int32_t> table)
    : samples_(work.data.train.samples),
      seed_(work.experiment.training.seed),
      shuffle_(work.experiment.training.shuffle),
      network_(seed_, 0, samples_),
      table_(table) {}

void BatchSource::begin_epoch(std::int64_t epoch) {
  network_ = FeistelNetwork(seed_, epoch, samples_);
  if (shuffle_ && !table_.empty()) sample_order(seed_, epoch, shuffle_, table_);
}

void BatchSource::training_rows(std::int64_t position, std::span<std::int64_t> rows) const {
  if (!shuffle_) return validation_rows(position, rows);
  for (std::int64_t& row : rows) {
    row = table_.empty() ? network_.row(position) : table_[static_cast<std::size_t>(position)];
    ++position;
  }
}

void BatchSource::validation_rows(std::int64_t position, std::span<std::int64_t> rows) {
  std::iota(rows.begin(), rows.end(), position);
}

}  // namespace accelbench::cpu
