// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/event.h"
#include "core/run/callbacks.h"
#include "core/run/event_stream.h"
#include "core/run/loop_state.h"
#include "core/run/run_control.h"
#include "core/run/step_clock.h"

// Epochs, validation, callbacks, schedules, control, checkpoints, stopping and the measuring window, for any
// executable.
namespace accelbench {

/// What the loop needs to know of a work.
struct LoopPlan {
  std::int64_t epochs = 1;
  std::int64_t steps_per_epoch = 1;
  double learning_rate = 0.001;
  std::optional<ScheduleSpec> schedule = {};
  bool validation = false;
  std::vector<Metric> metrics;
  double measure_s = 0;           ///< a training shorter than this is repeated on scratch copies; 0: never
  std::int64_t events_every = 0;  ///< a step event each so many steps; 0: none
};

struct LoopResult {
  RunStatus status = RunStatus::completed;
  std::string reason;
  std::int64_t steps = 0;
  std::int64_t epochs = 0;         ///< whole ones
  std::int64_t resumed_steps = 0;  ///< of `steps`, those done before
  EpochRecord last;                ///< the last epoch told
  std::optional<TargetReached> target;
  std::optional<double> first_step_s;  ///< end of the first step, since the run was asked for
  double train_s = 0;                ///< time in begin_epoch and run_steps, that before a checkpoint included
  std::optional<double> evaluate_s;  ///< in the validation set, of this process; empty without one
  double paused_s = 0;
  std::vector<std::int64_t> changed_by_hand;  ///< epochs (from 1) in which somebody set the learning rate
  std::optional<SteadyFigures> steady;
};

/// Called outside of what is timed when the phase `train` or `measure` begins and ends.
using PhaseHook = std::function<void(Phase phase, bool begin)>;

using Callbacks = std::vector<std::unique_ptr<Callback>>;

/// Why a checkpoint is written: those of the first kind make room for later ones.
enum class CheckpointReason { in_turn, by_hand };

/// What the world around a training wants of it; everything may be left out.
struct LoopSurroundings {
  PhaseHook phase = {};
  std::function<void(bool begin)> pause = {};  ///< called when a pause begins and ends
  std::function<void()> target_reached = {};   ///< called once, at the end of the epoch that reached it
  RunFollower* follower = nullptr;             ///< commands for this run
  std::int64_t checkpoint_every = 0;           ///< epochs; also at the end and at a stop; 0: by command only
  std::function<void(LoopState&, const Callbacks&, CheckpointReason)> checkpoint = {};
  std::optional<LoopState> resume = {};  ///< executable and callbacks have the state that belongs to it
  std::function<void(std::int64_t step)> look = {};  ///< called between chunks of the training, outside of its clock
};

/// Trains. Work is handed out in chunks predicted to last at most 50 ms, between which a stop and commands
/// are seen; after the call the executable holds the weights of the training (the best ones where a callback
/// restores them).
LoopResult run_training_loop(const LoopPlan& plan, Executable& executable, Callbacks callbacks,
                             EventStream& events, std::stop_token stop,
                             const LoopSurroundings& surroundings = {});

}  // namespace accelbench
