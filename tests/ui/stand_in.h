// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <string>

#include "core/run/training.h"

// A training that only tells: what the window shows of it can be checked by hand.
namespace accelbench::stand_in {

inline Event event(const std::string& run, double t_s, decltype(Event::what) what) {
  Event made;
  made.run = run;
  made.t_s = t_s;
  made.what = std::move(what);
  return made;
}

/// Loss of epoch e is 1/e, validation loss 1.5/e; 1000 samples a second; each epoch takes 0.1 s.
inline EpochRecord record(std::int64_t epoch) {
  EpochRecord made;
  made.epoch = epoch;
  made.step = 3 * epoch;
  made.t_s = 0.1 * static_cast<double>(epoch);
  made.elapsed_s = made.t_s;
  made.loss = 1.0 / static_cast<double>(epoch);
  made.val_loss = 1.5 / static_cast<double>(epoch);
  made.metrics[0] = 0.0;
  made.val_metrics[0] = 0.0;
  made.learning_rate = 0.001;
  made.samples_per_second = 1000;
  return made;
}

inline RunStarted started(const AcceleratorSpec& spec, std::int64_t epochs) {
  RunStarted made;
  made.accelerator = spec.id;
  made.engine = "cpu";
  made.device = "cpu";
  made.precision = "float32";
  made.fingerprint = std::string(64, 'a');
  made.steps_per_epoch = 3;
  made.epochs = epochs;
  return made;
}

/// The run of rate `samples_per_second`, told to its end.
inline RunSummary tell_run(EventSink& sink, const AcceleratorSpec& spec, std::int64_t epochs,
                           double samples_per_second) {
  sink.on_event(event(spec.id, 0.0, started(spec, epochs)));
  sink.on_event(event(spec.id, 0.0, PhaseEvent{Phase::train, true, {}}));
  EpochsEvent told{{Metric::accuracy}, true, {}};
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    told.records.push_back(record(epoch));
    told.records.back().samples_per_second = samples_per_second;
    const double busy = 0.8 + 0.1 * std::sin(static_cast<double>(epoch));
    sink.on_event(event(spec.id, 0.1 * static_cast<double>(epoch),
                        DeviceEvent{{"cpu", busy, "process", {}, {}, {}, {}}}));
  }
  sink.on_event(event(spec.id, 0.1 * static_cast<double>(epochs), told));
  RunSummary summary;
  summary.accelerator = spec.id;
  summary.epochs = epochs;
  summary.samples_per_second = samples_per_second;
  summary.final_loss = 1.0 / static_cast<double>(epochs);
  summary.devices = {{"cpu", 0.8, "process", {}}};
  sink.on_event(
      event(spec.id, 0.1 * static_cast<double>(epochs), RunFinished{RunStatus::completed, {}, 0, summary}));
  return summary;
}

/// The rows train 1000, 2000, 3000 … samples a second.
inline Result<TrainingOutcome> train(const TrainingRequest& request, EventSink& sink, std::stop_token) {
  TrainingOutcome outcome;
  outcome.fingerprint = std::string(64, 'a');
  outcome.machine.cpu = "Stand-in";
  outcome.machine.cores = 2;
  outcome.machine.program = "Accelbench";
  double rate = 0;
  for (const AcceleratorSpec& spec : request.experiment.accelerators)
    outcome.runs.push_back(tell_run(sink, spec, request.experiment.training.epochs, rate += 1000));
  return outcome;
}

/// The devices of a machine with a processor and no usable GPU.
inline std::vector<Device> devices() {
  Device cpu;
  cpu.id = cpu.engine = "cpu";
  cpu.name = "Stand-in processor";
  cpu.usable = true;
  Device cuda;
  cuda.id = cuda.engine = "cuda";
  cuda.name = "NVIDIA GPU";
  cuda.reason = "this build has no CUDA engine yet";
  return {cpu, cuda};
}

}  // namespace accelbench::stand_in
