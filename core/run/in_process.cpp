// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/in_process.h"

#include <fmt/format.h>

#include <memory>
#include <thread>

#include "core/run/shared_sink.h"

namespace accelbench {
namespace {

class InProcessTraining {
 public:
  InProcessTraining(const PlannedTraining& training, EventSink& sink, std::stop_token stop)
      : training_(training), sink_(sink), stop_(std::move(stop)), runs_(training.accelerators.size()) {}

  Result<TrainingOutcome> train(const WorkMaker& make);

 private:
  using Stream = std::unique_ptr<EventStream>;

  bool can_start(std::size_t index) const { return training_.reasons[index].empty(); }
  std::optional<std::size_t> first_that_can_start() const;
  Status load(const WorkMaker& make, std::size_t first, EventStream& events);
  /// A run is told as if it had loaded the work itself, so that the times of the first and of the later ones
  /// compare.
  Stream open(std::size_t index);
  void one_after_another(std::size_t first, Stream stream);
  void together(std::size_t first, Stream stream);
  void run_together(std::size_t index, const CoreShare& share, std::int64_t threads, EventStream& events);
  void run(std::size_t index, EventStream& events);
  void end_unstarted(std::size_t index);
  SingleRun single(std::size_t index) const;
  RunSummary stopped_before(std::size_t index) const;

  const PlannedTraining& training_;
  SharedSink sink_;
  std::stop_token stop_;
  std::unique_ptr<Work> work_;
  std::int64_t load_ns_ = 0;
  std::vector<RunSummary> runs_;
};

Result<TrainingOutcome> InProcessTraining::train(const WorkMaker& make) {
  TrainingOutcome outcome;
  outcome.machine = this_machine();
  outcome.together = training_.request.together;
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (!can_start(i)) end_unstarted(i);
  if (const auto first = first_that_can_start()) {
    auto stream = std::make_unique<EventStream>(training_.accelerators[*first].id, monotonic_ns(), sink_);
    if (const Status loaded = load(make, *first, *stream); !loaded)
      return tl::make_unexpected(loaded.error());
    training_.request.together ? together(*first, std::move(stream))
                               : one_after_another(*first, std::move(stream));
    outcome.fingerprint = work_->fingerprint;
  }
  outcome.runs = std::move(runs_);
  return outcome;
}

std::optional<std::size_t> InProcessTraining::first_that_can_start() const {
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (can_start(i)) return i;
  return std::nullopt;
}

void InProcessTraining::end_unstarted(std::size_t index) {
  const AcceleratorSpec& accelerator = training_.accelerators[index];
  runs_[index] = unstarted(accelerator, training_.engines[index], nullptr, RunStatus::unavailable,
                           training_.reasons[index]);
  EventStream(accelerator.id, monotonic_ns(), sink_).finish(runs_[index]);
}

Status InProcessTraining::load(const WorkMaker& make, std::size_t first, EventStream& events) {
  const std::int64_t begin_ns = monotonic_ns();
  auto made = load_work(make, training_.request.experiment, training_.request.roots, events);
  load_ns_ = monotonic_ns() - begin_ns;
  if (made) {
    work_ = std::make_unique<Work>(std::move(*made));
    return {};
  }
  events.finish(unstarted(training_.accelerators[first], training_.engines[first], nullptr,
                          status_of(made.error()), reason_of(made.error())));
  return tl::make_unexpected(made.error());
}

InProcessTraining::Stream InProcessTraining::open(std::size_t index) {
  const std::int64_t now_ns = monotonic_ns();
  const std::int64_t origin_ns = now_ns - load_ns_;
  auto stream = std::make_unique<EventStream>(training_.accelerators[index].id, origin_ns, sink_);
  stream->phase(Phase::load, true, {}, origin_ns);
  stream->phase(Phase::load, false, static_cast<double>(load_ns_) * 1e-9, now_ns);
  return stream;
}

SingleRun InProcessTraining::single(std::size_t index) const {
  const AcceleratorSpec& accelerator = training_.accelerators[index];
  return {*work_,
          *training_.engines[index],
          accelerator,
          training_.request.measure_s,
          training_.request.events_every,
          weights_path(training_.request.weights_out, accelerator.id)};
}

RunSummary InProcessTraining::stopped_before(std::size_t index) const {
  return unstarted(training_.accelerators[index], training_.engines[index], work_.get(), RunStatus::stopped,
                   "stopped before it began");
}

void InProcessTraining::run(std::size_t index, EventStream& events) {
  runs_[index] = stop_.stop_requested() ? stopped_before(index) : run_once(single(index), events, stop_);
  events.finish(runs_[index]);
}

void InProcessTraining::one_after_another(std::size_t first, Stream stream) {
  run(first, *stream);
  for (std::size_t i = first + 1; i < runs_.size(); ++i)
    if (can_start(i)) run(i, *open(i));
}

void InProcessTraining::together(std::size_t first, Stream stream) {
  std::vector<std::size_t> indices;
  for (std::size_t i = first; i < runs_.size(); ++i)
    if (can_start(i)) indices.push_back(i);
  const auto shares = divide_cores(indices.size());
  std::int64_t threads = 0;
  for (const CoreShare& share : shares) threads += static_cast<std::int64_t>(share.processors.size());
  std::vector<Stream> streams;
  for (const std::size_t i : indices) streams.push_back(i == first ? std::move(stream) : open(i));
  std::vector<std::jthread> team;
  for (std::size_t k = 0; k < indices.size(); ++k)
    team.emplace_back([&, k] { run_together(indices[k], shares[k], threads, *streams[k]); });
}

void InProcessTraining::run_together(std::size_t index, const CoreShare& share, std::int64_t threads,
                                     EventStream& events) {
  stay_on(share.processors);
  SingleRun plan = single(index);
  plan.accelerator = with_share(plan.accelerator, share);
  plan.sampled_threads = threads;
  plan.utilization_kind = "process CPU time of all runs at once";
  events.message("info", share_text(share));
  RunSummary summary = stop_.stop_requested() ? stopped_before(index) : run_once(plan, events, stop_);
  runs_[index] = with_share(std::move(summary), share);
  events.finish(runs_[index]);
}

}  // namespace

std::string weights_path(const std::string& pattern, const std::string& id) {
  if (pattern.empty()) return {};
  std::string path = pattern;
  for (auto at = path.find("{id}"); at != std::string::npos; at = path.find("{id}", at + id.size()))
    path.replace(at, 4, id);
  return absolute_path(path);
}

std::string absolute_path(const std::filesystem::path& path) {
  std::error_code error;
  const auto absolute =
      path.empty() ? std::filesystem::current_path(error) : std::filesystem::absolute(path, error);
  return error ? path.string() : absolute.string();
}

Result<TrainingOutcome> train_in_process(const PlannedTraining& training, const WorkMaker& make,
                                         EventSink& sink, std::stop_token stop) {
  return InProcessTraining(training, sink, std::move(stop)).train(make);
}

}  // namespace accelbench
