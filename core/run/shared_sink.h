// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <mutex>

#include "core/engine/event.h"

namespace accelbench {

/// Lets several runs share a sink: one event at a time.
class SharedSink : public EventSink {
 public:
  explicit SharedSink(EventSink& sink) : sink_(sink) {}
  void on_event(const Event& event) override {
    const std::lock_guard lock(mutex_);
    sink_.on_event(event);
  }

 private:
  std::mutex mutex_;
  EventSink& sink_;
};

}  // namespace accelbench
