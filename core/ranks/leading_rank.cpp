// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ranks/leading_rank.h"

#include "core/base/clock.h"

namespace accelbench::ranks {
struct LeadingRank::Kept final : Executable::Snapshot {
  std::unique_ptr<Snapshot> own;
  std::int64_t number = 0;
};

LeadingRank::LeadingRank(std::unique_ptr<Executable> own, Exchange& exchange,
                         std::shared_ptr<RankReadings> readings, RankMeter meter, std::int64_t read_every_ns)
    : own_(std::move(own)),
      exchange_(exchange),
      readings_(std::move(readings)),
      meter_(std::move(meter)),
      read_every_ns_(read_every_ns) {}

LeadingRank::~LeadingRank() {
  try {
    if (!failed_) order({OrderKind::end});
  } catch (const ExchangeError&) {  // whoever asks the exchange next is told
  }
}

void LeadingRank::order(const Order& order) const {
  failed_ = true;
  exchange_order(exchange_, order);
  failed_ = false;
}

void LeadingRank::send(std::span<const double> values) const {
  std::vector<double> copy(values.begin(), values.end());
  exchange_.broadcast(std::span(copy));
}

void LeadingRank::begin_epoch(std::int64_t epoch) {
  order({OrderKind::begin_epoch, epoch});
  own_->begin_epoch(epoch);
}

void LeadingRank::run_steps(std::int64_t steps, BatchSums& sums) {
  order({OrderKind::run_steps, steps});
  own_->run_steps(steps, sums);
  read_ranks();
}

void LeadingRank::skip_steps(std::int64_t steps) {
  order({OrderKind::skip_steps, steps});
  own_->skip_steps(steps);
}

void LeadingRank::evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) {
  order({OrderKind::evaluate, first, steps});
  own_->evaluate(first, steps, sums);
}

void LeadingRank::set_learning_rate(double learning_rate) {
  order({OrderKind::set_learning_rate, 0, 0, learning_rate});
  own_->set_learning_rate(learning_rate);
}

void LeadingRank::read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const {
  own_->read_layer(layer, weight, bias);
}

void LeadingRank::write_layer(std::size_t layer, std::span<const double> weight,
                              std::span<const double> bias) {
  order({OrderKind::write_layer, static_cast<std::int64_t>(layer)});
  send(weight);
  send(bias);
  own_->write_layer(layer, weight, bias);
}

void LeadingRank::read_moment(int moment, std::size_t layer, std::span<double> weight,
                              std::span<double> bias) const {
  order({OrderKind::read_moment, moment, static_cast<std::int64_t>(layer)});
  own_->read_moment(moment, layer, weight, bias);
}

void LeadingRank::write_moment(int moment, std::size_t layer, std::span<const double> weight,
                               std::span<const double> bias) {
  order({OrderKind::write_moment, moment, static_cast<std::int64_t>(layer)});
  send(weight);
  send(bias);
  own_->write_moment(moment, layer, weight, bias);
}

void LeadingRank::set_steps(std::int64_t steps) {
  order({OrderKind::set_steps, steps});
  own_->set_steps(steps);
}

/// The copies of the others stay until the end of the training, which makes a handful at most.
std::unique_ptr<Executable::Snapshot> LeadingRank::snapshot() const {
  auto kept = std::make_unique<Kept>();
  kept->number = snapshots_++;
  order({OrderKind::snapshot, kept->number});
  kept->own = own_->snapshot();
  return kept;
}

void LeadingRank::retake(Snapshot& snapshot) const {
  auto& kept = dynamic_cast<Kept&>(snapshot);
  order({OrderKind::retake, kept.number});
  own_->retake(*kept.own);
}

void LeadingRank::restore(const Snapshot& snapshot) {
  const auto& kept = dynamic_cast<const Kept&>(snapshot);
  order({OrderKind::restore, kept.number});
  own_->restore(*kept.own);
}

void LeadingRank::read_ranks() {
  const std::int64_t now_ns = monotonic_ns();
  if (now_ns - read_ns_ < read_every_ns_) return;
  read_ns_ = now_ns;
  order({OrderKind::read});
  readings_->put(meter_.read());
}

}  // namespace accelbench::ranks
