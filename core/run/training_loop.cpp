// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

constexpr double longest_chunk_ns = 50e6;
constexpr double told_evaluation_s =
    0.05;  ///< shorter evaluations are not phases of their own: they come by thousands

/// How many steps to hand out next.
class ChunkSize {
 public:
  explicit ChunkSize(std::int64_t events_every) : events_every_(events_every) {}

  /// `step`: steps done so far. The first step is alone: it is the one whose end counts as the first step,
  /// and it tells how long steps last. A step that is told runs alone, so that its loss is its own.
  std::int64_t next(std::int64_t left_in_epoch, std::int64_t step) const {
    if (step_ns_ <= 0) return 1;
    std::int64_t steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(longest_chunk_ns / step_ns_));
    if (events_every_ > 0)
      steps = std::min(steps, std::max<std::int64_t>(1, events_every_ - 1 - step % events_every_));
    return std::min(steps, left_in_epoch);
  }
  bool tells(std::int64_t step) const { return events_every_ > 0 && step % events_every_ == 0; }
  void learn(std::int64_t steps, std::int64_t elapsed_ns) {
    step_ns_ = std::max(1.0, static_cast<double>(elapsed_ns) / static_cast<double>(steps));
  }

 private:
  std::int64_t events_every_;
  double step_ns_ = 0;
};

class TrainingLoop {
 public:
  TrainingLoop(const LoopPlan& plan, Executable& executable, std::vector<std::unique_ptr<Callback>> callbacks,
               EventStream& events, std::stop_token stop, const PhaseHook& hook)
      : plan_(plan),
        executable_(executable),
        callbacks_(std::move(callbacks)),
        events_(events),
        stop_(std::move(stop)),
        hook_(hook),
        chunk_(plan.events_every),
        control_{executable, plan.learning_rate, false, {}, {}} {}

  LoopResult run();

 private:
  struct Chunk {
    std::int64_t steps = 0;
    std::int64_t elapsed_ns = 0;
    std::int64_t samples = 0;
    double loss = not_measured;  ///< of a step that ran alone
  };
  enum class EpochEnd { whole, stopped, diverged };

  void train();
  EpochEnd train_epoch(std::int64_t epoch);
  EpochEnd run_chunks(std::int64_t epoch, BatchSums& sums, std::int64_t& elapsed_ns);
  Chunk run_chunk(std::int64_t epoch, std::int64_t done_in_epoch, std::int64_t step, BatchSums& sums);
  void count(const Chunk& chunk);
  EpochRecord describe(std::int64_t epoch, const BatchSums& sums, std::int64_t elapsed_ns) const;
  bool evaluate(EpochRecord& record);
  bool see_validation_set(BatchSums& sums);
  void run_callbacks(const EpochRecord& record);
  void tell_messages();
  void diverge(std::int64_t epoch, std::int64_t steps, const char* what);
  void measure(const Executable::Snapshot& beginning);
  void measure_pass();
  void finish_training();
  void enter(Phase phase);
  void leave(Phase phase, double seconds);

  const LoopPlan& plan_;
  Executable& executable_;
  std::vector<std::unique_ptr<Callback>> callbacks_;
  EventStream& events_;
  std::stop_token stop_;
  const PhaseHook& hook_;
  ChunkSize chunk_;
  ChunkSize evaluation_chunk_{0};
  TrainingControl control_;
  LoopResult result_;
  StepClock training_;
  StepClock window_;
  std::int64_t train_ns_ = 0;
  double last_evaluation_s_ = told_evaluation_s;
};

LoopResult TrainingLoop::run() {
  std::unique_ptr<Executable::Snapshot> beginning;
  if (plan_.measure_s > 0) beginning = executable_.snapshot();
  executable_.set_learning_rate(control_.learning_rate);
  train();
  if (beginning && result_.status == RunStatus::completed && result_.train_s < plan_.measure_s)
    measure(*beginning);
  else
    result_.steady = training_.figures();
  return std::move(result_);
}

void TrainingLoop::train() {
  enter(Phase::train);
  for (std::int64_t epoch = 0; epoch < plan_.epochs && !control_.stop; ++epoch) {
    const EpochEnd end = train_epoch(epoch);
    if (end == EpochEnd::whole) continue;
    result_.status = end == EpochEnd::stopped ? RunStatus::stopped : RunStatus::diverged;
    break;
  }
  result_.train_s = static_cast<double>(train_ns_) * 1e-9;
  leave(Phase::train, result_.train_s);
  finish_training();
}

void TrainingLoop::finish_training() {
  if (result_.status == RunStatus::stopped)
    result_.reason = fmt::format("stopped after {} of {} epochs", result_.epochs, plan_.epochs);
  if (result_.status == RunStatus::completed) result_.reason = control_.stop_reason;
  for (const auto& callback : callbacks_) {
    callback->after_training(control_);
    if (callback->target() && !result_.target) result_.target = *callback->target();
  }
  tell_messages();
}

TrainingLoop::EpochEnd TrainingLoop::train_epoch(std::int64_t epoch) {
  BatchSums sums;
  std::int64_t elapsed_ns = 0;
  EpochEnd end = run_chunks(epoch, sums, elapsed_ns);
  if (end == EpochEnd::stopped) return end;
  if (end == EpochEnd::whole && !executable_.finite()) {
    end = EpochEnd::diverged;
    diverge(epoch, 1, "the weights, or the gradients of this step, are not finite");
  }
  EpochRecord record = describe(epoch, sums, elapsed_ns);
  if (end == EpochEnd::whole && !evaluate(record)) return EpochEnd::stopped;
  record.t_s = events_.t_s(monotonic_ns());
  events_.epoch(record);
  result_.last = record;
  if (end == EpochEnd::diverged) return end;
  result_.epochs = epoch + 1;
  run_callbacks(record);
  return end;
}

TrainingLoop::EpochEnd TrainingLoop::run_chunks(std::int64_t epoch, BatchSums& sums,
                                                std::int64_t& elapsed_ns) {
  for (std::int64_t done = 0; done < plan_.steps_per_epoch;) {
    if (stop_.stop_requested()) return EpochEnd::stopped;
    const Chunk chunk = run_chunk(epoch, done, result_.steps, sums);
    done += chunk.steps;
    elapsed_ns += chunk.elapsed_ns;
    count(chunk);
    if (std::isfinite(sums.loss)) continue;
    diverge(epoch, chunk.steps, "the loss is not finite");
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
  if (result_.steps == 0)
    result_.first_step_s = events_.t_s(monotonic_ns());
  else
    training_.add(chunk.steps, chunk.samples, chunk.elapsed_ns);
  result_.steps += chunk.steps;
  train_ns_ += chunk.elapsed_ns;
  events_.reached(result_.steps);
  if (chunk_.tells(result_.steps)) events_.step(result_.steps, chunk.loss);
}

EpochRecord TrainingLoop::describe(std::int64_t epoch, const BatchSums& sums, std::int64_t elapsed_ns) const {
  EpochRecord record;
  record.epoch = epoch + 1;
  record.step = result_.steps;
  record.loss = mean_loss(sums);
  for (const Metric metric : plan_.metrics)
    record.metrics[static_cast<std::size_t>(metric)] = metric_value(metric, sums);
  record.learning_rate = control_.learning_rate;
  if (elapsed_ns > 0)
    record.samples_per_second = static_cast<double>(sums.samples) / (static_cast<double>(elapsed_ns) * 1e-9);
  record.elapsed_s = static_cast<double>(train_ns_) * 1e-9;
  return record;
}

/// False: stopped before the end; the epoch is then not told.
bool TrainingLoop::evaluate(EpochRecord& record) {
  if (!plan_.validation) return true;
  const bool told = last_evaluation_s_ >= told_evaluation_s;
  const std::int64_t begin_ns = monotonic_ns();
  if (told) events_.phase(Phase::evaluate, true);
  BatchSums sums;
  const bool whole = see_validation_set(sums);
  last_evaluation_s_ = seconds_since(begin_ns);
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
    if (done > 0 && stop_.stop_requested()) return false;
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

void TrainingLoop::tell_messages() {
  for (const std::string& message : control_.messages) events_.message("info", message);
  control_.messages.clear();
}

void TrainingLoop::diverge(std::int64_t epoch, std::int64_t steps, const char* what) {
  const std::string where = steps == 1
                                ? fmt::format("step {}", result_.steps)
                                : fmt::format("steps {} to {}", result_.steps - steps + 1, result_.steps);
  result_.reason = fmt::format("epoch {}, {}: {}; try a smaller learning rate", epoch + 1, where, what);
}

void TrainingLoop::measure(const Executable::Snapshot& beginning) {
  const auto trained = executable_.snapshot();
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
      if (window_.seconds() >= plan_.measure_s || stop_.stop_requested()) return;
      const Chunk chunk = run_chunk(epoch, done, result_.steps + done, sums);
      done += chunk.steps;
      window_.add(chunk.steps, chunk.samples, chunk.elapsed_ns);
      // Without the callbacks the learning rate stays high: what diverges here begins again.
      if (!std::isfinite(sums.loss)) return;
    }
  }
}

void TrainingLoop::enter(Phase phase) {
  events_.phase(phase, true);
  if (hook_) hook_(phase, true);
}

void TrainingLoop::leave(Phase phase, double seconds) {
  if (hook_) hook_(phase, false);
  events_.phase(phase, false, seconds);
}

}  // namespace

LoopResult run_training_loop(const LoopPlan& plan, Executable& executable,
                             std::vector<std::unique_ptr<Callback>> callbacks, EventStream& events,
                             std::stop_token stop, const PhaseHook& hook) {
  return TrainingLoop(plan, executable, std::move(callbacks), events, std::move(stop), hook).run();
}

}  // namespace accelbench
