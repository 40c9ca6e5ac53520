// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/child_training.h"

#include <map>
#include <thread>

#include "core/base/clock.h"
#include "core/experiment/yaml.h"
#include "core/run/child_run.h"
#include "core/run/run_queue.h"
#include "core/run/shared_sink.h"

namespace accelbench {
namespace {

class ChildTraining {
 public:
  ChildTraining(const PlannedTraining& training, EventSink& sink, std::stop_token stop)
      : training_(training), sink_(sink), stop_(std::move(stop)), runs_(training.rows.rows.size()) {}

  Result<TrainingOutcome> train();

 private:
  void one_after_another();
  void together();
  bool shares_cores(std::size_t index) const;
  const TrainingRow& row(std::size_t index) const { return training_.rows.rows[index]; }
  void run(std::size_t index, const AcceleratorSpec& accelerator, const std::string& note = {});
  ChildRequest request_for(std::size_t index, const AcceleratorSpec& accelerator) const;
  void end_unstarted(std::size_t index, RunStatus status, const std::string& reason);

  const PlannedTraining& training_;
  SharedSink sink_;
  std::stop_token stop_;
  std::vector<RunSummary> runs_;
};

Result<TrainingOutcome> ChildTraining::train() {
  if (const Status program = check_program(training_.request.program); !program) return tl::make_unexpected(program.error());
  training_.request.together ? together() : one_after_another();
  TrainingOutcome outcome;
  outcome.machine = this_machine();
  outcome.where = Where::child;
  outcome.together = training_.request.together;
  outcome.runs = std::move(runs_);
  return outcome;
}

ChildRequest ChildTraining::request_for(std::size_t index, const AcceleratorSpec& accelerator) const {
  Experiment experiment = training_.rows.variants[row(index).variant].experiment;
  for (AcceleratorSpec& one : experiment.accelerators)
    if (one.id == accelerator.id) one = accelerator;
  ChildRequest request;
  request.run = row(index).run;
  request.experiment = write_experiment(experiment);
  request.base_dir = absolute_path(training_.request.roots.base_dir);
  for (const auto& root : training_.request.roots.allowed) request.allowed.push_back(absolute_path(root));
  request.accelerator = accelerator.id;
  request.seed = experiment.training.seed;
  request.origin_ns = monotonic_ns();
  request.measure_s = training_.request.measure_s;
  request.events_every = training_.request.events_every;
  request.weights_out = weights_path(training_.request.weights_out, row(index));
  if (!training_.request.checkpoints.empty())
    request.checkpoints = absolute_path(training_.request.checkpoints);
  if (!training_.request.resume_from.empty())
    request.resume_from = absolute_path(training_.request.resume_from);
  return request;
}

void ChildTraining::run(std::size_t index, const AcceleratorSpec& accelerator, const std::string& note) {
  if (!training_.reasons[index].empty())
    return end_unstarted(index, RunStatus::unavailable, training_.reasons[index]);
  if (stop_.stop_requested()) return end_unstarted(index, RunStatus::stopped, "stopped before it began");
  ChildCommand command = for_engine({training_.request.program}, accelerator.engine);
  command.note = note;
  command.shares_device = !note.empty();
  const RunSummary names = unstarted(accelerator, training_.engines[index], nullptr, RunStatus::failed, {});
  command.control = training_.request.control.get();
  runs_[index] = run_in_child(command, request_for(index, accelerator), names, sink_, stop_);
}

void ChildTraining::end_unstarted(std::size_t index, RunStatus status, const std::string& reason) {
  runs_[index] = unstarted(row(index).accelerator, training_.engines[index], nullptr, status, reason);
  tell_unstarted(row(index).run, runs_[index], sink_);
}

void ChildTraining::one_after_another() {
  for (std::size_t i = 0; i < runs_.size(); ++i) run(i, row(i).accelerator);
}

/// The CPU rows share the cores, and queue for them. What runs elsewhere is only started at the same time:
/// one thread for each accelerator, which trains its variants in turn.
void ChildTraining::together() {
  std::vector<std::size_t> on_cores;
  std::map<std::string, std::vector<std::size_t>> elsewhere;
  for (std::size_t i = 0; i < runs_.size(); ++i)
    (shares_cores(i) ? on_cores : elsewhere[row(i).accelerator.id]).push_back(i);
  RunQueue queue(on_cores);
  const auto shares = divide_cores(queue.size());
  std::vector<std::jthread> team;  // last: joined before what it uses goes
  for (const auto& [id, rows] : elsewhere)
    team.emplace_back([this, &rows = rows] {
      for (const std::size_t i : rows) run(i, row(i).accelerator);
    });
  for (const CoreShare& share : shares)
    team.emplace_back([this, &queue, &share] {
      stay_on(share.processors);  // the children inherit it
      while (const auto i = queue.take())
        run(*i, with_share(row(*i).accelerator, share), share.runs > 1 ? share_text(share) : "");
    });
}

bool ChildTraining::shares_cores(std::size_t index) const {
  return training_.reasons[index].empty() && row(index).accelerator.engine == EngineKind::cpu;
}

}  // namespace

Result<TrainingOutcome> train_in_children(const PlannedTraining& training, EventSink& sink,
                                          std::stop_token stop) {
  return ChildTraining(training, sink, std::move(stop)).train();
}

}  // namespace accelbench
