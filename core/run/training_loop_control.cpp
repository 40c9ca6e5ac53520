// SPDX-License-Identifier: GPL-3.0-or-later
// Pauses, commands and checkpoints between two chunks.
#include <fmt/format.h>

#include "core/run/training_loop_class.h"

namespace accelbench {

/// Between two chunks: does what was asked, and rests during a pause. False: stop.
bool TrainingLoop::attend() {
  obey_all();
  if (surroundings_.look && !measuring_) surroundings_.look(now_.steps);
  if (pausing_ && !stop_.stop_requested()) pause();
  return !stop_.stop_requested();
}

void TrainingLoop::obey_all() {
  while (const auto command = follower_.next()) obey(*command);
}

void TrainingLoop::obey(const RunCommand& command) {
  const bool changes_pause = command.kind == RunCommandKind::pause || command.kind == RunCommandKind::go_on;
  if (measuring_ && !changes_pause)
    return events_.message(
        "warning",
        fmt::format("{} has no effect: the training is complete, it is measured", name_of(command.kind)));
  switch (command.kind) {
    case RunCommandKind::pause:
    case RunCommandKind::go_on:
      pausing_ = command.kind == RunCommandKind::pause;
      pauses_after_epoch_ = false;
      return;
    case RunCommandKind::step_epoch:
      pausing_ = false;
      pauses_after_epoch_ = true;
      return;
    case RunCommandKind::checkpoint:
      return write_checkpoint(CheckpointReason::by_hand);
    case RunCommandKind::set_learning_rate:
      use_learning_rate(command.value);
      if (now_.changed_by_hand.empty() || now_.changed_by_hand.back() != now_.epochs + 1)
        now_.changed_by_hand.push_back(now_.epochs + 1);
      events_.message("info", fmt::format("epoch {}: learning rate set to {:.6g} by hand{}", now_.epochs + 1,
                                          command.value,
                                          plan_.schedule ? "; the schedule sets it again in the next" : ""));
  }
}

void TrainingLoop::use_learning_rate(double learning_rate) {
  control_.learning_rate = learning_rate;
  executable_.set_learning_rate(learning_rate);
}

void TrainingLoop::pause() {
  const std::int64_t begin_ns = monotonic_ns();
  events_.message("info", fmt::format("paused in epoch {}, after step {}", now_.epochs + 1, now_.steps));
  hold(true);
  while (pausing_ && !stop_.stop_requested()) {
    follower_.rest(stop_);
    obey_all();
  }
  hold(false);
  const double seconds = seconds_since(begin_ns);
  control_.paused_s += seconds;
  events_.message("info", fmt::format("goes on after a pause of {:.1f} s", seconds));
}

void TrainingLoop::write_checkpoint(CheckpointReason reason) {
  if (!surroundings_.checkpoint)
    return events_.message("warning", "no checkpoint is written: this training has no folder for them");
  now_.learning_rate = control_.learning_rate;
  now_.stop = control_.stop;
  now_.stop_reason = control_.stop_reason;
  kept_step_ = now_.steps;
  hold(true);
  surroundings_.checkpoint(now_, callbacks_, reason);
  hold(false);
}

/// What lies between is no training: neither its clock nor the utilization count it. A hold may lie in a
/// hold.
void TrainingLoop::hold(bool begin) {
  const bool outermost = begin ? holds_++ == 0 : --holds_ == 0;
  if (outermost && surroundings_.pause) surroundings_.pause(begin);
}

}  // namespace accelbench
