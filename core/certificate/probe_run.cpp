// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/probe_run.h"

#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/certificate/probes.h"
#include "core/experiment/yaml.h"
#include "core/run/engines.h"
#include "core/run/single_run.h"

namespace accelbench {
namespace {

/// Keeps what tells the work; passes all on where there is somebody.
class ProbeSink : public EventSink {
 public:
  ProbeSink(ProbeRun& run, EventSink* next) : run_(run), next_(next) {}
  void on_event(const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event.what)) run_.started = *started;
    if (const auto* step = std::get_if<StepEvent>(&event.what)) run_.steps.push_back(*step);
    if (const auto* epochs = std::get_if<EpochsEvent>(&event.what))
      run_.epochs.insert(run_.epochs.end(), epochs->records.begin(), epochs->records.end());
    if (next_) next_->on_event(event);
  }

 private:
  ProbeRun& run_;
  EventSink* next_;
};

/// A file for the weights of one launch: what an earlier one left is gone, and so is this one afterwards.
class WeightsFile {
 public:
  explicit WeightsFile(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~WeightsFile() { remove(); }
  WeightsFile(const WeightsFile&) = delete;
  WeightsFile& operator=(const WeightsFile&) = delete;
  std::string path() const { return path_.string(); }
  void read_into(ProbeRun& run) const {
    if (run.summary.status != RunStatus::completed) return;
    auto weights = read_weights(path_);
    if (weights)
      run.weights = std::move(*weights);
    else
      run.weights_problem = to_string(weights.error());
  }

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::filesystem::path path_;
};

}  // namespace

ProbeRun run_reference(const Work& probe, const std::filesystem::path& folder, const std::stop_token& stop) {
  ProbeRun result;
  const AcceleratorSpec accelerator = reference_accelerator(probe);
  const auto engine = engines().need(accelerator.engine);
  if (!engine) {
    result.summary = unstarted(accelerator, nullptr, &probe, RunStatus::unavailable, engine.error().message);
    return result;
  }
  const WeightsFile weights(folder / "reference.safetensors");
  ProbeSink sink(result, nullptr);
  EventStream events("reference", monotonic_ns(), sink);
  SingleRun run{probe, **engine, accelerator};
  run.events_every = 1;
  run.weights_out = weights.path();
  result.summary = run_once(run, events, stop);
  events.finish(result.summary);
  weights.read_into(result);
  return result;
}

ProbeRun run_probe(const Work& probe, const ProbeLaunch& launch, EventSink& sink,
                   const std::stop_token& stop) {
  ProbeRun result;
  Experiment experiment = probe.experiment;
  experiment.accelerators = {launch.accelerator};
  const WeightsFile weights(launch.folder / "weights.safetensors");
  ChildRequest request;
  request.run = launch.run;
  request.experiment = write_experiment(experiment);
  request.base_dir = launch.folder.string();
  request.bundle = launch.bundle.string();
  request.accelerator = launch.accelerator.id;
  request.seed = experiment.training.seed;
  request.origin_ns = monotonic_ns();
  request.events_every = 1;
  request.weights_out = weights.path();
  ProbeSink probe_sink(result, &sink);
  const RunSummary names = unstarted(launch.accelerator, engines().find(launch.accelerator.engine), nullptr,
                                     RunStatus::failed, {});
  result.summary = run_in_child(launch.command, request, names, probe_sink, stop);
  weights.read_into(result);
  return result;
}

}  // namespace accelbench
