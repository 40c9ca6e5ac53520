// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/runner_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/clock.h"
#include "core/telemetry/cpu_sampler.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_messages = 200;
constexpr std::int64_t flood = 100'000;  ///< messages and phases that no training has
constexpr std::size_t longest_message = 2000;
constexpr std::int64_t trace_every_ns = 20'000'000;

Status impossible(std::string message) { return failed({}, std::move(message)); }

}  // namespace

void EnergyTrace::note(double t_s, std::optional<double> joules) {
  if (joules && (moments_.empty() || t_s > moments_.back().first)) moments_.emplace_back(t_s, *joules);
}

std::optional<double> EnergyTrace::at(double t_s) const {
  const auto after = std::ranges::lower_bound(moments_, t_s, {}, &std::pair<double, double>::first);
  if (after == moments_.end()) return std::nullopt;
  if (after->first == t_s) return after->second;
  if (after == moments_.begin()) return std::nullopt;
  const auto before = std::prev(after);
  const double share = (t_s - before->first) / (after->first - before->first);
  return before->second + share * (after->second - before->second);
}

RunnerSink::RunnerSink(const SingleRun& run, EventStream& events, EnergyMeter& energy)
    : run_(run), events_(events), energy_(energy), begin_ns_(monotonic_ns()) {}

void RunnerSink::begin(int process) {
  begin_ns_ = monotonic_ns();
  const std::string kind =
      run_.utilization_kind.empty() ? std::string(process_utilization_kind) : run_.utilization_kind;
  const std::int64_t threads =
      run_.sampled_threads > 0 ? run_.sampled_threads : run_.engine.threads_of(run_.accelerator);
  telemetry_.emplace(threads, kind, events_, energy_, process);
}

/// Told times are a stranger's: none lies before the request or after now.
std::int64_t RunnerSink::at_ns(double t_s) const {
  const double now_s = events_.t_s(monotonic_ns());
  return events_.origin_ns() + static_cast<std::int64_t>(std::clamp(t_s, 0.0, now_s) * 1e9);
}

Status RunnerSink::check(const Event& event) {
  const bool of_a_training = std::holds_alternative<EpochsEvent>(event.what) ||
                             std::holds_alternative<StepEvent>(event.what) ||
                             std::holds_alternative<Heartbeat>(event.what);
  if (!of_a_training && ++told_beside_ > flood)
    return impossible(fmt::format("more than {} events that are neither epochs nor steps", flood));
  if (const auto* epochs = std::get_if<EpochsEvent>(&event.what)) return check_epochs(*epochs);
  if (const auto* finished = std::get_if<RunFinished>(&event.what)) return check_finished(*finished);
  return {};
}

Status RunnerSink::check_epochs(const EpochsEvent& epochs) {
  const std::int64_t most = run_.work.experiment.training.epochs;
  const std::int64_t steps = run_.work.steps_per_epoch();
  for (const EpochRecord& record : epochs.records) {
    if (record.epoch != epochs_told_ + 1 || record.epoch > most)
      return impossible(fmt::format("epoch {} after epoch {} of {}", record.epoch, epochs_told_, most));
    if (record.step < steps_told_ || record.step > record.epoch * steps)
      return impossible(fmt::format("step {} at the end of epoch {}", record.step, record.epoch));
    if (!std::isfinite(record.elapsed_s) || record.elapsed_s < 0 || !std::isfinite(record.t_s))
      return impossible("a time that is none");
    epochs_told_ = record.epoch;
    steps_told_ = record.step;
  }
  return {};
}

Status RunnerSink::check_finished(const RunFinished& finished) const {
  const RunSummary& summary = finished.summary;
  if (finished.status != summary.status) return impossible("two statuses of one run");
  // The last may have ended without being told: stopped, or diverged.
  if (summary.epochs < epochs_told_ || summary.epochs > epochs_told_ + 1)
    return impossible(fmt::format("a summary of {} epochs, {} were told", summary.epochs, epochs_told_));
  if (summary.steps < steps_told_) return impossible("fewer steps than were told");
  const bool number = summary.final_loss && std::isfinite(*summary.final_loss);
  if (summary.status == RunStatus::completed && !number)
    return impossible("a training that is completed and whose loss is no number");
  return {};
}

void RunnerSink::on_event(const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event.what)) take(*started);
  if (const auto* phase = std::get_if<PhaseEvent>(&event.what)) take(*phase, at_ns(event.t_s));
  if (const auto* step = std::get_if<StepEvent>(&event.what))
    events_.step(step->step, step->loss, at_ns(event.t_s));
  if (const auto* epochs = std::get_if<EpochsEvent>(&event.what)) take(*epochs);
  if (const auto* message = std::get_if<MessageEvent>(&event.what)) take(*message);
  if (const auto* heartbeat = std::get_if<Heartbeat>(&event.what)) events_.reached(heartbeat->step);
  if (const auto* finished = std::get_if<RunFinished>(&event.what)) take(*finished, event.t_s);
}

void RunnerSink::take(const RunStarted& started) {
  RunStarted told = started;
  told.accelerator = run_.accelerator.id;
  told.engine = name_of(run_.accelerator.engine);
  told.device = run_.engine.device_of(run_.accelerator);
  told.precision = name_of(run_.accelerator.precision);
  events_.describe(run_.work.experiment.training.metrics, run_.work.data.validation.samples > 0);
  events_.post(std::move(told));
}

void RunnerSink::take(const PhaseEvent& phase, std::int64_t at_ns) {
  if (!first_phase_ns_) first_phase_ns_ = at_ns;
  std::optional<double> seconds = phase.seconds;
  if (seconds) *seconds = std::clamp(*seconds, 0.0, events_.t_s(monotonic_ns()));
  events_.phase(phase.phase, phase.begin, seconds, at_ns);
  if (phase.phase != Phase::train || !telemetry_ || phase.begin == training_) return;
  training_ = phase.begin;
  phase.begin ? telemetry_->begin_phase() : telemetry_->end_phase();
  if (!phase.begin) {
    trained_ = true;
    energy_j_ = energy_.joules();
    trace_.note(events_.t_s(monotonic_ns()), energy_j_);
  }
}

void RunnerSink::take(const EpochsEvent& epochs) {
  for (EpochRecord record : epochs.records) {
    record.t_s = events_.t_s(at_ns(record.t_s));
    events_.reached(record.step);
    events_.epoch(record);
  }
  const std::int64_t now_ns = monotonic_ns();
  if (now_ns - traced_ns_ < trace_every_ns) return;
  traced_ns_ = now_ns;
  trace_.note(events_.t_s(now_ns), energy_.joules());
}

void RunnerSink::take(const MessageEvent& message) {
  if (++messages_ > most_messages) return;
  if (messages_ == most_messages)
    return events_.message("warning", "this engine tells too much: its further messages are left out");
  events_.message(message.level, message.text.substr(0, longest_message));
}

void RunnerSink::take(const RunFinished& finished, double t_s) {
  const double paused_s = t_s - finished.summary.total_s.value_or(t_s);
  // Less is what passes between two looks at a clock.
  if (paused_s > 0.05 && paused_s < events_.t_s(monotonic_ns())) paused_s_ = paused_s;
}

std::optional<double> RunnerSink::launch_s() const {
  if (!first_phase_ns_) return std::nullopt;
  return std::max(0.0, static_cast<double>(*first_phase_ns_ - begin_ns_) * 1e-9);
}

std::optional<DeviceSummary> RunnerSink::device(const std::string& name) const {
  if (!telemetry_) return std::nullopt;
  DeviceSummary summary = telemetry_->summary(name);
  if (!trained_ || paused_s_ > 0) summary.utilization_mean.reset();
  return summary;
}

}  // namespace accelbench
