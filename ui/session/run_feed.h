// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mutex>
#include <vector>

#include "core/engine/event.h"

namespace accelbench {

/// Where events wait until the window pulls them (10 times a second). Any thread may put; one takes.
class RunFeed : public EventSink {
 public:
  void on_event(const Event& event) override;
  /// All events since the last call, in their order.
  std::vector<Event> take();

 private:
  std::mutex mutex_;
  std::vector<Event> waiting_;
};

}  // namespace accelbench
