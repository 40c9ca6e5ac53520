// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <exception>
#include <span>
#include <vector>

#include "core/cpu/plan.h"
#include "core/engine/exchange.h"
#include "core/math/metric_sums.h"

namespace accelbench::cpu {

/// The gradients of a network on their way to the other ranks and back as sums: in buckets of adjacent
/// layers, from the last layer down, each on its way as soon as its layers have their gradients. Called by
/// the threads of a team, by one at a time. Nothing here throws but add_sums(): after a failure nothing is
/// exchanged any more.
template <class T>
class GradientExchange {
 public:
  /// `gradients`, `weights`: of all layers, as the plan places them.
  GradientExchange(Exchange& exchange, const Plan& plan, std::span<T> gradients, std::span<T> weights);

  std::size_t buckets() const { return buckets_.size(); }
  /// The layers from `lowest` up have all their gradients of this step: sends what is complete and not yet
  /// sent.
  void begin_from(std::size_t lowest);
  /// The gradients of the bucket are the sums of all ranks; sharded: those of this rank's part.
  void finish(std::size_t bucket);
  /// Sharded: this rank has updated its part of the bucket's weights, which go to all.
  void begin_weights(std::size_t bucket);
  /// All weights are those of all ranks.
  void finish_weights();
  /// Sharded: of a number of each rank, the sum in their order; the same on all.
  double sum(double number);
  /// Sharded: `values` of a bucket, of which each rank has its part; throws at once.
  void gather(std::span<T> values) const;

  /// Where this rank puts the sums of the step with this number, counted from `begin_sums`.
  void begin_sums(std::int64_t number, std::int64_t steps);
  BatchSums& sums_of(std::int64_t number) { return own_sums_[static_cast<std::size_t>(number - first_)]; }
  /// Adds those of all ranks, step by step and rank by rank; throws what failed since.
  void add_sums(BatchSums& sums);

  /// Steps whose sums are kept at a time.
  static constexpr std::int64_t most_steps = 256;

 private:
  struct Bucket {
    std::size_t first_layer = 0;
    std::span<T> gradients, weights;
    Exchange::Ticket ticket = 0;
  };

  void attempt(const auto& operation);
  static ExchangeValues in_vectors(std::span<T> values);

  Exchange& exchange_;
  const bool shards_;
  std::vector<Bucket> buckets_;
  std::vector<double> numbers_;  ///< one a rank
  std::size_t begun_ = 0;
  std::int64_t first_ = 0;
  std::size_t steps_ = 0;
  std::vector<BatchSums> own_sums_;
  std::vector<double> all_sums_;  ///< [rank, step, number of the sums]
  std::exception_ptr failure_;
};

}  // namespace accelbench::cpu
