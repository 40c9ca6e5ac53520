// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/ranked_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "core/engine/device_limits.h"
#include "core/launch/launch.h"
#include "core/ranks/exchange_library.h"
#include "core/ranks/rank_engine.h"
#include "core/ranks/ranked_training.h"
#include "core/run/engines.h"
#include "core/run/outside_engine.h"

namespace accelbench {
namespace {

using ranks::of_one_rank;
using ranks::ranks_of;

bool has_several(const AcceleratorSpec& accelerator) {
  return ranks_of(accelerator) > 1 || !accelerator.cluster.empty();
}

/// The devices of this host's ranks, in their order; those of other hosts are looked at there.
std::vector<std::string> cuda_devices_here(const AcceleratorSpec& accelerator) {
  if (!accelerator.devices.empty() || !accelerator.cluster.empty()) return accelerator.devices;
  std::vector<std::string> first;
  for (std::int64_t number = 0; number < accelerator.ranks; ++number) first.push_back(std::to_string(number));
  return first;
}

Status check_device_count(const AcceleratorSpec& accelerator) {
  const auto named = static_cast<std::int64_t>(accelerator.devices.size());
  if (accelerator.engine != EngineKind::cuda || !accelerator.cluster.empty() || named == 0 ||
      accelerator.ranks == 1 || accelerator.ranks == named)
    return {};
  return bad_input("accelerators." + accelerator.id + ".ranks",
                   fmt::format("found {}, but {} devices are named", accelerator.ranks, named),
                   "leave ranks out: each device has one");
}

class RankedEngine : public Engine, public OutsideTraining {
 public:
  RankedEngine(std::unique_ptr<Engine> engine, Settings settings)
      : engine_(std::move(engine)), settings_(std::move(settings)) {}

  EngineKind kind() const override { return engine_->kind(); }
  std::vector<Device> devices() const override { return engine_->devices(); }

  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    if (!has_several(accelerator)) return engine_->can_run(work, accelerator);
    if (auto fits = check_ranks(work, accelerator); !fits) return fits;
    if (auto there = ranks::find_exchange(); !there) return there;
    const auto launch = ranks::launch_of(accelerator, *engine_, settings_, "/tmp");
    if (!launch) return tl::make_unexpected(launch.error());
    if (kind() == EngineKind::cuda) return check_devices(work, accelerator);
    return engine_->can_run(work, of_one_rank(accelerator));
  }

  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    return engine_->estimate(work, of_one_rank(accelerator));
  }
  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    return engine_->compile(work, accelerator);
  }
  Result<std::unique_ptr<Executable>> compile_rank(const Work& work, const AcceleratorSpec& accelerator,
                                                   Exchange& exchange) const override {
    return engine_->compile_rank(work, accelerator, exchange);
  }
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    if (kind() != EngineKind::cuda || !accelerator.cluster.empty())
      return engine_->device_of(of_one_rank(accelerator));
    const auto devices = cuda_devices_here(accelerator);
    if (devices.size() < 2) return engine_->device_of(accelerator);
    return fmt::format("{}", fmt::join(names_of(accelerator, devices), ", "));
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    if (!has_several(accelerator)) return engine_->threads_of(accelerator);
    return ranks::threads_of_a_rank(accelerator, *engine_) * ranks_of(accelerator);
  }
  EnergySource energy_source(const AcceleratorSpec& accelerator) const override {
    if (accelerator.cluster.empty()) return engine_->energy_source(accelerator);
    return {{}, {}, "energy: the counters of other hosts are not read"};
  }
  std::unique_ptr<DeviceSampler> device_sampler(const AcceleratorSpec& accelerator) const override {
    return engine_->device_sampler(accelerator);
  }
  bool own_process(const AcceleratorSpec& accelerator) const override {
    return has_several(accelerator) || engine_->own_process(accelerator);
  }
  const OutsideTraining* outside(const AcceleratorSpec& accelerator) const override {
    return has_several(accelerator) ? this : engine_->outside(accelerator);
  }

  bool needs_rows() const override { return false; }
  RunSummary train(const SingleRun& run, EventStream& events, std::stop_token stop) const override {
    return ranks::train_over_ranks(*engine_, settings_, run, events, std::move(stop));
  }

 private:
  /// Each is asked for by itself, with what several need besides.
  Status check_devices(const Work& work, const AcceleratorSpec& accelerator) const {
    AcceleratorSpec one = accelerator;
    one.ranks = ranks_of(accelerator);
    for (const std::string& device :
         accelerator.cluster.empty() ? cuda_devices_here(accelerator) : std::vector<std::string>()) {
      one.devices = {device};
      if (Status able = engine_->can_run(work, one); !able) return able;
    }
    return {};
  }

  std::vector<std::string> names_of(AcceleratorSpec accelerator,
                                    const std::vector<std::string>& devices) const {
    std::vector<std::string> names;
    for (const std::string& device : devices) {
      accelerator.devices = {device};
      names.push_back(engine_->device_of(accelerator));
    }
    return names;
  }

  static Status check_ranks(const Work& work, const AcceleratorSpec& accelerator) {
    const std::string place = "accelerators." + accelerator.id;
    if (accelerator.path == CpuPath::fused)
      return unavailable(place + ".path", "ranks exchange gradients, which the fused path does not keep",
                         "use path: auto");
    if (Status count = check_device_count(accelerator); !count) return count;
    const std::int64_t rows = work.data.train.samples, ranks = ranks_of(accelerator);
    if (ranks <= rows) return {};
    return bad_input(place + ".ranks", fmt::format("found {}, but the training set has {} rows", ranks, rows),
                     fmt::format("use at most {}", rows));
  }

  std::unique_ptr<Engine> engine_;
  Settings settings_;
};

/// Around an engine that can measure its device.
class MeasuringRankedEngine final : public RankedEngine, public MeasuresDevice {
 public:
  MeasuringRankedEngine(std::unique_ptr<Engine> engine, const MeasuresDevice& measures, Settings settings)
      : RankedEngine(std::move(engine), std::move(settings)), measures_(measures) {}

  Result<std::vector<DeviceLimit>> measure_limits(const AcceleratorSpec& accelerator,
                                                  double seconds) const override {
    return measures_.measure_limits(accelerator, seconds);
  }

 private:
  const MeasuresDevice& measures_;  ///< the engine
};

}  // namespace

std::unique_ptr<Engine> make_ranked_engine(std::unique_ptr<Engine> engine, const Settings& settings) {
  if (const auto* measures = dynamic_cast<const MeasuresDevice*>(engine.get()))
    return std::make_unique<MeasuringRankedEngine>(std::move(engine), *measures, settings);
  return std::make_unique<RankedEngine>(std::move(engine), settings);
}

void add_ranked_engines(const Settings& settings) {
  for (const EngineKind kind : {EngineKind::cpu, EngineKind::cuda})
    wrap_engine(kind, [&](auto engine) { return make_ranked_engine(std::move(engine), settings); });
}

}  // namespace accelbench
