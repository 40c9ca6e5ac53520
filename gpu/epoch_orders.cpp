// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/epoch_orders.h"

#include "core/work/order.h"

namespace accelbench::cuda {

EpochOrders::EpochOrders(const Work& work, Buffers& buffers)
    : training_(work.experiment.training), buffers_(buffers) {
  const auto samples = static_cast<std::size_t>(work.data.train.samples);
  if (!buffers.plan().has_table) return;
  memory_ = mapped_memory(2 * samples * sizeof(std::int32_t));
  rows_ = {static_cast<std::int32_t*>(memory_.get()), 2 * samples};
}

void EpochOrders::bring(std::int64_t epoch) {
  const auto place = static_cast<std::size_t>(epoch % 2);
  if (rows_.empty() || known_[place] == epoch) return;
  known_[place] = epoch;
  const auto table = rows_.subspan(place * rows_.size() / 2, rows_.size() / 2);
  sample_order(training_.seed, epoch, training_.shuffle, table);
  buffers_.give_order(table, static_cast<int>(place));
}

}  // namespace accelbench::cuda
