// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/cpu/cpu_engine.h"
#include "core/engine/engine.h"
#include "gpu/cuda_engine.h"
#include "tests/core/cpu/sample_work.h"

// What the tests of the CUDA engine share. The same tests run on the emulated device (everywhere) and on a
// real one (check.sh), where they are linked to NVIDIA's libraries.
namespace accelbench::testing {

/// Before each test: puts the emulated device back to its beginning; does nothing on a real one.
void begin_with_device();

/// An engine, and a folder of its own for kept choices. Skipped with the reason where there is no device.
class OnDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    begin_with_device();
    const std::string reason = cuda::no_device_reason();
    if (!reason.empty()) GTEST_SKIP() << reason;
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    file_ = std::filesystem::path(::testing::TempDir()) /
            ("accelbench_gpu_" + std::string(info->name()) + std::to_string(getpid()) + ".json");
    engine_ = cuda::make_cuda_engine(file_);
  }
  void TearDown() override { std::filesystem::remove(file_); }

  static AcceleratorSpec accelerator(Precision precision = Precision::float32) {
    AcceleratorSpec spec;
    spec.id = "gpu", spec.engine = EngineKind::cuda, spec.precision = precision, spec.devices = {"0"};
    return spec;
  }
  std::unique_ptr<Executable> compiled(const Work& work, Precision precision = Precision::float32) const {
    auto executable = engine_->compile(work, accelerator(precision));
    if (!executable) throw std::runtime_error(to_string(executable.error()));
    return std::move(*executable);
  }

  std::filesystem::path file_;
  std::unique_ptr<Engine> engine_;
};

/// All weights and biases.
inline std::vector<double> weights_of(const Executable& executable, const Work& work) {
  std::vector<double> all;
  for (std::size_t layer = 0; layer < work.initial_weights.size(); ++layer) {
    std::vector<double> weight(work.initial_weights[layer].weight.size()),
        bias(work.initial_weights[layer].bias.size());
    executable.read_layer(layer, weight, bias);
    all.insert(all.end(), weight.begin(), weight.end());
    all.insert(all.end(), bias.begin(), bias.end());
  }
  return all;
}

/// Some epochs in chunks of so many steps; the loss of each.
inline std::vector<double> train(Executable& executable, const Work& work, std::int64_t epochs,
                                 std::int64_t chunk) {
  std::vector<double> losses;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    executable.begin_epoch(epoch);
    BatchSums sums;
    for (std::int64_t done = 0; done < work.steps_per_epoch(); done += chunk)
      executable.run_steps(chunk, sums);
    losses.push_back(mean_loss(sums));
  }
  return losses;
}

/// 10 inputs, 24 relu, 16 tanh with dropout, 20 relu, 3 outputs; 75 rows by 16, so that the last batch is
/// short.
inline Work middle_work() {
  SampleShape shape;
  shape.features = 10;
  shape.layers = {{24, Activation::relu, 0}, {16, Activation::tanh, 0.25}, {20, Activation::relu, 0}, {3}};
  shape.samples = 75;
  shape.validation = 21;
  Work work = make_sample_work(shape);
  work.experiment.training.batch_size = 16;
  work.experiment.training.optimizer.learning_rate = 0.01;
  return work;
}

}  // namespace accelbench::testing
