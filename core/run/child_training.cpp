// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_training.h"

#include <unistd.h>

#include <thread>

#include "core/base/clock.h"
#include "core/experiment/yaml.h"
#include "core/run/child_run.h"
#include "core/run/shared_sink.h"

namespace accelbench {
namespace {

class ChildTraining {
 public:
  ChildTraining(const PlannedTraining& training, EventSink& sink, std::stop_token stop)
      : training_(training), sink_(sink), stop_(std::move(stop)), runs_(training.accelerators.size()) {}

  Result<TrainingOutcome> train();

 private:
  Status check_program() const;
  void one_after_another();
  void together();
  void run(std::size_t index, const AcceleratorSpec& accelerator, const std::string& note = {});
  ChildRequest request_for(std::size_t index, const AcceleratorSpec& accelerator) const;
  void end_unstarted(std::size_t index, RunStatus status, const std::string& reason);

  const PlannedTraining& training_;
  SharedSink sink_;
  std::stop_token stop_;
  std::vector<RunSummary> runs_;
};

Result<TrainingOutcome> ChildTraining::train() {
  if (const Status program = check_program(); !program) return tl::make_unexpected(program.error());
  training_.request.together ? together() : one_after_another();
  TrainingOutcome outcome;
  outcome.machine = this_machine();
  outcome.where = Where::child;
  outcome.together = training_.request.together;
  for (const RunSummary& run : runs_)
    if (outcome.fingerprint.empty()) outcome.fingerprint = run.fingerprint;
  outcome.runs = std::move(runs_);
  return outcome;
}

Status ChildTraining::check_program() const {
  const auto& program = training_.request.program;
  if (!program.empty() && access(program.c_str(), X_OK) == 0) return {};
  return unavailable(program.empty() ? "accelbench-cli" : program.string(),
                     "the program that runs engines as processes of their own was not found",
                     "install accelbench-cli beside the program that you started");
}

ChildRequest ChildTraining::request_for(std::size_t index, const AcceleratorSpec& accelerator) const {
  Experiment experiment = training_.request.experiment;
  for (AcceleratorSpec& one : experiment.accelerators)
    if (one.id == accelerator.id) one = accelerator;
  ChildRequest request;
  request.run = accelerator.id;
  request.experiment = write_experiment(experiment);
  request.base_dir = absolute_path(training_.request.roots.base_dir);
  for (const auto& root : training_.request.roots.allowed) request.allowed.push_back(absolute_path(root));
  request.accelerator = training_.accelerators[index].id;
  request.seed = experiment.training.seed;
  request.origin_ns = monotonic_ns();
  request.measure_s = training_.request.measure_s;
  request.events_every = training_.request.events_every;
  request.weights_out = weights_path(training_.request.weights_out, accelerator.id);
  return request;
}

void ChildTraining::run(std::size_t index, const AcceleratorSpec& accelerator, const std::string& note) {
  if (!training_.reasons[index].empty())
    return end_unstarted(index, RunStatus::unavailable, training_.reasons[index]);
  if (stop_.stop_requested()) return end_unstarted(index, RunStatus::stopped, "stopped before it began");
  ChildCommand command;
  command.program = training_.request.program;
  command.note = note;
  const RunSummary names = unstarted(accelerator, training_.engines[index], nullptr, RunStatus::failed, {});
  runs_[index] = run_in_child(command, request_for(index, accelerator), names, sink_, stop_);
}

void ChildTraining::end_unstarted(std::size_t index, RunStatus status, const std::string& reason) {
  const AcceleratorSpec& accelerator = training_.accelerators[index];
  runs_[index] = unstarted(accelerator, training_.engines[index], nullptr, status, reason);
  EventStream(accelerator.id, monotonic_ns(), sink_).finish(runs_[index]);
}

void ChildTraining::one_after_another() {
  for (std::size_t i = 0; i < runs_.size(); ++i) run(i, training_.accelerators[i]);
}

/// Only CPU rows share the cores; what runs elsewhere is only started at the same time.
void ChildTraining::together() {
  std::vector<std::size_t> cpu_rows;
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (training_.reasons[i].empty() && training_.accelerators[i].engine == EngineKind::cpu)
      cpu_rows.push_back(i);
  const auto shares = divide_cores(cpu_rows.size());
  std::vector<std::jthread> team;
  for (std::size_t i = 0, next_share = 0; i < runs_.size(); ++i) {
    const bool shared = next_share < cpu_rows.size() && cpu_rows[next_share] == i;
    const CoreShare share = shared ? shares[next_share++] : CoreShare{};
    team.emplace_back([this, i, shared, share] {
      if (!shared) return run(i, training_.accelerators[i]);
      stay_on(share.processors);  // the child inherits it
      run(i, with_share(training_.accelerators[i], share), share.runs > 1 ? share_text(share) : "");
    });
  }
}

}  // namespace

Result<TrainingOutcome> train_in_children(const PlannedTraining& training, EventSink& sink,
                                          std::stop_token stop) {
  return ChildTraining(training, sink, std::move(stop)).train();
}

}  // namespace accelbench
