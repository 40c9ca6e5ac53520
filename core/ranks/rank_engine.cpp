// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_engine.h"

#include <algorithm>

#include "core/ranks/agreement.h"
#include "core/ranks/leading_rank.h"

namespace accelbench::ranks {
namespace {

/// The driver is asked about devices in the thread that trains.
std::int64_t interval_of(EngineKind kind) { return kind == EngineKind::cuda ? 500'000'000 : 100'000'000; }

/// Where a host has fewer devices than ranks two have the same, which the engine refuses with their names.
std::string device_of_rank(const AcceleratorSpec& accelerator, const Engine& engine, std::size_t number) {
  const auto& named = accelerator.devices;
  if (!named.empty()) return named[number % named.size()];
  return std::to_string(number % std::max<std::size_t>(1, engine.devices().size()));
}

class RankEngine final : public Engine {
 public:
  RankEngine(std::unique_ptr<Engine> engine, Exchange& exchange, bool& met)
      : engine_(std::move(engine)),
        exchange_(exchange),
        met_(met),
        readings_(std::make_shared<RankReadings>()) {}

  EngineKind kind() const override { return engine_->kind(); }
  std::vector<Device> devices() const override { return engine_->devices(); }
  Status can_run(const Work& work, const AcceleratorSpec& accelerator) const override {
    return engine_->can_run(work, mine(accelerator));
  }
  Result<Estimate> estimate(const Work& work, const AcceleratorSpec& accelerator) const override {
    return engine_->estimate(work, mine(accelerator));
  }
  std::string device_of(const AcceleratorSpec& accelerator) const override {
    return engine_->device_of(mine(accelerator));
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return engine_->threads_of(mine(accelerator));
  }
  std::unique_ptr<DeviceSampler> device_sampler(const AcceleratorSpec& accelerator) const override {
    auto own = engine_->device_sampler(mine(accelerator));
    return sampler_of(readings_, std::move(own));
  }

  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    met_ = true;
    const Status able = engine_->can_run(work, mine(accelerator));
    if (const Status same = agree(exchange_, {able, work.fingerprint}); !same)
      return tl::make_unexpected(same.error());
    auto own = engine_->compile_rank(work, mine(accelerator), exchange_);
    const Status compiled = own ? Status() : tl::make_unexpected(own.error());
    if (const Status all = agree(exchange_, {compiled, {}}); !all) return tl::make_unexpected(all.error());
    return std::make_unique<LeadingRank>(std::move(*own), exchange_, readings_,
                                         RankMeter(exchange_, threads_of(accelerator)), interval_of(kind()));
  }

 private:
  AcceleratorSpec mine(const AcceleratorSpec& accelerator) const {
    return of_this_rank(accelerator, *engine_, exchange_);
  }

  std::unique_ptr<Engine> engine_;
  Exchange& exchange_;
  bool& met_;
  std::shared_ptr<RankReadings> readings_;
};

}  // namespace

std::int64_t ranks_of(const AcceleratorSpec& accelerator) {
  if (accelerator.engine != EngineKind::cuda) return accelerator.ranks;
  return std::max(accelerator.ranks, static_cast<std::int64_t>(accelerator.devices.size()));
}

AcceleratorSpec of_one_rank(AcceleratorSpec accelerator) {
  accelerator.ranks = 1;
  accelerator.cluster.clear();
  if (accelerator.devices.size() > 1) accelerator.devices.resize(1);
  return accelerator;
}

AcceleratorSpec of_this_rank(AcceleratorSpec accelerator, const Engine& engine, const Exchange& exchange) {
  AcceleratorSpec own = of_one_rank(accelerator);
  std::size_t here = 0, before = 0;
  for (int rank = 0; rank < exchange.size(); ++rank) {
    if (exchange.host_of(rank) != exchange.host_of(exchange.rank())) continue;
    ++here;
    if (rank < exchange.rank()) ++before;
  }
  if (own.engine == EngineKind::cuda)
    own.devices = {device_of_rank(accelerator, engine, before)};
  else if (!own.threads)
    own.threads = std::max<std::int64_t>(1, engine.threads_of(own) / static_cast<std::int64_t>(here));
  return own;
}

std::unique_ptr<Engine> make_rank_engine(std::unique_ptr<Engine> engine, Exchange& exchange, bool& met) {
  return std::make_unique<RankEngine>(std::move(engine), exchange, met);
}

}  // namespace accelbench::ranks
