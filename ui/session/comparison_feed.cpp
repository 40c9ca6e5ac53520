// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparison_feed.h"

#include <utility>

namespace accelbench {

void ComparisonFeed::on_event(const Event& event) {
  // Nothing is drawn while a run is counted: what only tells that it goes on need not be kept.
  if (std::holds_alternative<Heartbeat>(event.what) || std::holds_alternative<StepEvent>(event.what)) return;
  put(event);
}

void ComparisonFeed::on_run_end(const RoundRecord& round, const RoundRun& run) {
  put(RunEnded{round, run});
  wait_until_drawn();
}

void ComparisonFeed::on_round_end(const RoundRecord& round, const Judgement& judgement) {
  put(RoundEnded{round, judgement});
  wait_until_drawn();
}

void ComparisonFeed::wait_until_drawn() {
  if (!wake_) return;
  {
    const std::lock_guard lock(mutex_);
    draws_ = true;
  }
  wake_();
  std::unique_lock lock(mutex_);
  drawn_.wait_for(lock, longest_wait, [this] { return !draws_; });
  draws_ = false;
}

void ComparisonFeed::drawn() {
  {
    const std::lock_guard lock(mutex_);
    draws_ = false;
  }
  drawn_.notify_all();
}

void ComparisonFeed::put(ComparisonNews news) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(news));
}

std::vector<ComparisonNews> ComparisonFeed::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace accelbench
