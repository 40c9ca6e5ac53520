// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include "core/cpu/cpu_engine.h"
#include "core/engine/plugin.h"

// A plug-in like accelbench-cuda.so that trains on the processor. The environment tells it what to do:
//   STAND_IN_SCORE   why it cannot be used here
//   STAND_IN_FAULT   what happens in the sixth step: segfault, device_error, hang
namespace accelbench {
namespace {

std::string environment_text(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

constexpr std::int64_t last_good_step = 5;

class FailingExecutable final : public Executable {
 public:
  explicit FailingExecutable(std::unique_ptr<Executable> executable)
      : executable_(std::move(executable)), fault_(environment_text("STAND_IN_FAULT")) {}
  void begin_epoch(std::int64_t epoch) override { executable_->begin_epoch(epoch); }
  void run_steps(std::int64_t steps, BatchSums& sums) override {
    if (!fault_.empty() && executable_->steps() + steps > last_good_step) fail();
    executable_->run_steps(steps, sums);
  }
  void skip_steps(std::int64_t steps) override { executable_->skip_steps(steps); }
  std::int64_t evaluation_steps() const override { return executable_->evaluation_steps(); }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override {
    executable_->evaluate(first, steps, sums);
  }
  void set_learning_rate(double rate) override { executable_->set_learning_rate(rate); }
  bool finite() const override { return executable_->finite(); }
  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override {
    executable_->read_layer(layer, weight, bias);
  }
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override {
    executable_->write_layer(layer, weight, bias);
  }
  int moments() const override { return executable_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override {
    executable_->read_moment(moment, layer, weight, bias);
  }
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override {
    executable_->write_moment(moment, layer, weight, bias);
  }
  std::int64_t steps() const override { return executable_->steps(); }
  void set_steps(std::int64_t steps) override { executable_->set_steps(steps); }
  std::unique_ptr<Snapshot> snapshot() const override { return executable_->snapshot(); }
  void retake(Snapshot& snapshot) const override { executable_->retake(snapshot); }
  void restore(const Snapshot& snapshot) override { executable_->restore(snapshot); }

 private:
  void fail() const {
    if (fault_ == "segfault") std::raise(SIGSEGV);
    if (fault_ == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    throw DeviceError(
        "cuda:0: an illegal memory access was encountered (cudaErrorIllegalAddress, 700) in a step");
  }

  std::unique_ptr<Executable> executable_;
  std::string fault_;
};

/// As the contract of plug-ins promises, it is asked with the number of exactly one device.
AcceleratorSpec on_the_processor(AcceleratorSpec accelerator) {
  if (accelerator.devices.size() != 1) std::abort();
  accelerator.engine = EngineKind::cpu;
  accelerator.devices.clear();
  accelerator.threads = 1;
  return accelerator;
}

class StandInEngine final : public Engine {
 public:
  EngineKind kind() const override { return EngineKind::cuda; }
  std::vector<Device> devices() const override {
    std::vector<Device> devices(3);
    for (std::size_t i = 0; i < devices.size(); ++i) {
      devices[i].id = "cuda:" + std::to_string(i);
      devices[i].engine = "cuda";
      devices[i].precisions = {"float32", "tf32"};
      devices[i].runtime = "CUDA 13.0";
      devices[i].usable = i < 2;
    }
    devices[0].name = "Stand-in B";
    devices[0].uuid = "GPU-bbbbbbbb-1111";
    devices[1].name = "Stand-in A";
    devices[1].uuid = "GPU-aaaaaaaa-0000";
    devices[2].reason = "compute capability 6.1: needs the CUDA 12 build";
    devices[2].uuid = "GPU-aaaacccc-2222";
    return devices;
  }
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    return cpu_->can_run(work, on_the_processor(accelerator));
  }
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    return cpu_->estimate(work, on_the_processor(accelerator));
  }
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    auto made = cpu_->compile(work, on_the_processor(accelerator));
    if (!made) return made;
    return std::make_unique<FailingExecutable>(std::move(*made));
  }
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return "cuda:" + accelerator.devices.at(0);
  }
  std::int64_t threads_of(const AcceleratorSpec&) const override { return 1; }

 private:
  std::unique_ptr<Engine> cpu_ = make_cpu_engine();
};

int stand_in_score(char* reason, std::size_t size) {
  const std::string why = environment_text("STAND_IN_SCORE");
  if (why.empty()) return 1;
  const std::size_t count = std::min(why.size(), size - 1);
  std::copy_n(why.data(), count, reason);
  reason[count] = 0;
  return 0;
}

Engine* make_stand_in() { return new StandInEngine; }

}  // namespace
}  // namespace accelbench

extern "C" const accelbench::EnginePlugin* accelbench_engine_plugin() {
  static const accelbench::EnginePlugin plugin = {
      accelbench::engine_plugin_version, accelbench::plugin_build_name().data(), accelbench::stand_in_score,
      accelbench::make_stand_in, 13000};
  return &plugin;
}
