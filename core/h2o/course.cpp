// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/h2o/course.h"

#include <algorithm>
#include <cmath>

#include "core/base/clock.h"
#include "core/engine/monitor.h"

namespace accelbench::h2o {
namespace {

std::string monitor_of(const CallbackSpec& callback) {
  return std::visit([](const auto& one) { return one.monitor; }, callback);
}

Status check_monitor(const CallbackSpec& callback, Loss loss) {
  const std::string name = monitor_of(callback);
  const auto monitor = monitor_named(name);
  if (!monitor || !monitor->metric || tells(loss, *monitor->metric)) return {};
  return unavailable("training.callbacks", "H2O tells no " + name + " for this loss",
                     "watch loss or val_loss");
}

/// Rates in the past of the log are not worth a division by a millisecond.
double rate(double samples, double seconds) { return seconds > 0 ? samples / seconds : not_measured; }

}  // namespace

Result<std::vector<std::unique_ptr<Callback>>> callbacks_for(const TrainingSpec& training, bool validation) {
  TrainingSpec possible = training;
  std::erase_if(possible.callbacks,
                [](const CallbackSpec& one) { return std::holds_alternative<ReduceLrOnPlateau>(one); });
  for (CallbackSpec& callback : possible.callbacks) {
    if (auto good = check_monitor(callback, training.loss); !good) return tl::make_unexpected(good.error());
    if (auto* early = std::get_if<EarlyStopping>(&callback)) early->restore_best_weights = false;
  }
  return make_callbacks(possible, validation);
}

Course::Course(const TrainingSpec& training, std::vector<std::unique_ptr<Callback>> callbacks,
               EventStream& events, double learning_rate)
    : training_(training),
      callbacks_(std::move(callbacks)),
      events_(events),
      learning_rate_(learning_rate),
      control_{nullptr, learning_rate, false, {}, {}, 0} {}

void Course::take(const std::vector<ScoringRow>& rows, std::int64_t seen_ns) {
  if (rows.empty()) return;
  // The server's clock begins at some moment of ours before the history was asked for: the earliest that the
  // first look allows.
  if (begin_ns_ == 0) {
    begin_ns_ = seen_ns - static_cast<std::int64_t>(rows.back().duration_s * 1e9);
    if (on_begin) on_begin(begin_ns_);
  }
  for (const ScoringRow& row : rows)
    if (std::llround(row.epochs) > record_.epoch && !control_.stop && !diverged_) tell(row, seen_ns);
}

EpochRecord Course::record_of(const ScoringRow& row, std::int64_t seen_ns) const {
  EpochRecord record;
  record.epoch = std::llround(row.epochs);
  record.step = std::llround(row.samples);
  const std::int64_t at_ns = begin_ns_ + static_cast<std::int64_t>(row.duration_s * 1e9);
  record.t_s = events_.t_s(std::min(at_ns, seen_ns));
  record.loss = row.loss;
  record.val_loss = row.val_loss;
  record.metrics = row.metrics;
  record.val_metrics = row.val_metrics;
  record.learning_rate = learning_rate_;
  record.samples_per_second = rate(row.samples - last_.samples, row.duration_s - last_.duration_s);
  record.elapsed_s = std::isfinite(row.training_s) ? row.training_s : row.duration_s;
  return record;
}

void Course::tell(const ScoringRow& row, std::int64_t seen_ns) {
  record_ = record_of(row, seen_ns);
  last_ = row;
  if (first_.samples == 0) first_ = row;
  events_.reached(record_.step);
  events_.epoch(record_);
  diverged_ = !std::isfinite(row.loss);
  if (!diverged_) ask_callbacks();
}

void Course::ask_callbacks() {
  for (const auto& callback : callbacks_) callback->after_epoch(record_, control_);
  for (const std::string& message : control_.messages) events_.message("info", message);
  control_.messages.clear();
  const auto reached = target();
  if (target_told_ || !reached || !reached->reached) return;
  target_told_ = true;
  if (on_target) on_target();
}

std::optional<TargetReached> Course::target() const {
  for (const auto& callback : callbacks_)
    if (const TargetReached* reached = callback->target()) return *reached;
  return std::nullopt;
}

std::optional<double> Course::train_s() const {
  return std::isfinite(last_.training_s) ? std::optional(last_.training_s) : std::nullopt;
}

std::optional<double> Course::scoring_s() const {
  const auto train = train_s();
  return train ? std::optional(std::max(0.0, last_.duration_s - *train)) : std::nullopt;
}

std::optional<SteadyFigures> Course::steady() const {
  const double samples = last_.samples - first_.samples;
  const double seconds = last_.training_s - first_.training_s;
  if (!(samples > 0) || !(seconds >= StepClock::shortest_window_s)) return std::nullopt;
  SteadyFigures figures;
  figures.samples_per_second = samples / seconds;
  figures.step_us.median = seconds / samples * 1e6;  // a step is a sample
  return figures;
}

}  // namespace accelbench::h2o
