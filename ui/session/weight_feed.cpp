// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/weight_feed.h"

#include <algorithm>
#include <utility>

namespace accelbench {

void WeightFeed::follow(std::shared_ptr<WeightWatch> watch,
                        const std::vector<AcceleratorSpec>& accelerators) {
  watch_ = std::move(watch);
  seen_.reset();
  ticks_ = 0;
  // The rule of the contract: all of them cpu, or all of them in processes of their own.
  out_of_sight_ = !std::ranges::all_of(
      accelerators, [](const AcceleratorSpec& one) { return one.engine == EngineKind::cpu; });
  emit changed();
}

void WeightFeed::tick() {
  if (watch_ == nullptr || out_of_sight_) return;
  if (auto seen = watch_->take()) {
    seen_ = std::move(seen);
    emit changed();
  }
  if (wanted_ && ticks_++ % ticks_between_questions == 0) watch_->ask();
}

}  // namespace accelbench
