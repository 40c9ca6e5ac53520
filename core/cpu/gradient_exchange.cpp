// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/gradient_exchange.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/cpu/kernels.h"

namespace accelbench::cpu {
namespace {

using SumNumbers = std::array<double, 9>;

SumNumbers numbers_of(const BatchSums& sums) {
  return {static_cast<double>(sums.samples),
          static_cast<double>(sums.values),
          sums.loss,
          sums.correct,
          sums.absolute,
          sums.squared,
          sums.target,
          sums.target_squared,
          sums.penalty};
}

BatchSums sums_from(const double* numbers) {
  return {static_cast<std::int64_t>(numbers[0]),
          static_cast<std::int64_t>(numbers[1]),
          numbers[2],
          numbers[3],
          numbers[4],
          numbers[5],
          numbers[6],
          numbers[7],
          numbers[8]};
}

}  // namespace

template <class T>
GradientExchange<T>::GradientExchange(Exchange& exchange, const Plan& plan, std::span<T> gradients,
                                      std::span<T> weights)
    : exchange_(exchange), shards_(plan.shards), numbers_(static_cast<std::size_t>(exchange.size())) {
  std::size_t largest = 0;
  for (const BucketPlan& bucket : plan.buckets) {
    buckets_.push_back({bucket.first_layer, gradients.subspan(bucket.state, bucket.count),
                        weights.subspan(bucket.weights, bucket.count)});
    largest = std::max(largest, bucket.count * sizeof(T));
  }
  own_sums_.resize(most_steps);
  all_sums_.resize(numbers_.size() * most_steps * std::tuple_size_v<SumNumbers>);
  exchange.reserve(std::max(largest, all_sums_.size() * sizeof(double)));
}

template <class T>
ExchangeValues GradientExchange<T>::in_vectors(std::span<T> values) {
  ExchangeValues parts(values);
  parts.unit = row_alignment / sizeof(T);  // as plan_buckets() cuts them
  return parts;
}

template <class T>
void GradientExchange<T>::attempt(const auto& operation) {
  if (failure_) return;
  try {
    operation();
  } catch (...) {
    failure_ = std::current_exception();
  }
}

template <class T>
void GradientExchange<T>::begin_from(std::size_t lowest) {
  for (; begun_ < buckets_.size() && buckets_[begun_].first_layer >= lowest; ++begun_)
    attempt([&] {
      Bucket& bucket = buckets_[begun_];
      const ExchangeKind kind = shards_ ? ExchangeKind::reduce_scatter : ExchangeKind::all_reduce;
      bucket.ticket = exchange_.begin({kind, in_vectors(bucket.gradients)});
    });
}

template <class T>
void GradientExchange<T>::finish(std::size_t bucket) {
  attempt([&] { exchange_.finish(buckets_[bucket].ticket); });
  if (bucket + 1 == buckets_.size()) begun_ = 0;
}

template <class T>
void GradientExchange<T>::begin_weights(std::size_t bucket) {
  attempt([&] {
    buckets_[bucket].ticket =
        exchange_.begin({ExchangeKind::all_gather, in_vectors(buckets_[bucket].weights)});
  });
}

template <class T>
void GradientExchange<T>::finish_weights() {
  attempt([&] { exchange_.finish(buckets_.back().ticket); });
}

template <class T>
double GradientExchange<T>::sum(double number) {
  numbers_[static_cast<std::size_t>(exchange_.rank())] = number;
  attempt([&] { exchange_.all_gather(std::span(numbers_)); });
  return std::accumulate(numbers_.begin(), numbers_.end(), 0.0);
}

template <class T>
void GradientExchange<T>::gather(std::span<T> values) const {
  exchange_.all_gather(in_vectors(values));
}

template <class T>
void GradientExchange<T>::begin_sums(std::int64_t number, std::int64_t steps) {
  first_ = number;
  steps_ = static_cast<std::size_t>(steps);
  std::fill_n(own_sums_.begin(), steps, BatchSums{});
}

template <class T>
void GradientExchange<T>::add_sums(BatchSums& sums) {
  if (failure_) std::rethrow_exception(failure_);
  constexpr std::size_t numbers = std::tuple_size_v<SumNumbers>;
  const auto ranks = static_cast<std::size_t>(exchange_.size());
  double* own = all_sums_.data() + static_cast<std::size_t>(exchange_.rank()) * steps_ * numbers;
  for (std::size_t step = 0; step < steps_; ++step)
    std::ranges::copy(numbers_of(own_sums_[step]), own + step * numbers);
  exchange_.all_gather(std::span(all_sums_).first(ranks * steps_ * numbers));
  for (std::size_t step = 0; step < steps_; ++step)
    for (std::size_t rank = 0; rank < ranks; ++rank)
      sums += sums_from(all_sums_.data() + (rank * steps_ + step) * numbers);
}

template class GradientExchange<float>;
template class GradientExchange<double>;

}  // namespace accelbench::cpu
