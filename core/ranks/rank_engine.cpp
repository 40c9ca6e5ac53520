// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/rank_engine.h"

#include <algorithm>

#include "core/ranks/agreement.h"
#include "core/ranks/leading_rank.h"

namespace accelbench::ranks {
namespace {

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
    return engine_->device_of(accelerator);
  }
  std::int64_t threads_of(const AcceleratorSpec& accelerator) const override {
    return engine_->threads_of(mine(accelerator));
  }
  std::unique_ptr<DeviceSampler> device_sampler(const AcceleratorSpec&) const override {
    return sampler_of(readings_);
  }

  Result<std::unique_ptr<Executable>> compile(const Work& work,
                                              const AcceleratorSpec& accelerator) const override {
    met_ = true;
    if (const Status same = agree(exchange_, {{}, work.fingerprint}); !same)
      return tl::make_unexpected(same.error());
    auto own = engine_->compile_rank(work, mine(accelerator), exchange_);
    const Status compiled = own ? Status() : tl::make_unexpected(own.error());
    if (const Status all = agree(exchange_, {compiled, {}}); !all) return tl::make_unexpected(all.error());
    return std::make_unique<LeadingRank>(std::move(*own), exchange_, readings_, threads_of(accelerator));
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

AcceleratorSpec of_one_rank(AcceleratorSpec accelerator) {
  accelerator.ranks = 1;
  accelerator.cluster.clear();
  return accelerator;
}

AcceleratorSpec of_this_rank(AcceleratorSpec accelerator, const Engine& engine, const Exchange& exchange) {
  AcceleratorSpec own = of_one_rank(std::move(accelerator));
  if (own.threads) return own;
  std::int64_t here = 0;
  for (int rank = 0; rank < exchange.size(); ++rank)
    here += exchange.host_of(rank) == exchange.host_of(exchange.rank()) ? 1 : 0;
  own.threads = std::max<std::int64_t>(1, engine.threads_of(own) / here);
  return own;
}

std::unique_ptr<Engine> make_rank_engine(std::unique_ptr<Engine> engine, Exchange& exchange, bool& met) {
  return std::make_unique<RankEngine>(std::move(engine), exchange, met);
}

}  // namespace accelbench::ranks
