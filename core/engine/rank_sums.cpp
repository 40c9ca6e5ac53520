// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/rank_sums.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace accelbench {
namespace {

constexpr std::size_t numbers_of_a_step = 9;

void tell_sums(const BatchSums& sums, double* to) {
  const std::array<double, numbers_of_a_step> numbers = {static_cast<double>(sums.samples),
                                                         static_cast<double>(sums.values),
                                                         sums.loss,
                                                         sums.correct,
                                                         sums.absolute,
                                                         sums.squared,
                                                         sums.target,
                                                         sums.target_squared,
                                                         sums.penalty};
  std::ranges::copy(numbers, to);
}

BatchSums told_sums(const double* from) {
  return {static_cast<std::int64_t>(from[0]),
          static_cast<std::int64_t>(from[1]),
          from[2],
          from[3],
          from[4],
          from[5],
          from[6],
          from[7],
          from[8]};
}

}  // namespace

RankSums::RankSums(Exchange& exchange)
    : exchange_(exchange),
      own_(most_steps),
      all_(static_cast<std::size_t>(exchange.size()) * most_steps * numbers_of_a_step) {
  exchange.reserve(all_.size() * sizeof(double));
}

std::span<BatchSums> RankSums::begin(std::int64_t steps) {
  steps_ = static_cast<std::size_t>(steps);
  std::fill_n(own_.begin(), steps, BatchSums{});
  return std::span(own_).first(steps_);
}

void RankSums::add_to(BatchSums& sums) {
  const auto ranks = static_cast<std::size_t>(exchange_.size());
  const std::size_t numbers = steps_ * numbers_of_a_step;
  double* own = all_.data() + static_cast<std::size_t>(exchange_.rank()) * numbers;
  for (std::size_t step = 0; step < steps_; ++step) tell_sums(own_[step], own + step * numbers_of_a_step);
  exchange_.all_gather(std::span(all_).first(ranks * numbers));
  for (std::size_t step = 0; step < steps_; ++step)
    for (std::size_t rank = 0; rank < ranks; ++rank)
      sums += told_sums(all_.data() + rank * numbers + step * numbers_of_a_step);
}

}  // namespace accelbench
