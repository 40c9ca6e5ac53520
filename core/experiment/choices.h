// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/names.h"

// The choices of an experiment that belong to no engine.
namespace accelbench {

enum class DataSource { synthetic, csv, npy, npz, idx };
template <>
struct Names<DataSource> {
  static constexpr std::array table = {
      Named<DataSource>{DataSource::synthetic, "synthetic", "made by a generator"},
      Named<DataSource>{DataSource::csv, "csv", "a table of text"},
      Named<DataSource>{DataSource::npy, "npy", "two NumPy arrays"},
      Named<DataSource>{DataSource::npz, "npz", "a NumPy archive"},
      Named<DataSource>{DataSource::idx, "idx", "images and labels as MNIST has them"},
  };
};

enum class Generator { uniform, teacher, friedman1, blobs, circles, spirals, xor_ };
template <>
struct Names<Generator> {
  static constexpr std::array table = {
      Named<Generator>{Generator::uniform, "uniform", "x and y independent, uniform in [0, 1)"},
      Named<Generator>{Generator::teacher, "teacher", "y from a fixed random network with one tanh layer"},
      Named<Generator>{Generator::friedman1, "friedman1",
                       "10 sin(pi x0 x1) + 20 (x2 - 1/2)^2 + 10 x3 + 5 x4"},
      Named<Generator>{Generator::blobs, "blobs", "normal clouds around one centre a class"},
      Named<Generator>{Generator::circles, "circles", "concentric circles, one a class"},
      Named<Generator>{Generator::spirals, "spirals", "interleaved spirals, one a class"},
      Named<Generator>{Generator::xor_, "xor", "the parity of the signs of the first two features"},
  };
};

enum class Task { regression, classification };
template <>
struct Names<Task> {
  static constexpr std::array table = {
      Named<Task>{Task::regression, "regression", "targets are numbers"},
      Named<Task>{Task::classification, "classification", "targets are classes"},
  };
};

enum class EngineKind { cpu, cuda, keras, pytorch, jax, h2o, sagemaker, colab };
template <>
struct Names<EngineKind> {
  static constexpr std::array table = {
      Named<EngineKind>{EngineKind::cpu, "cpu", "built in, on the processor"},
      Named<EngineKind>{EngineKind::cuda, "cuda", "built in, on NVIDIA GPUs"},
      Named<EngineKind>{EngineKind::keras, "keras", "Keras in a Python of the user's"},
      Named<EngineKind>{EngineKind::pytorch, "pytorch", "PyTorch in a Python of the user's"},
      Named<EngineKind>{EngineKind::jax, "jax", "JAX in a Python of the user's"},
      Named<EngineKind>{EngineKind::h2o, "h2o", "H2O's Deep Learning on a Java of the user's"},
      Named<EngineKind>{EngineKind::sagemaker, "sagemaker", "Amazon SageMaker"},
      Named<EngineKind>{EngineKind::colab, "colab", "Google Colab"},
  };
};

enum class Determinism { strict, fast };
template <>
struct Names<Determinism> {
  static constexpr std::array table = {
      Named<Determinism>{Determinism::strict, "strict", "reruns give the same bits"},
      Named<Determinism>{Determinism::fast, "fast", "the fastest way, bits may differ"},
  };
};

enum class Recompute { none, activations };
template <>
struct Names<Recompute> {
  static constexpr std::array table = {
      Named<Recompute>{Recompute::none, "none", "activations are kept for the backward pass"},
      Named<Recompute>{Recompute::activations, "activations",
                       "activations are computed again: less memory, more time"},
  };
};

enum class CpuPath { automatic, fused, blocked };
template <>
struct Names<CpuPath> {
  static constexpr std::array table = {
      Named<CpuPath>{CpuPath::automatic, "auto", "chosen by predicted cost"},
      Named<CpuPath>{CpuPath::fused, "fused", "small models: one core, no library calls"},
      Named<CpuPath>{CpuPath::blocked, "blocked", "wide models: tiles over a team of threads"},
  };
};

enum class Quantity { throughput, time_to_target, train_time, final_loss, energy_to_target, cost_to_target };
template <>
struct Names<Quantity> {
  static constexpr std::array table = {
      Named<Quantity>{Quantity::throughput, "throughput", "samples a second, steady, evaluation excluded"},
      Named<Quantity>{Quantity::time_to_target, "time_to_target", "seconds from launch to the target"},
      Named<Quantity>{Quantity::train_time, "train_time", "seconds of training"},
      Named<Quantity>{Quantity::final_loss, "final_loss", "loss of the last epoch"},
      Named<Quantity>{Quantity::energy_to_target, "energy_to_target", "joules to the target"},
      Named<Quantity>{Quantity::cost_to_target, "cost_to_target", "money to the target"},
  };
};

}  // namespace accelbench
