// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_feed.h"

#include <utility>

namespace accelbench {

void RunFeed::on_event(const Event& event) {
  const std::lock_guard lock(mutex_);
  // A heartbeat only tells the newest step: without this a window that sleeps would gather them for hours.
  const bool beats_again = !waiting_.empty() && std::holds_alternative<Heartbeat>(event.what) &&
                           std::holds_alternative<Heartbeat>(waiting_.back().what) &&
                           waiting_.back().run == event.run;
  if (beats_again)
    waiting_.back() = event;
  else
    waiting_.push_back(event);
}

std::vector<Event> RunFeed::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace accelbench
