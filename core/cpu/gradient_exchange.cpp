// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu/gradient_exchange.h"

#include <algorithm>
#include <array>

namespace accelbench::cpu {
namespace {

// Below about a mebibyte an exchange is latency more than bandwidth, and several small ones cost more than
// one.
constexpr std::size_t bucket_bytes = std::size_t{1} << 20;

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
GradientExchange<T>::GradientExchange(Exchange& exchange, const Plan& plan, std::span<T> gradients)
    : exchange_(exchange) {
  std::size_t end = plan.state_elements, end_layer = plan.layers.size();
  for (std::size_t layer = plan.layers.size(); layer-- > 0;) {
    const std::size_t first = plan.layers[layer].state;  // of a frozen layer: that of the next one
    if (first == end || ((end - first) * sizeof(T) < bucket_bytes && first > 0)) continue;
    buckets_.push_back({layer, end_layer, gradients.subspan(first, end - first)});
    end = first, end_layer = layer;
  }
  std::size_t largest = 0;
  for (const Bucket& bucket : buckets_) largest = std::max(largest, bucket.gradients.size_bytes());
  const auto ranks = static_cast<std::size_t>(exchange.size());
  own_sums_.resize(most_steps);
  all_sums_.resize(ranks * most_steps * std::tuple_size_v<SumNumbers>);
  exchange.reserve(std::max(largest, all_sums_.size() * sizeof(double)));
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
      bucket.ticket = exchange_.begin({ExchangeKind::all_reduce, bucket.gradients});
    });
}

template <class T>
void GradientExchange<T>::finish(std::size_t bucket) {
  attempt([&] { exchange_.finish(buckets_[bucket].ticket); });
  if (bucket + 1 == buckets_.size()) begun_ = 0;
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
