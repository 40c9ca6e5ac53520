// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/ranked_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/launch/launch.h"
#include "core/ranks/exchange_library.h"
#include "core/ranks/rank_engine.h"
#include "core/ranks/ranked_training.h"
#include "core/run/engines.h"
#include "core/run/outside_engine.h"

namespace accelbench {
namespace {

using ranks::of_one_rank;

bool has_several(const AcceleratorSpec& accelerator) {
  return accelerator.ranks > 1 || !accelerator.cluster.empty();
}

class RankedEngine final : public Engine, public OutsideTraining {
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
    return engine_->device_of(of_one_rank(accelerator));
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    if (!has_several(accelerator)) return engine_->threads_of(accelerator);
    return ranks::threads_of_a_rank(accelerator, *engine_) * accelerator.ranks;
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
  static Status check_ranks(const Work& work, const AcceleratorSpec& accelerator) {
    const std::string place = "accelerators." + accelerator.id;
    if (accelerator.path == CpuPath::fused)
      return unavailable(place + ".path", "ranks exchange gradients, which the fused path does not keep",
                         "use path: auto");
    const std::int64_t rows = work.data.train.samples;
    if (accelerator.ranks <= rows) return {};
    return bad_input(place + ".ranks",
                     fmt::format("found {}, but the training set has {} rows", accelerator.ranks, rows),
                     fmt::format("use at most {}", rows));
  }

  std::unique_ptr<Engine> engine_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Engine> make_ranked_engine(std::unique_ptr<Engine> engine, const Settings& settings) {
  return std::make_unique<RankedEngine>(std::move(engine), settings);
}

void add_ranked_engines(const Settings& settings) {
  wrap_engine(EngineKind::cpu, [&](auto engine) { return make_ranked_engine(std::move(engine), settings); });
}

}  // namespace accelbench
