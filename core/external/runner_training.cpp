// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/runner_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/clock.h"
#include "core/external/runner_sink.h"
#include "core/run/captured_run.h"
#include "core/run/child_run.h"
#include "core/run/scratch_folder.h"
#include "core/run/summary_notes.h"
#include "core/work/bundle.h"

namespace accelbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t wire_version = 1;
constexpr std::size_t longest_told_reason = 1000;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json accelerator_json(const SingleRun& run) {
  const AcceleratorSpec& row = run.accelerator;
  return {{"id", row.id},
          {"engine", name_of(row.engine)},
          {"mode", text_or_null(row.mode)},
          {"backend", text_or_null(row.backend)},
          {"precision", name_of(row.precision)},
          {"threads", run.engine.threads_of(row)},
          {"devices", row.devices},
          {"determinism", name_of(row.determinism)}};
}

class RunnerTraining {
 public:
  RunnerTraining(const RunnerProgram& program, const SingleRun& run, EventStream& events,
                 std::stop_token stop)
      : program_(program),
        run_(run),
        events_(events),
        stop_(std::move(stop)),
        energy_(run.energy != nullptr ? *run.energy
                                      : own_energy_.emplace(run.engine.energy_source(run.accelerator))),
        sink_(run, events, energy_),
        summary_(unstarted(run.accelerator, &run.engine, &run.work, RunStatus::failed, {})) {}

  RunSummary train();

 private:
  Status prepare();
  Status write_work();
  std::string request() const;
  ChildCommand command();
  void note(RunSummary told);
  void note_energy_used();
  void note_times();
  void keep_weights();
  void tell_log();
  std::filesystem::path weights_file() const { return scratch_->path() / "weights.safetensors"; }
  std::string id() const { return run_.run.empty() ? run_.accelerator.id : run_.run; }

  const RunnerProgram& program_;
  const SingleRun& run_;
  EventStream& events_;
  std::stop_token stop_;
  std::optional<EnergyMeter> own_energy_;
  EnergyMeter& energy_;
  RunnerSink sink_;
  RunSummary summary_;
  std::optional<ScratchFolder> scratch_;
  std::string log_;
};

RunSummary RunnerTraining::train() {
  if (const Status ready = prepare(); !ready) {
    summary_.status = status_of(ready.error());
    summary_.reason = reason_of(ready.error());
    return std::move(summary_);
  }
  const ChildCommand how = command();
  note(run_in_child(how, ChildJob{request(), id(), events_.origin_ns()}, summary_, sink_, stop_));
  return std::move(summary_);
}

Status RunnerTraining::prepare() {
  if (!run_.resume_from.empty())
    return unavailable("accelerators." + run_.accelerator.id, "this engine resumes from no checkpoint",
                       "run it from the beginning");
  if (run_.work.experiment.training.checkpoint)
    events_.message("warning", "training.checkpoint: this engine writes no checkpoints");
  auto folder = ScratchFolder::make({}, "runner");
  if (!folder) return tl::make_unexpected(folder.error());
  scratch_.emplace(std::move(*folder));
  return write_work();
}

Status RunnerTraining::write_work() {
  events_.phase(Phase::load, true);
  const std::int64_t begin_ns = monotonic_ns();
  auto written = write_bundle(run_.work, scratch_->path() / "work", std::nullopt);
  events_.phase(Phase::load, false, seconds_since(begin_ns));
  return written;
}

std::string RunnerTraining::request() const {
  const Json json = {
      {"version", wire_version},
      {"run", id()},
      {"bundle", (scratch_->path() / "work").string()},
      {"accelerator", accelerator_json(run_)},
      {"seed", run_.work.experiment.training.seed},
      {"origin_ns", events_.origin_ns()},
      {"measure_s", run_.measure_s},
      {"events_every", run_.events_every},
      {"weights_out", run_.weights_out.empty() ? Json(nullptr) : Json(weights_file().string())},
      {"resume_from", nullptr}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ChildCommand RunnerTraining::command() {
  ChildCommand command;
  command.program = program_.interpreter;
  command.arguments = {"-I", "-B", "-u", program_.script.string()};
  command.silence_s = program_.silence_s;
  command.terminate_after_s = program_.terminate_after_s;
  command.kill_after_s = program_.kill_after_s;
  command.follower = run_.follower;
  command.surroundings = {scratch_->path(), {}, true};
  command.called = "the runner's process";
  command.started = [this](pid_t process) { sink_.begin(process); };
  command.check = [this](const Event& event) { return sink_.check(event); };
  command.log = &log_;
  return command;
}

/// What the runner told, with what only we know.
void RunnerTraining::note(RunSummary told) {
  const RunSummary ours = std::move(summary_);
  summary_ = std::move(told);
  summary_.accelerator = ours.accelerator;
  summary_.engine = ours.engine;
  summary_.device = ours.device;
  summary_.precision = ours.precision;
  summary_.flop_per_step = ours.flop_per_step;
  summary_.threads = run_.engine.threads_of(run_.accelerator);
  summary_.reason = summary_.reason.substr(0, longest_told_reason);
  summary_.variant = {};
  summary_.resumed_steps = 0;
  note_times();
  note_energy_used();
  summary_.devices.clear();
  if (const auto device = sink_.device(summary_.device)) summary_.devices.push_back(*device);
  keep_weights();
  tell_log();
}

void RunnerTraining::note_times() {
  const auto first = events_.first_phase_s();
  const auto runner = sink_.launch_s();
  summary_.launch_s = first && runner ? std::optional(*first + *runner) : first;
  if (summary_.import_s)
    summary_.import_s = std::clamp(*summary_.import_s, 0.0, summary_.launch_s.value_or(0));
  summary_.load_s = events_.seconds_of(Phase::load);
  summary_.compile_s = events_.seconds_of(Phase::compile);
  summary_.measure_s = events_.seconds_of(Phase::measure);
  summary_.total_s = seconds_since(events_.origin_ns()) - sink_.paused_s();
  note_rate(summary_, run_.work.experiment.training);
}

/// What the runner told of energy, which it cannot know, gives way to what was measured.
void RunnerTraining::note_energy_used() {
  summary_.energy_boundary.clear();
  summary_.energy_j = sink_.energy_j();
  summary_.energy_to_target_j.reset();
  if (summary_.target && summary_.target->reached && summary_.target->seconds)
    summary_.energy_to_target_j = sink_.energy_at(*summary_.target->seconds);
  note_energy(summary_, energy_,
              run_.shares_device     ? energy_is_shared
              : sink_.paused_s() > 0 ? energy_has_a_pause
                                     : "");
}

Status check_shapes(const Work& work, const std::vector<TrainedLayer>& layers) {
  bool equal = layers.size() == work.initial_weights.size();
  for (std::size_t k = 0; equal && k < layers.size(); ++k)
    equal = layers[k].inputs == work.initial_weights[k].inputs &&
            layers[k].units == work.initial_weights[k].units;
  return equal ? Status() : failed("weights", "the runner wrote weights of other shapes than the model's");
}

void RunnerTraining::keep_weights() {
  const bool reached = summary_.status == RunStatus::completed || summary_.status == RunStatus::stopped;
  if (run_.weights_out.empty() || !reached) return;
  const auto layers = read_weights(weights_file());
  Status kept = layers ? check_shapes(run_.work, *layers) : tl::make_unexpected(layers.error());
  if (kept) kept = keep_trained_weights(run_, *layers);
  if (kept) return;
  if (summary_.status == RunStatus::stopped)
    return events_.message("warning", "no weights are kept: " + to_string(kept.error()));
  summary_.status = RunStatus::failed;
  summary_.reason = reason_of(kept.error());
}

void RunnerTraining::tell_log() {
  if (summary_.status == RunStatus::failed && !log_.empty())
    events_.message("error", "the last lines of the runner's log: " + last_lines(log_, 8));
}

}  // namespace

RunSummary train_with_runner(const RunnerProgram& program, const SingleRun& run, EventStream& events,
                             std::stop_token stop) {
  return RunnerTraining(program, run, events, std::move(stop)).train();
}

}  // namespace accelbench
