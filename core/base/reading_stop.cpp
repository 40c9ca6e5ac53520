// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/reading_stop.h"

#include <utility>

namespace accelbench {

namespace {

// Of a thread and not an argument: it would go through every reader of every format for the one loop at the
// bottom that looks at it.
thread_local const ReadingStop* reading_stop_of_this_thread = nullptr;

}  // namespace

ReadingStop::ReadingStop(std::stop_token token)
    : token_(std::move(token)), outer_(std::exchange(reading_stop_of_this_thread, this)) {}

ReadingStop::~ReadingStop() { reading_stop_of_this_thread = outer_; }

bool ReadingStop::is_asked_for() {
  return reading_stop_of_this_thread != nullptr && reading_stop_of_this_thread->token_.stop_requested();
}

}  // namespace accelbench
