// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace accelbench {
namespace {

AcceleratorSpec cpu_row(std::string id, std::optional<std::int64_t> threads, Precision precision) {
  AcceleratorSpec row;
  row.id = std::move(id);
  row.threads = threads;
  row.precision = precision;
  return row;
}

std::string threads_text(const AcceleratorSpec& row) {
  if (!row.threads) return "all threads";
  return fmt::format("{} {}", *row.threads, *row.threads == 1 ? "thread" : "threads");
}

}  // namespace

std::string_view display_name(EngineKind engine) {
  switch (engine) {
    case EngineKind::cpu:
      return "CPU";
    case EngineKind::cuda:
      return "CUDA";
    case EngineKind::keras:
      return "Keras";
    case EngineKind::pytorch:
      return "PyTorch";
    case EngineKind::jax:
      return "JAX";
    case EngineKind::h2o:
      return "H2O";
    case EngineKind::sagemaker:
      return "SageMaker";
    case EngineKind::colab:
      return "Colab";
  }
  return "?";
}

Experiment seed_experiment() {
  Experiment experiment;
  experiment.name = "Seed network";
  experiment.model.layers = {{64, Activation::relu}, {32, Activation::relu}, {1, Activation::linear}};
  experiment.data.source = SyntheticData{};
  experiment.data.validation_split = 0.1;
  experiment.training.metrics = {Metric::accuracy};
  experiment.training.epochs = 100;
  ReduceLrOnPlateau plateau;
  plateau.monitor = "loss";
  plateau.patience = 5;
  experiment.training.callbacks = {plateau};
  experiment.accelerators = {cpu_row("cpu", 1, Precision::float32),
                             cpu_row("cpu-all", std::nullopt, Precision::float32),
                             cpu_row("cpu-float64", 1, Precision::float64)};
  return experiment;
}

std::string display_label(const AcceleratorSpec& accelerator) {
  if (!accelerator.label.empty()) return accelerator.label;
  std::string label = fmt::format("{} {}", display_name(accelerator.engine), name_of(accelerator.precision));
  if (!accelerator.mode.empty()) label += ", " + accelerator.mode;
  if (!accelerator.backend.empty()) label += ", " + accelerator.backend;
  if (accelerator.engine == EngineKind::cpu || accelerator.engine == EngineKind::h2o || accelerator.threads)
    label += ", " + threads_text(accelerator);
  if (!accelerator.devices.empty())
    label += fmt::format(", {} {}", accelerator.devices.size() == 1 ? "device" : "devices",
                         fmt::join(accelerator.devices, " "));
  if (accelerator.ranks > 1) label += fmt::format(", {} ranks", accelerator.ranks);
  return label;
}

const AcceleratorSpec* find_accelerator(const Experiment& experiment, std::string_view id) {
  const auto at = std::ranges::find(experiment.accelerators, id, &AcceleratorSpec::id);
  return at == experiment.accelerators.end() ? nullptr : &*at;
}

}  // namespace accelbench
