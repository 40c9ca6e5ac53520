// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/child_launcher.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "core/base/clock.h"
#include "core/comparison/noise_floor.h"
#include "core/experiment/yaml.h"
#include "core/run/child_run.h"

namespace accelbench {
namespace {

constexpr double trial_s = 0.3;  ///< of training: enough for a rate, little beside a launch

/// Passes a trial's events on and ends it when it has trained for a moment. Readings come ten times a second.
class TrialSink : public EventSink {
 public:
  TrialSink(EventSink& sink, const std::stop_token& stop)
      : sink_(sink), outer_(stop, [this] { source_.request_stop(); }) {}
  void on_event(const Event& event) override {
    sink_.on_event(event);
    if (const auto* started = std::get_if<RunStarted>(&event.what))
      steps_per_epoch_ = started->steps_per_epoch;
    const auto* phase = std::get_if<PhaseEvent>(&event.what);
    if (phase && phase->phase == Phase::train && phase->begin) trains_since_s_ = event.t_s;
    if (trains_since_s_ && event.t_s - *trains_since_s_ >= trial_s) source_.request_stop();
  }
  std::stop_token token() const { return source_.get_token(); }
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }

 private:
  EventSink& sink_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> outer_;
  std::optional<double> trains_since_s_;
  std::int64_t steps_per_epoch_ = 0;
};

CertificateRecord unable(RunStatus status, const std::string& reason) {
  CertificateRecord record;
  record.status = status;
  record.reason = reason;
  return record;
}

}  // namespace

ChildLauncher::ChildLauncher(const ComparisonRequest& request, const PlannedTraining& planned)
    : request_(request), planned_(planned) {
  sentinels_.begin();
}

std::size_t ChildLauncher::index_of(const TrainingRow& row) const {
  const auto& rows = planned_.rows.rows;
  return static_cast<std::size_t>(std::ranges::find(rows, row.run, &TrainingRow::run) - rows.begin());
}

CertificateRecord ChildLauncher::certify(const TrainingRow& row, EventSink& sink, std::stop_token stop) {
  const std::string& reason = planned_.reasons[index_of(row)];
  if (!reason.empty()) return unable(RunStatus::unavailable, reason);
  auto maker = makers_.find(row.variant);
  if (maker == makers_.end()) maker = makers_.emplace(row.variant, make_maker(row.variant)).first;
  if (maker->second) return maker->second->certify(row, sink, std::move(stop));
  return unable(status_of(maker->second.error()), reason_of(maker->second.error()));
}

Result<CertificateMaker> ChildLauncher::make_maker(std::size_t variant) const {
  ChildCommand command;
  command.program = request_.program;
  return CertificateMaker::make(planned_.rows.variants[variant].experiment, request_.roots, command);
}

ChildRequest ChildLauncher::request_for(const TrainingRow& row, const std::string& run) const {
  const Experiment& experiment = planned_.rows.variants[row.variant].experiment;
  ChildRequest child;
  child.run = run;
  child.experiment = write_experiment(experiment);
  child.base_dir = absolute_path(request_.roots.base_dir);
  for (const auto& root : request_.roots.allowed) child.allowed.push_back(absolute_path(root));
  child.accelerator = row.accelerator.id;
  child.seed = experiment.training.seed;
  child.measure_s = experiment.comparison.measure_s;
  child.origin_ns = monotonic_ns();
  return child;
}

RunSummary ChildLauncher::run(const TrainingRow& row, const ChildRequest& child, EventSink& sink,
                              std::stop_token stop) const {
  const ChildCommand command = for_engine({request_.program}, row.accelerator.engine);
  const RunSummary names =
      unstarted(row.accelerator, planned_.engines[index_of(row)], nullptr, RunStatus::failed, {});
  return run_in_child(command, child, names, sink, std::move(stop));
}

Trial ChildLauncher::trial(const TrainingRow& row, const std::string& run_id, EventSink& sink,
                           std::stop_token stop) {
  ChildRequest child = request_for(row, run_id);
  child.measure_s = 0;
  TrialSink trial(sink, stop);
  RunSummary summary = run(row, child, trial, trial.token());
  return {std::move(summary), trial.steps_per_epoch()};
}

RunSummary ChildLauncher::launch(const TrainingRow& row, const std::string& run_id, std::uint64_t seed,
                                 EventSink& sink, std::stop_token stop) {
  ChildRequest child = request_for(row, run_id);
  child.seed = seed;
  return run(row, child, sink, std::move(stop));
}

/// A file that cannot be read is no reason to compare nothing: there is no floor then.
std::optional<NoiseFloor> ChildLauncher::floor(const std::string& fingerprint, EventSink& sink) {
  const auto kept = kept_floors();
  if (!kept) return std::nullopt;
  const Experiment& experiment = request_.experiment;
  auto found = find_floor(*kept, this_machine(), fingerprint, experiment.accelerators,
                          experiment.comparison.quantity, now_utc());
  if (!found) return std::nullopt;
  sink.on_event({"", 0, 0, MessageEvent{"info", found->text}});
  return std::move(found->floor);
}

std::vector<Disturbance> ChildLauncher::disturbances() { return sentinels_.end(); }

void ChildLauncher::tell_surroundings(EventSink& sink) const {
  for (const Disturbance& one : present_disturbances())
    sink.on_event({"", 0, 0, MessageEvent{"warning", one.text}});
  const auto untold = sentinels_.not_watched();
  if (!untold.empty())
    sink.on_event(
        {"", 0, 0,
         MessageEvent{"info", fmt::format("not watched on this machine: {}", fmt::join(untold, "; "))}});
}

double ChildLauncher::now_s() { return static_cast<double>(monotonic_ns()) * 1e-9; }

}  // namespace accelbench
