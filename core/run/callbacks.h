// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/run/kept_values.h"

// The callbacks of an experiment. Source of the rules: the callbacks of Keras 3 (ReduceLROnPlateau,
// EarlyStopping).
namespace accelbench {

/// What callbacks may change in a training.
struct TrainingControl {
  Executable* executable = nullptr;  ///< null: its weights lie in another program
  double learning_rate = 0;
  bool stop = false;
  std::string stop_reason;
  std::vector<std::string> messages;  ///< for the log of the run
  double paused_s = 0;                ///< of the time since the run was asked for
};

class Callback {
 public:
  virtual ~Callback() = default;
  /// At the end of an epoch, after validation.
  virtual void after_epoch(const EpochRecord& epoch, TrainingControl& control) = 0;
  /// Once, however the training ended.
  virtual void after_training(TrainingControl&) {}
  virtual const TargetReached* target() const { return nullptr; }
  /// Writes or reads what it remembers from epoch to epoch, for a checkpoint.
  virtual void keep(KeptValues& values) = 0;
  /// Weights that it remembers, or null; what a checkpoint gives back.
  virtual const Executable::Snapshot* kept_weights() const { return nullptr; }
  virtual void take_weights(std::unique_ptr<Executable::Snapshot>) {}
};

/// In file order. An error for a monitor that does not exist or is not measured, with those that are.
Result<std::vector<std::unique_ptr<Callback>>> make_callbacks(const TrainingSpec& training, bool validation);

}  // namespace accelbench
