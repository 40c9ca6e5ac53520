// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/single_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>
#include <new>
#include <optional>

#include "core/planning/ceilings.h"
#include "core/run/checkpoint_folder.h"
#include "core/run/outside_engine.h"
#include "core/run/summary_notes.h"
#include "core/run/telemetry_thread.h"
#include "core/run/training_loop.h"
#include "core/work/safetensors.h"
#include "core/work/trained_model.h"

namespace accelbench {
namespace {

class Run {
 public:
  Run(const SingleRun& run, EventStream& events, std::stop_token stop)
      : run_(run),
        events_(events),
        stop_(std::move(stop)),
        energy_(run.energy != nullptr ? *run.energy
                                      : own_energy_.emplace(run.engine.energy_source(run.accelerator))),
        summary_(unstarted(run.accelerator, &run.engine, &run.work, RunStatus::completed, {})) {}

  RunSummary execute();

 private:
  const TrainingSpec& training() const { return run_.work.experiment.training; }
  bool validation() const { return run_.work.data.validation.samples > 0; }
  void tell_started();
  Status begin(Callbacks callbacks);
  Result<std::unique_ptr<Executable>> compile(const AcceleratorSpec& accelerator);
  Result<std::optional<Checkpoint>> prepare_checkpoints();
  Result<std::optional<Checkpoint>> checkpoint_to_resume();
  Status resume(const Checkpoint& start, Executable& executable, const Callbacks& callbacks);
  void train(Executable& executable, Callbacks callbacks);
  LoopSurroundings surroundings(Executable& executable, TelemetryThread& telemetry);
  void keep_checkpoint(LoopState& state, Executable& executable, const Callbacks& callbacks,
                       CheckpointReason reason);
  std::int64_t note_execution(const Executable& executable);
  LoopPlan plan() const;
  void note(const LoopResult& result);
  void note_phases();
  std::string why_no_energy() const;
  void note_steady(const SteadyFigures& steady);
  void keep_weights(const Executable& executable);
  void end_with(const Error& error);
  void end_with(const DeviceError& error, const std::vector<std::string>& faults);
  void note_devices(TelemetryThread& telemetry);
  void watch_device();

  const SingleRun& run_;
  EventStream& events_;
  std::stop_token stop_;
  std::optional<EnergyMeter> own_energy_;
  EnergyMeter& energy_;
  RunSummary summary_;
  // Only where checkpoints may be written or read: telling works apart reads all data once more.
  std::optional<CheckpointOwner> owner_;
  std::optional<CheckpointFolder> folder_;
  std::optional<LoopState> resumed_;
  double paused_s_ = 0;
  std::optional<DeviceWatch> watch_;  ///< where a device that hangs can be helped
};

RunSummary Run::execute() {
  if (const Status can = run_.engine.can_run(run_.work, run_.accelerator); !can) {
    end_with(can.error());
    return std::move(summary_);
  }
  auto callbacks = make_callbacks(training(), validation());
  if (!callbacks) {
    end_with(callbacks.error());
    return std::move(summary_);
  }
  tell_started();
  watch_device();
  try {
    if (const Status begun = begin(std::move(*callbacks)); !begun) end_with(begun.error());
  } catch (const DeviceError& error) {
    end_with(error, {});
  }
  note_phases();
  note_energy(summary_, energy_, why_no_energy());
  summary_.total_s = seconds_since(events_.origin_ns()) - paused_s_;
  return std::move(summary_);
}

Status Run::begin(Callbacks callbacks) {
  const auto start = prepare_checkpoints();
  if (!start) return tl::make_unexpected(start.error());
  auto executable = compile(*start ? resuming(run_.accelerator, **start) : run_.accelerator);
  if (!executable) return tl::make_unexpected(executable.error());
  if (*start)
    if (auto taken = resume(**start, **executable, callbacks); !taken) return taken;
  train(**executable, std::move(callbacks));
  return {};
}

void Run::tell_started() {
  events_.describe(training().metrics, validation());
  events_.post(RunStarted{summary_.accelerator, summary_.engine, run_.capabilities, summary_.device,
                          summary_.precision, summary_.fingerprint, summary_.parameters,
                          run_.work.steps_per_epoch(), training().epochs});
}

Result<std::unique_ptr<Executable>> Run::compile(const AcceleratorSpec& accelerator) {
  events_.phase(Phase::compile, true);
  const std::int64_t begin_ns = monotonic_ns();
  auto executable = [&] {
    const DeviceWatch::Call call(watch_ ? &*watch_ : nullptr, "planning", run_.patience.compile_s);
    return run_.engine.compile(run_.work, accelerator);
  }();
  if (watch_ && executable) executable = watched(std::move(*executable), *watch_);
  const double seconds = seconds_since(begin_ns);
  events_.phase(Phase::compile, false, seconds);
  if (executable) summary_.compile_s = seconds;
  return executable;
}

LoopPlan Run::plan() const {
  LoopPlan plan;
  plan.epochs = training().epochs;
  plan.steps_per_epoch = run_.work.steps_per_epoch();
  plan.learning_rate = training().optimizer.learning_rate;
  plan.schedule = training().schedule;
  plan.validation = validation();
  plan.metrics = training().metrics;
  plan.measure_s = run_.measure_s;
  plan.events_every = run_.events_every;
  return plan;
}

Result<std::optional<Checkpoint>> Run::prepare_checkpoints() {
  if (training().checkpoint && run_.checkpoints.empty())
    events_.message("warning",
                    "training.checkpoint: no checkpoint is written, this run has no folder for them");
  if (!run_.checkpoints.empty()) {
    const std::string name = run_.run.empty() ? run_.accelerator.id : run_.run;
    folder_.emplace(run_.checkpoints, name, training().checkpoint.value_or(CheckpointSpec{}).keep);
  }
  if (training().checkpoint || !run_.resume_from.empty())
    owner_.emplace(checkpoint_owner(run_.work, run_.accelerator));
  if (run_.resume_from.empty()) return std::nullopt;
  return checkpoint_to_resume();
}

Result<std::optional<Checkpoint>> Run::checkpoint_to_resume() {
  const std::string name = run_.run.empty() ? run_.accelerator.id : run_.run;
  std::vector<std::string> warnings;
  auto found = find_checkpoint(run_.resume_from, name, *owner_, warnings);
  for (const std::string& warning : warnings) events_.message("warning", warning);
  if (found && !*found)
    events_.message("info", fmt::format("begins at the beginning: {} has no checkpoint of {}",
                                        run_.resume_from.string(), name));
  return found;
}

Status Run::resume(const Checkpoint& start, Executable& executable, const Callbacks& callbacks) {
  if (auto taken = take_up(start, *owner_, executable, callbacks); !taken) return taken;
  resumed_ = start.state;
  events_.message("info", fmt::format("resumes after epoch {}, step {}: {}", resumed_->epochs,
                                      resumed_->steps, start.file.string()));
  return {};
}

/// A disk that is full is no reason to lose a training.
void Run::keep_checkpoint(LoopState& state, Executable& executable, const Callbacks& callbacks,
                          CheckpointReason reason) {
  if (!owner_) owner_.emplace(checkpoint_owner(run_.work, run_.accelerator));
  const auto written = folder_->write(*owner_, state, executable, callbacks, reason);
  if (!written)
    events_.message("warning", fmt::format("no checkpoint after step {}: {}; the training goes on",
                                           state.steps, to_string(written.error())));
  else if (reason == CheckpointReason::by_hand)
    events_.message("info", fmt::format("checkpoint: {}", written->string()));
}

LoopSurroundings Run::surroundings(Executable& executable, TelemetryThread& telemetry) {
  LoopSurroundings surroundings;
  surroundings.phase = [this, &telemetry](Phase phase, bool begin) {
    begin ? telemetry.begin_phase() : telemetry.end_phase();
    if (phase == Phase::train && !begin) summary_.energy_j = energy_.joules();
  };
  surroundings.target_reached = [this] { summary_.energy_to_target_j = energy_.joules(); };
  surroundings.pause = [&telemetry](bool begin) {
    begin ? telemetry.interrupt_phase() : telemetry.go_on_with_phase();
  };
  surroundings.follower = run_.follower;
  surroundings.resume = resumed_;
  if (run_.weights != nullptr)
    surroundings.look = [this, &executable](std::int64_t step) {
      run_.weights->look(executable, run_.work, run_.run, step);
    };
  if (!folder_) return surroundings;
  surroundings.checkpoint_every = training().checkpoint ? training().checkpoint->every_epochs : 0;
  surroundings.checkpoint = [this, &executable](LoopState& state, const Callbacks& callbacks,
                                                CheckpointReason reason) {
    keep_checkpoint(state, executable, callbacks, reason);
  };
  return surroundings;
}

void Run::train(Executable& executable, Callbacks callbacks) {
  const std::int64_t busy = note_execution(executable);
  const std::int64_t threads = run_.sampled_threads > 0 ? run_.sampled_threads : busy;
  const std::string kind =
      run_.utilization_kind.empty() ? std::string(process_utilization_kind) : run_.utilization_kind;
  TelemetryThread telemetry(threads, kind, events_, energy_, 0, run_.engine.device_sampler(run_.accelerator));
  const LoopPlan loop = plan();
  const LoopSurroundings around = surroundings(executable, telemetry);
  try {
    note(run_training_loop(loop, executable, std::move(callbacks), events_, stop_, around));
  } catch (const DeviceError& error) {
    end_with(error, telemetry.faults());
    return note_devices(telemetry);
  }
  if (run_.weights != nullptr) run_.weights->show(executable, run_.work, run_.run, summary_.steps);
  note_devices(telemetry);
  summary_.step_split = executable.step_split();
  if (summary_.status == RunStatus::completed || summary_.status == RunStatus::stopped)
    keep_weights(executable);
}

/// The accelerator's device first, which what shows one of them shows.
void Run::note_devices(TelemetryThread& telemetry) {
  summary_.devices = telemetry.device_summaries();
  summary_.devices.push_back(telemetry.summary(summary_.devices.empty() ? summary_.device : "cpu"));
  for (const std::string& line : telemetry.throttling()) events_.message("info", line);
}

/// A device that hangs takes the thread that trains with it: another one ends the run.
void Run::watch_device() {
  if (!run_.hung || !run_.engine.own_process(run_.accelerator)) return;
  watch_.emplace(summary_.device, run_.patience, [this](const std::string& reason) {
    RunSummary summary = unstarted(run_.accelerator, &run_.engine, &run_.work, RunStatus::failed, reason);
    summary.steps = events_.reached();
    summary.epochs = summary.steps / run_.work.steps_per_epoch();
    run_.hung(std::move(summary));
  });
}

/// Returns how many threads are to be kept busy: of those allowed, an engine may use fewer.
std::int64_t Run::note_execution(const Executable& executable) {
  const ExecutionDetails details = executable.details();
  summary_.path = details.path;
  summary_.path_reason = details.path_reason;
  summary_.threads = details.threads;
  const std::int64_t threads =
      details.threads > 0 ? details.threads : run_.engine.threads_of(run_.accelerator);
  if (run_.engine.kind() == EngineKind::cpu)
    summary_.gemm_ceiling_flop_per_s = gemm_ceiling_flop_per_s(run_.accelerator.precision, threads);
  return threads;
}

void Run::note(const LoopResult& result) {
  summary_.status = result.status;
  summary_.reason = result.reason;
  summary_.steps = result.steps;
  summary_.epochs = result.epochs;
  summary_.time_to_first_step_s = result.first_step_s;
  summary_.train_s = result.train_s;
  summary_.evaluate_s = result.evaluate_s;
  summary_.target = result.target;
  summary_.resumed_steps = result.resumed_steps;
  paused_s_ = result.paused_s;
  if (!result.changed_by_hand.empty())
    summary_.algorithm =
        fmt::format("learning rate changed by hand at epoch {}", fmt::join(result.changed_by_hand, ", "));
  if (result.steady) note_steady(*result.steady);
  note_last(summary_, result.last, training(), validation());
}

void Run::note_phases() {
  summary_.launch_s = events_.first_phase_s();
  summary_.load_s = events_.seconds_of(Phase::load);
  summary_.measure_s = events_.seconds_of(Phase::measure);
}

std::string Run::why_no_energy() const {
  if (run_.shares_device) return energy_is_shared;
  if (summary_.resumed_steps > 0) return "energy: the part before the checkpoint was not measured";
  return paused_s_ > 0 ? energy_has_a_pause : "";
}

void Run::note_steady(const SteadyFigures& steady) {
  summary_.samples_per_second = steady.samples_per_second;
  summary_.step_us = steady.step_us;
  note_rate(summary_, training());
}

void Run::keep_weights(const Executable& executable) {
  if (run_.weights_out.empty()) return;
  std::vector<TrainedLayer> layers;
  for (std::size_t k = 0; k < run_.work.initial_weights.size(); ++k) {
    const LayerWeights& shape = run_.work.initial_weights[k];
    TrainedLayer layer{shape.inputs, shape.units, std::vector<double>(shape.weight.size()),
                       std::vector<double>(shape.bias.size())};
    executable.read_layer(k, layer.weight, layer.bias);
    layers.push_back(std::move(layer));
  }
  if (const Status written = keep_trained_weights(run_, layers); !written) end_with(written.error());
}

void Run::end_with(const Error& error) {
  summary_.status = status_of(error);
  summary_.reason = reason_of(error);
}

/// The text as it is, and what the driver says of it. What was reached counts.
void Run::end_with(const DeviceError& error, const std::vector<std::string>& faults) {
  summary_.status = RunStatus::failed;
  summary_.reason = error.what();
  if (!faults.empty()) summary_.reason += "; the driver reports " + faults.back();
  summary_.steps = events_.reached();
  summary_.epochs = summary_.steps / run_.work.steps_per_epoch();
  events_.message("error", summary_.reason);
  if (watch_) watch_->end_soon(summary_.reason);
}

}  // namespace

Result<Work> load_work(const WorkMaker& make, const Experiment& experiment, const DataRoots& roots,
                       EventStream& events) {
  events.phase(Phase::load, true);
  const std::int64_t begin_ns = monotonic_ns();
  Result<Work> work = failed("data", "not enough memory for these data", "use fewer samples");
  try {
    work = make(experiment, roots);
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): the error stands already
  }
  events.phase(Phase::load, false, seconds_since(begin_ns));
  return work;
}

RunSummary run_once(const SingleRun& run, EventStream& events, std::stop_token stop) {
  // The boundary of a run: a model that does not fit into memory ends its own run, not the program.
  try {
    if (const OutsideTraining* outside = run.engine.outside(run.accelerator))
      return outside->train(run, events, std::move(stop));
    return Run(run, events, std::move(stop)).execute();
  } catch (const std::bad_alloc&) {
    return unstarted(run.accelerator, &run.engine, &run.work, RunStatus::failed,
                     "not enough memory for this model and batch; use a smaller model or batch_size");
  } catch (const std::exception& error) {
    return unstarted(run.accelerator, &run.engine, &run.work, RunStatus::failed,
                     fmt::format("internal error: {}", error.what()));
  }
}

Status keep_trained_weights(const SingleRun& run, const std::vector<TrainedLayer>& layers) {
  const bool as_float64 = run.accelerator.precision == Precision::float64;
  return write_weights(run.weights_out, layers, as_float64, model_texts(run.work));
}

}  // namespace accelbench
