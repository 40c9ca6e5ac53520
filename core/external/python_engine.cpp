// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/external/python_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/external/runner_training.h"
#include "core/telemetry/machine.h"

namespace accelbench {
namespace {

constexpr std::int64_t most_threads = 1024;

std::string place_of(const AcceleratorSpec& accelerator) { return "accelerators." + accelerator.id; }

bool is_trained_in(Precision precision) {
  return precision == Precision::float32 || precision == Precision::bfloat16;
}

Status check_parts(const AcceleratorSpec& row) {
  const std::string place = place_of(row);
  if (!is_trained_in(row.precision))
    return unavailable(
        place, fmt::format("{} is not trained in by {}", name_of(row.precision), display_name(row.engine)),
        "use float32, or bfloat16 (by autocast)");
  if (row.ranks != 1 || !row.cluster.empty())
    return unavailable(place, fmt::format("{} trains here in one process", display_name(row.engine)),
                       "leave ranks and cluster out");
  if (row.devices.size() > 1)
    return unavailable(place + ".devices", fmt::format("{} devices, expected one", row.devices.size()),
                       "name one; several rows can name one each");
  if (row.recompute != Recompute::none)
    return unavailable(place + ".recompute",
                       fmt::format("{} keeps all activations here", display_name(row.engine)),
                       "use recompute: none");
  if (row.mode == "graph" && row.devices.empty())
    return unavailable(place + ".mode", "a CUDA graph needs a GPU",
                       "name one in devices, or use mode: eager or compiled");
  return {};
}

/// The back end that the row names, or else Keras' usual one on this machine, is there.
Status check_backend(const AcceleratorSpec& row, const EngineState& state) {
  if (row.engine != EngineKind::keras) return {};
  const auto there = state.backends();
  const std::string wanted = !row.backend.empty() ? row.backend : state.backend;
  if (wanted.empty() || std::ranges::find(there, wanted) != there.end()) return {};
  const char* because = row.backend.empty() ? ", which KERAS_BACKEND names" : "";
  return unavailable(place_of(row) + ".backend",
                     fmt::format("{} has no {}{}", state.interpreter, wanted, because),
                     fmt::format("use backend: {}, or install {} there", fmt::join(there, " or "), wanted));
}

class PythonEngine final : public OutsideEngine {
 public:
  PythonEngine(EngineKind kind, std::shared_ptr<EngineStates> states)
      : kind_(kind), states_(std::move(states)) {}

  EngineKind kind() const override { return kind_; }
  std::vector<Device> devices() const override;
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override;
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override;
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return accelerator.devices.empty() ? "cpu" : "cuda:" + accelerator.devices.front();
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return std::clamp<std::int64_t>(accelerator.threads.value_or(this_machine().cores), 1, most_threads);
  }
  EnergySource energy_source(const AcceleratorSpec& accelerator) const override {
    return accelerator.devices.empty() ? processor_energy() : OutsideEngine::energy_source(accelerator);
  }
  RunSummary train(const SingleRun& run, EventStream& events, std::stop_token stop) const override;

 private:
  EngineKind kind_;
  std::shared_ptr<EngineStates> states_;
};

std::vector<Device> PythonEngine::devices() const {
  states_->prefetch();  // of the others, too: who lists one engine lists them all
  const EngineState state = states_->get(kind_);
  const Machine machine = this_machine();
  Device device;
  device.id = device.engine = name_of(kind_);
  device.name = state.ready() ? state.text() : std::string(display_name(kind_));
  device.usable = state.ready();
  device.reason = state.reason;
  if (!state.ready()) return {device};
  device.memory_bytes = machine.memory_bytes;
  device.cores = machine.cores;
  device.precisions = {"float32", "bfloat16"};
  return {device};
}

Status PythonEngine::can_run(const Work&, const AcceleratorSpec& accelerator) const {
  if (auto status = check_parts(accelerator); !status) return status;
  const EngineState state = states_->get(kind_);
  if (!state.ready()) return unavailable(std::string(name_of(kind_)), state.reason);
  return check_backend(accelerator, state);
}

/// Weights, gradients and moments, and the data twice (as read, and as the framework's own arrays); what the
/// framework itself takes is not known before it is imported.
Result<Estimate> PythonEngine::estimate(const Work& work, const AcceleratorSpec&) const {
  const auto values = [](const Samples& samples) {
    return static_cast<std::int64_t>(samples.x.size() + samples.y.size() + samples.labels.size());
  };
  return Estimate{4 * (4 * work.parameters() + 2 * (values(work.data.train) + values(work.data.validation)))};
}

RunSummary PythonEngine::train(const SingleRun& run, EventStream& events, std::stop_token stop) const {
  const auto refuse = [&run](const Error& error) {
    return unstarted(run.accelerator, &run.engine, &run.work, status_of(error), reason_of(error));
  };
  if (const Status can = can_run(run.work, run.accelerator); !can) return refuse(can.error());
  const auto folder = runners_folder();
  if (!folder) return refuse(folder.error());
  RunnerProgram program;
  program.interpreter = states_->get(kind_).interpreter;  // the one that was asked
  program.script = *folder / "main.py";
  return train_with_runner(program, run, events, std::move(stop));
}

}  // namespace

std::unique_ptr<Engine> make_python_engine(EngineKind kind, std::shared_ptr<EngineStates> states) {
  return std::make_unique<PythonEngine>(kind, std::move(states));
}

}  // namespace accelbench
