// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/run/schedule.h"
#include "core/run/training_loop_class.h"

namespace accelbench {

LoopResult TrainingLoop::run() {
  std::unique_ptr<Executable::Snapshot> beginning;
  if (plan_.measure_s > 0) beginning = executable_.snapshot();
  executable_.set_learning_rate(control_.learning_rate);
  train();
  const double trained_s = training_.seconds();
  if (beginning && result_.status == RunStatus::completed && trained_s < plan_.measure_s)
    measure(*beginning);
  else
    result_.steady = training_.figures();
  finish_result();
  return std::move(result_);
}

void TrainingLoop::resume(const LoopState& state) {
  now_ = state;
  control_.learning_rate = state.learning_rate;
  control_.stop = state.stop;
  control_.stop_reason = state.stop_reason;
  result_.resumed_steps = state.steps;
  kept_step_ = state.steps;
  if (state.steps_in_epoch == 0) return;
  executable_.begin_epoch(state.epochs);
  executable_.skip_steps(state.steps_in_epoch);
}

void TrainingLoop::train() {
  enter(Phase::train);
  const std::int64_t before_ns = now_.train_ns;
  while (now_.epochs < plan_.epochs && !control_.stop) {
    const EpochEnd end = train_epoch();
    if (end == EpochEnd::whole) continue;
    result_.status = end == EpochEnd::stopped ? RunStatus::stopped : RunStatus::diverged;
    break;
  }
  const bool keeps = surroundings_.checkpoint_every > 0 && now_.steps != kept_step_;
  if (keeps && result_.status != RunStatus::diverged) write_checkpoint(CheckpointReason::in_turn);
  leave(Phase::train, static_cast<double>(now_.train_ns - before_ns) * 1e-9);
  finish_training();
}

void TrainingLoop::finish_training() {
  if (result_.status == RunStatus::stopped)
    result_.reason = fmt::format("stopped after {} of {} epochs", now_.epochs, plan_.epochs);
  if (result_.status == RunStatus::completed) result_.reason = control_.stop_reason;
  for (const auto& callback : callbacks_) callback->after_training(control_);
  if (target_ != nullptr) result_.target = *target_;
  tell_messages();
}

void TrainingLoop::finish_result() {
  result_.steps = now_.steps;
  result_.epochs = now_.epochs;
  result_.last = now_.last;
  result_.train_s = static_cast<double>(now_.train_ns) * 1e-9;
  result_.paused_s = control_.paused_s;
  result_.changed_by_hand = now_.changed_by_hand;
}

void TrainingLoop::begin_epoch() {
  if (now_.steps_in_epoch > 0) return;  // gone on with after a checkpoint
  now_.sums = {};
  now_.epoch_ns = 0;
  if (!plan_.schedule) return;
  use_learning_rate(scheduled_rate(*plan_.schedule, plan_.learning_rate, plan_.epochs, now_.epochs));
}

TrainingLoop::EpochEnd TrainingLoop::train_epoch() {
  begin_epoch();
  EpochEnd end = run_chunks();
  if (end == EpochEnd::stopped) return end;
  if (end == EpochEnd::whole && !executable_.finite()) {
    end = EpochEnd::diverged;
    diverge(1, "the weights, or the gradients of this step, are not finite");
  }
  EpochRecord record = describe();
  if (end == EpochEnd::whole && !evaluate(record)) return EpochEnd::stopped;
  record.t_s = events_.t_s(monotonic_ns());
  events_.epoch(record);
  now_.last = record;
  if (end == EpochEnd::whole) end_epoch(record);
  return end;
}

void TrainingLoop::end_epoch(const EpochRecord& record) {
  ++now_.epochs;
  now_.steps_in_epoch = 0;
  run_callbacks(record);
  tell_target();
  const std::int64_t every = surroundings_.checkpoint_every;
  if (every > 0 && now_.epochs % every == 0) write_checkpoint(CheckpointReason::in_turn);
  if (!pauses_after_epoch_) return;
  pauses_after_epoch_ = false;
  pausing_ = true;
}

TrainingLoop::EpochEnd TrainingLoop::run_chunks() {
  while (now_.steps_in_epoch < plan_.steps_per_epoch) {
    if (!attend()) return EpochEnd::stopped;
    const Chunk chunk = run_chunk(now_.epochs, now_.steps_in_epoch, now_.steps, now_.sums);
    count(chunk);
    if (std::isfinite(now_.sums.loss)) continue;
    diverge(chunk.steps, "the loss is not finite");
    return EpochEnd::diverged;
  }
  return EpochEnd::whole;
}

TrainingLoop::Chunk TrainingLoop::run_chunk(std::int64_t epoch, std::int64_t done_in_epoch, std::int64_t step,
                                            BatchSums& sums) {
  Chunk chunk;
  chunk.steps = chunk_.next(plan_.steps_per_epoch - done_in_epoch, step);
  const std::int64_t begin_ns = monotonic_ns();
  if (done_in_epoch == 0) executable_.begin_epoch(epoch);
  const std::int64_t samples_before = sums.samples;
  // One batch added on its own gives the same bits as added by the engine, and its loss can be told.
  BatchSums alone;
  executable_.run_steps(chunk.steps, chunk.steps == 1 ? alone : sums);
  chunk.elapsed_ns = monotonic_ns() - begin_ns;
  sums += alone;
  if (chunk.steps == 1) chunk.loss = mean_loss(alone);
  chunk.samples = sums.samples - samples_before;
  chunk_.learn(chunk.steps, chunk.elapsed_ns);
  return chunk;
}

void TrainingLoop::count(const Chunk& chunk) {
  // The first chunk pays for cold caches: it counts as training, not as steady.
  if (!result_.first_step_s)
    result_.first_step_s = events_.t_s(monotonic_ns()) - control_.paused_s;
  else
    training_.add(chunk.steps, chunk.samples, chunk.elapsed_ns);
  now_.steps += chunk.steps;
  now_.steps_in_epoch += chunk.steps;
  now_.epoch_ns += chunk.elapsed_ns;
  now_.train_ns += chunk.elapsed_ns;
  events_.reached(now_.steps);
  if (chunk_.tells(now_.steps)) events_.step(now_.steps, chunk.loss);
}

EpochRecord TrainingLoop::describe() const {
  EpochRecord record;
  record.epoch = now_.epochs + 1;
  record.step = now_.steps;
  record.loss = mean_loss(now_.sums);
  for (const Metric metric : plan_.metrics)
    record.metrics[static_cast<std::size_t>(metric)] = metric_value(metric, now_.sums);
  record.learning_rate = control_.learning_rate;
  if (now_.epoch_ns > 0)
    record.samples_per_second =
        static_cast<double>(now_.sums.samples) / (static_cast<double>(now_.epoch_ns) * 1e-9);
  record.elapsed_s = static_cast<double>(now_.train_ns) * 1e-9;
  return record;
}

/// False: stopped before the end; the epoch is then not told.
bool TrainingLoop::evaluate(EpochRecord& record) {
  if (!plan_.validation) return true;
  const bool told = last_evaluation_s_ >= told_evaluation_s;
  const std::int64_t begin_ns = monotonic_ns();
  const double paused_before_s = control_.paused_s;
  if (told) events_.phase(Phase::evaluate, true);
  BatchSums sums;
  const bool whole = see_validation_set(sums);
  last_evaluation_s_ = seconds_since(begin_ns) - (control_.paused_s - paused_before_s);
  result_.evaluate_s = result_.evaluate_s.value_or(0) + last_evaluation_s_;
  if (told) events_.phase(Phase::evaluate, false, last_evaluation_s_);
  record.val_loss = mean_loss(sums);
  for (const Metric metric : plan_.metrics)
    record.val_metrics[static_cast<std::size_t>(metric)] = metric_value(metric, sums);
  return whole;
}

/// In chunks, too, so that a large validation set does not make a stop wait.
bool TrainingLoop::see_validation_set(BatchSums& sums) {
  const std::int64_t steps = executable_.evaluation_steps();
  for (std::int64_t done = 0; done < steps;) {
    if (done > 0 && !attend()) return false;
    const std::int64_t here = evaluation_chunk_.next(steps - done, done);
    const std::int64_t begin_ns = monotonic_ns();
    executable_.evaluate(done, here, sums);
    evaluation_chunk_.learn(here, monotonic_ns() - begin_ns);
    done += here;
  }
  return true;
}

void TrainingLoop::run_callbacks(const EpochRecord& record) {
  const double before = control_.learning_rate;
  for (const auto& callback : callbacks_) callback->after_epoch(record, control_);
  if (control_.learning_rate != before) executable_.set_learning_rate(control_.learning_rate);
  if (!control_.messages.empty()) tell_messages();
}

void TrainingLoop::tell_target() {
  if (target_told_ || !target_->reached) return;
  target_told_ = true;
  if (surroundings_.target_reached) surroundings_.target_reached();
}

void TrainingLoop::tell_messages() {
  for (const std::string& message : control_.messages) events_.message("info", message);
  control_.messages.clear();
}

void TrainingLoop::diverge(std::int64_t steps, const char* what) {
  const std::string where = steps == 1 ? fmt::format("step {}", now_.steps)
                                       : fmt::format("steps {} to {}", now_.steps - steps + 1, now_.steps);
  result_.reason = fmt::format("epoch {}, {}: {}; try a smaller learning rate", now_.epochs + 1, where, what);
}

void TrainingLoop::measure(const Executable::Snapshot& beginning) {
  const auto trained = executable_.snapshot();
  measuring_ = true;
  enter(Phase::measure);
  const std::int64_t begin_ns = monotonic_ns();
  executable_.set_learning_rate(plan_.learning_rate);
  while (window_.seconds() < plan_.measure_s && !stop_.stop_requested()) {
    executable_.restore(beginning);
    measure_pass();
  }
  leave(Phase::measure, seconds_since(begin_ns));
  executable_.restore(*trained);
  result_.steady = window_.figures();
  if (!stop_.stop_requested()) return;
  result_.status = RunStatus::stopped;
  result_.reason = "stopped in the measuring window; the training itself was complete";
}

/// The training once more, as far as the window needs it: without validation, callbacks and events.
void TrainingLoop::measure_pass() {
  for (std::int64_t epoch = 0; epoch < plan_.epochs; ++epoch) {
    BatchSums sums;
    for (std::int64_t done = 0; done < plan_.steps_per_epoch;) {
      if (window_.seconds() >= plan_.measure_s || !attend()) return;
      const Chunk chunk = run_chunk(epoch, done, now_.steps + done, sums);
      done += chunk.steps;
      window_.add(chunk.steps, chunk.samples, chunk.elapsed_ns);
      // Without the callbacks the learning rate stays high: what diverges here begins again.
      if (!std::isfinite(sums.loss)) return;
    }
  }
}

void TrainingLoop::enter(Phase phase) {
  events_.phase(phase, true);
  if (surroundings_.phase) surroundings_.phase(phase, true);
}

void TrainingLoop::leave(Phase phase, double seconds) {
  if (surroundings_.phase) surroundings_.phase(phase, false);
  events_.phase(phase, false, seconds);
}

LoopResult run_training_loop(const LoopPlan& plan, Executable& executable, Callbacks callbacks,
                             EventStream& events, std::stop_token stop,
                             const LoopSurroundings& surroundings) {
  return TrainingLoop(plan, executable, std::move(callbacks), events, std::move(stop), surroundings).run();
}

}  // namespace accelbench
