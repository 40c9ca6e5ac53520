// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stop_token>
#include <thread>

namespace accelbench {

/// While it lives, Ctrl-C (and the system's wish to end, and a closed terminal) asks for a stop; the second
/// time ends the process at once with status 130. Signals that the process was started to ignore stay
/// ignored. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  std::stop_token token() const { return source_.get_token(); }
  bool happened() const { return source_.stop_requested(); }

 private:
  void watch();
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace accelbench
