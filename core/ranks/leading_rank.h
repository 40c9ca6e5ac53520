// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <memory>
#include <vector>

#include "core/engine/exchange.h"
#include "core/ranks/rank_order.h"
#include "core/ranks/rank_readings.h"

namespace accelbench::ranks {

/// The first rank's executable: whatever is asked of it, all ranks do. The loop that drives it knows nothing
/// of them; whatever it decides (epochs, validation, callbacks, a stop) is decided once. Throws
/// ExchangeError.
class LeadingRank final : public Executable {
 public:
  /// `own` exchanges with the others, which follow (following_rank.h) from now on and are read by the meter
  /// so often.
  LeadingRank(std::unique_ptr<Executable> own, Exchange& exchange, std::shared_ptr<RankReadings> readings,
              RankMeter meter, std::int64_t read_every_ns = 100'000'000);
  /// The others come to their end; after a failure they are left alone.
  ~LeadingRank() override;

  void begin_epoch(std::int64_t epoch) override;
  void run_steps(std::int64_t steps, BatchSums& sums) override;
  void skip_steps(std::int64_t steps) override;
  std::int64_t evaluation_steps() const override { return own_->evaluation_steps(); }
  void evaluate(std::int64_t first, std::int64_t steps, BatchSums& sums) override;
  void set_learning_rate(double learning_rate) override;
  bool finite() const override { return own_->finite(); }  // all ranks have the same weights

  void read_layer(std::size_t layer, std::span<double> weight, std::span<double> bias) const override;
  void write_layer(std::size_t layer, std::span<const double> weight, std::span<const double> bias) override;
  int moments() const override { return own_->moments(); }
  void read_moment(int moment, std::size_t layer, std::span<double> weight,
                   std::span<double> bias) const override;
  void write_moment(int moment, std::size_t layer, std::span<const double> weight,
                    std::span<const double> bias) override;
  std::int64_t steps() const override { return own_->steps(); }
  void set_steps(std::int64_t steps) override;

  ExecutionDetails details() const override { return own_->details(); }
  std::optional<StepSplit> step_split() const override { return own_->step_split(); }

  std::unique_ptr<Snapshot> snapshot() const override;
  void retake(Snapshot& snapshot) const override;
  void restore(const Snapshot& snapshot) override;

 private:
  struct Kept;
  void order(const Order& order) const;
  void send(std::span<const double> values) const;
  void read_ranks();

  std::unique_ptr<Executable> own_;
  Exchange& exchange_;
  std::shared_ptr<RankReadings> readings_;
  RankMeter meter_;
  std::int64_t read_every_ns_, read_ns_ = 0;
  mutable std::int64_t snapshots_ = 0;
  mutable bool failed_ = false;
};

}  // namespace accelbench::ranks
