// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/following_rank.h"

#include <vector>

#include "core/ranks/rank_order.h"
#include "core/ranks/rank_readings.h"

namespace accelbench::ranks {
namespace {

class FollowingRank {
 public:
  FollowingRank(const Work& work, Executable& own, Exchange& exchange, RankMeter meter)
      : work_(work), own_(own), exchange_(exchange), meter_(std::move(meter)) {}

  void follow() {
    for (Order order = next(); order.kind != OrderKind::end; order = next()) obey(order);
  }

 private:
  Order next() { return exchange_order(exchange_, {}); }
  void obey(const Order& order);
  void read_moment(int moment, std::size_t layer);
  void write(std::size_t layer, const auto& into);

  const Work& work_;
  Executable& own_;
  Exchange& exchange_;
  RankMeter meter_;
  BatchSums sums_;  ///< those of all ranks, which the first one looks at
  std::vector<std::unique_ptr<Executable::Snapshot>> snapshots_;
};

void FollowingRank::obey(const Order& order) {
  const auto snapshot = [&]() -> auto& { return snapshots_.at(static_cast<std::size_t>(order.a)); };
  switch (order.kind) {
    case OrderKind::begin_epoch:
      return own_.begin_epoch(order.a);
    case OrderKind::run_steps:
      return own_.run_steps(order.a, sums_);
    case OrderKind::skip_steps:
      return own_.skip_steps(order.a);
    case OrderKind::evaluate:
      return own_.evaluate(order.a, order.b, sums_);
    case OrderKind::set_learning_rate:
      return own_.set_learning_rate(order.value);
    case OrderKind::write_layer:
      return write(static_cast<std::size_t>(order.a),
                   [&](std::size_t layer, auto weight, auto bias) { own_.write_layer(layer, weight, bias); });
    case OrderKind::write_moment:
      return write(static_cast<std::size_t>(order.b), [&](std::size_t layer, auto weight, auto bias) {
        own_.write_moment(static_cast<int>(order.a), layer, weight, bias);
      });
    case OrderKind::read_moment:
      return read_moment(static_cast<int>(order.a), static_cast<std::size_t>(order.b));
    case OrderKind::set_steps:
      return own_.set_steps(order.a);
    case OrderKind::snapshot:
      snapshots_.push_back(own_.snapshot());
      return;
    case OrderKind::retake:
      return own_.retake(*snapshot());
    case OrderKind::restore:
      return own_.restore(*snapshot());
    case OrderKind::read:
      meter_.read();
      return;
    case OrderKind::end:
      return;
  }
}

void FollowingRank::read_moment(int moment, std::size_t layer) {
  const LayerWeights& shape = work_.initial_weights.at(layer);
  std::vector<double> weight(shape.weight.size()), bias(shape.bias.size());
  own_.read_moment(moment, layer, weight, bias);
}

void FollowingRank::write(std::size_t layer, const auto& into) {
  const LayerWeights& shape = work_.initial_weights.at(layer);
  std::vector<double> weight(shape.weight.size()), bias(shape.bias.size());
  exchange_.broadcast(std::span(weight));
  exchange_.broadcast(std::span(bias));
  into(layer, std::span<const double>(weight), std::span<const double>(bias));
}

}  // namespace

void follow(const Work& work, Executable& own, Exchange& exchange, RankMeter meter) {
  FollowingRank(work, own, exchange, std::move(meter)).follow();
}

}  // namespace accelbench::ranks
