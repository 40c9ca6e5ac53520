// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/run/single_run.h"

namespace accelbench {

/// Trains whole works in another process or place (a framework's interpreter, a server, a cloud, several
/// ranks) instead of compiling an executable that our loop drives. It runs inside the child process of its
/// run, so it may block, and whatever it starts must end with that process, however that ends.
class OutsideTraining {
 public:
  virtual ~OutsideTraining() = default;
  /// False where others read the data for themselves: the work is an outline then (outline_of_work).
  virtual bool needs_rows() const { return true; }
  /// Trains on the calling thread until all epochs are done, a callback ends them, or a stop: sends
  /// run_started, phases, epochs, steps, readings and messages (not run_finished; `load` was told already)
  /// and returns the summary, weights written to `run.weights_out`. Whatever goes wrong is the status and
  /// reason of the summary, with the last lines of what the engine said. After a stop it returns within
  /// about a second.
  virtual RunSummary train(const SingleRun& run, EventStream& events, std::stop_token stop) const = 0;
};

/// An engine that does nothing else.
class OutsideEngine : public Engine, public OutsideTraining {
 public:
  const OutsideTraining* outside(const AcceleratorSpec&) const final { return this; }
  bool own_process(const AcceleratorSpec&) const final { return true; }
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const final;
};

}  // namespace accelbench
