// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/in_process.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/reading_stop.h"
#include "core/run/engines.h"
#include "core/run/run_queue.h"
#include "core/run/shared_sink.h"

namespace accelbench {
namespace {

using Stream = std::unique_ptr<EventStream>;

constexpr const char* stopped_early = "stopped before it began";

/// The work of one variant while any of its runs needs it.
struct VariantWork {
  std::mutex mutex;  ///< guards the rest
  std::shared_ptr<const Work> work;
  std::optional<Error> error;
  std::int64_t load_ns = 0;
  std::size_t left = 0;  ///< runs that have not ended
};

/// A run that was given its work, or the reason why there is none.
struct LoadedRun {
  Stream events;
  std::shared_ptr<const Work> work;
  std::optional<Error> error;
};

class InProcessTraining {
 public:
  InProcessTraining(const PlannedTraining& training, DataLoader load, EventSink& sink, std::stop_token stop)
      : training_(training),
        sink_(sink),
        stop_(std::move(stop)),
        data_(training.rows.variants, std::move(load)),
        works_(training.rows.variants.size()),
        runs_(training.rows.rows.size()) {}

  Result<TrainingOutcome> train();

 private:
  const TrainingRow& row(std::size_t index) const { return training_.rows.rows[index]; }
  VariantWork& work_of(std::size_t index) { return works_[row(index).variant]; }
  std::vector<std::size_t> startable();
  LoadedRun load(std::size_t index);
  LoadedRun try_load(std::size_t index);
  void load_now(std::size_t index, VariantWork& shared, LoadedRun& run);
  Stream open_loaded(std::size_t index, std::int64_t load_ns);
  void together(RunQueue& queue);
  /// Runs what waits; `share` is null where runs have the machine for themselves.
  void work_through(RunQueue& queue, const CoreShare* share, std::int64_t threads);
  void run(std::size_t index, const CoreShare* share, std::int64_t threads);
  RunSummary execute(std::size_t index, const LoadedRun& loaded, const CoreShare* share,
                     std::int64_t threads);
  void end_unstarted(std::size_t index, RunStatus status, const std::string& reason);
  void release(std::size_t index);

  const PlannedTraining& training_;
  SharedSink sink_;
  std::stop_token stop_;
  SharedData data_;
  std::vector<VariantWork> works_;
  std::vector<RunSummary> runs_;
  std::size_t first_row_ = 0;  ///< that can start
  LoadedRun first_;            ///< of that row: loaded with all cores, before threads are kept on theirs
};

Result<TrainingOutcome> InProcessTraining::train() {
  const std::vector<std::size_t> indices = startable();
  RunQueue queue(indices);
  if (!indices.empty()) {
    first_row_ = indices.front();
    first_ = load(first_row_);
  }
  const bool stopped = first_.error && first_.error->kind == ErrorKind::interrupted;
  if (first_.error && !stopped && !training_.swept()) {
    const Error error = *first_.error;
    run(first_row_, nullptr, 0);
    return tl::make_unexpected(error);
  }
  training_.request.together ? together(queue) : work_through(queue, nullptr, 0);
  TrainingOutcome outcome;
  outcome.machine = this_machine();
  outcome.together = training_.request.together;
  outcome.runs = std::move(runs_);
  return outcome;
}

/// The rows that can start, those of equal data together, so that few data sets lie in memory at a time.
std::vector<std::size_t> InProcessTraining::startable() {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (training_.reasons[i].empty()) {
      indices.push_back(i);
      ++work_of(i).left;
    } else {
      end_unstarted(i, RunStatus::unavailable, training_.reasons[i]);
    }
  }
  std::ranges::stable_sort(indices, {}, [&](std::size_t i) { return data_.group_of(row(i).variant); });
  return indices;
}

void InProcessTraining::end_unstarted(std::size_t index, RunStatus status, const std::string& reason) {
  VariantWork& shared = work_of(index);
  const std::lock_guard lock(shared.mutex);
  runs_[index] =
      unstarted(row(index).accelerator, training_.engines[index], shared.work.get(), status, reason);
  tell_unstarted(row(index).run, runs_[index], sink_);
}

/// The first run of a variant makes the work, the others wait for it and are told as if they had made it
/// themselves, so that their times compare.
LoadedRun InProcessTraining::load(std::size_t index) {
  VariantWork& shared = work_of(index);
  const std::lock_guard lock(shared.mutex);
  LoadedRun run;
  if (!shared.work && !shared.error)
    load_now(index, shared, run);
  else
    run.events = open_loaded(index, shared.load_ns);
  run.work = shared.work;
  run.error = shared.error;
  return run;
}

/// No memory or no thread left for a run's events: it fails, the others go on.
LoadedRun InProcessTraining::try_load(std::size_t index) try {
  return load(index);
} catch (const std::exception& error) {
  LoadedRun none;
  none.error = Error{ErrorKind::failed, "", fmt::format("could not begin: {}", error.what()), ""};
  return none;
}

void InProcessTraining::load_now(std::size_t index, VariantWork& shared, LoadedRun& run) {
  const std::int64_t begin_ns = monotonic_ns();
  run.events = std::make_unique<EventStream>(row(index).run, begin_ns, sink_);
  const std::size_t variant = row(index).variant;
  const WorkMaker make = [&](const Experiment&, const DataRoots& roots) {
    return data_.make(variant, roots);
  };
  const ReadingStop stoppable(stop_);
  auto made =
      load_work(make, training_.rows.variants[variant].experiment, training_.request.roots, *run.events);
  shared.load_ns = monotonic_ns() - begin_ns;
  if (made)
    shared.work = std::make_shared<const Work>(std::move(*made));
  else
    shared.error = made.error();
}

Stream InProcessTraining::open_loaded(std::size_t index, std::int64_t load_ns) {
  const std::int64_t now_ns = monotonic_ns();
  const std::int64_t origin_ns = now_ns - load_ns;
  auto stream = std::make_unique<EventStream>(row(index).run, origin_ns, sink_);
  stream->phase(Phase::load, true, {}, origin_ns);
  stream->phase(Phase::load, false, static_cast<double>(load_ns) * 1e-9, now_ns);
  return stream;
}

/// The cores divided among the runs; where there are more runs than cores, one thread a core takes them from
/// the queue.
void InProcessTraining::together(RunQueue& queue) {
  if (queue.size() == 0) return;
  const auto shares = divide_cores(queue.size());
  std::int64_t threads = 0;
  for (const CoreShare& share : shares) threads += static_cast<std::int64_t>(share.processors.size());
  std::vector<std::jthread> team;
  for (const CoreShare& share : shares)
    team.emplace_back([&queue, &share, threads, this] {
      stay_on(share.processors);
      work_through(queue, &share, threads);
    });
}

void InProcessTraining::work_through(RunQueue& queue, const CoreShare* share, std::int64_t threads) {
  while (const auto index = queue.take()) run(*index, share, threads);
}

void InProcessTraining::run(std::size_t index, const CoreShare* share, std::int64_t threads) {
  LoadedRun loaded;
  if (first_.events && index == first_row_)
    loaded = std::move(first_);
  else if (!stop_.stop_requested())
    loaded = try_load(index);
  if (loaded.events) {
    RunSummary summary = execute(index, loaded, share, threads);
    runs_[index] = share ? with_share(std::move(summary), *share) : std::move(summary);
    loaded.events->finish(runs_[index]);
  } else if (loaded.error) {
    end_unstarted(index, RunStatus::failed, reason_of(*loaded.error));
  } else {
    end_unstarted(index, RunStatus::stopped, stopped_early);
  }
  release(index);
}

RunSummary InProcessTraining::execute(std::size_t index, const LoadedRun& loaded, const CoreShare* share,
                                      std::int64_t threads) {
  const AcceleratorSpec& accelerator = row(index).accelerator;
  const Engine* engine = training_.engines[index];
  if (loaded.error)
    return unstarted(accelerator, engine, nullptr, status_of(*loaded.error), reason_of(*loaded.error));
  if (stop_.stop_requested())
    return unstarted(accelerator, engine, loaded.work.get(), RunStatus::stopped, stopped_early);
  SingleRun single{*loaded.work,
                   *engine,
                   accelerator,
                   training_.request.measure_s,
                   training_.request.events_every,
                   weights_path(training_.request.weights_out, row(index))};
  RunFollower follower(training_.request.control.get());
  single.follower = &follower;
  single.run = row(index).run;
  single.weights = training_.request.weights.get();
  single.checkpoints = training_.request.checkpoints;
  single.resume_from = training_.request.resume_from;
  if (share) {
    single.accelerator = with_share(accelerator, *share);
    single.sampled_threads = threads;
    single.shares_device = share->runs > 1;
    single.utilization_kind = "process CPU time of all runs at once";
    loaded.events->message("info", share_text(*share));
  }
  return run_once(single, *loaded.events, stop_);
}

/// The work goes with the last run of its variant.
void InProcessTraining::release(std::size_t index) {
  VariantWork& shared = work_of(index);
  const std::lock_guard lock(shared.mutex);
  if (--shared.left == 0) shared.work.reset();
}

}  // namespace

Result<PlannedTraining> plan_training(const TrainingRequest& request) {
  auto rows = rows_of(request);
  if (!rows) return tl::make_unexpected(rows.error());
  PlannedTraining training{request, std::move(*rows), {}, {}};
  for (const TrainingRow& row : training.rows.rows) {
    const auto engine = engines().need(row.accelerator.engine);
    training.engines.push_back(engine ? *engine : nullptr);
    training.reasons.push_back(engine ? "" : engine.error().message);
  }
  return training;
}

std::string weights_path(const std::string& pattern, const TrainingRow& row) {
  return pattern.empty() ? std::string() : absolute_path(weights_name(pattern, row));
}

std::string absolute_path(const std::filesystem::path& path) {
  std::error_code error;
  const auto absolute =
      path.empty() ? std::filesystem::current_path(error) : std::filesystem::absolute(path, error);
  return error ? path.string() : absolute.string();
}

void tell_unstarted(const std::string& run, const RunSummary& summary, EventSink& sink) {
  sink.on_event({run, 0, 0, RunFinished{summary.status, summary.reason, 0, summary}});
}

Result<TrainingOutcome> train_in_process(const PlannedTraining& training, DataLoader load, EventSink& sink,
                                         std::stop_token stop) {
  return InProcessTraining(training, std::move(load), sink, std::move(stop)).train();
}

}  // namespace accelbench
