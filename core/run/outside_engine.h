// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/single_run.h"

namespace accelbench {

/// An engine that trains whole works in another process or place (a framework's interpreter, a server, a
/// cloud) instead of compiling an executable that our loop drives. It runs inside the child process of its
/// run, so it may block, and whatever it starts must end with that process, however that ends.
class OutsideEngine : public Engine {
 public:
  /// Trains on the calling thread until all epochs are done, a callback ends them, or a stop: sends
  /// run_started, phases, epochs, steps, readings and messages (not run_finished; `load` was told already)
  /// and returns the summary, weights written to `run.weights_out`. Whatever goes wrong is the status and
  /// reason of the summary, with the last lines of what the engine said. After a stop it returns within
  /// about a second.
  virtual RunSummary train(const SingleRun& run, EventStream& events, std::stop_token stop) const = 0;

  const OutsideEngine* outside() const final { return this; }
  bool own_process() const final { return true; }
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const final;
};

}  // namespace accelbench
