// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "core/run/run_control.h"

namespace accelbench {

/// While it lives, Ctrl-C (and the system's wish to end, and a closed terminal) asks for a stop; the second
/// time ends the process at once with status 130. SIGUSR1 writes a checkpoint. Ctrl-Z pauses the training, so
/// that no clock of it goes on, and then stops the process until it is continued. Signals that the process
/// was started to ignore stay ignored. One at a time. `stopping` says at the first Ctrl-C what becomes of it.
class Interrupt {
 public:
  explicit Interrupt(std::shared_ptr<RunControl> control,
                     std::string stopping = "Stopping; what was reached is kept.");
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  std::stop_token token() const { return source_.get_token(); }
  bool happened() const { return source_.stop_requested(); }

 private:
  void watch();
  void suspend();
  std::shared_ptr<RunControl> control_;
  std::string stopping_;
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace accelbench
