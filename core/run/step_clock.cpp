// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/step_clock.h"

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

constexpr std::size_t most_stamps = 8192;

/// Linear between the two nearest ranks, as NumPy's default.
double quantile(const std::vector<double>& sorted, double share) {
  const double rank = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - std::floor(rank));
}

}  // namespace

StepClock::StepClock() { stamps_us_.reserve(most_stamps); }

void StepClock::add(std::int64_t steps, std::int64_t samples, std::int64_t elapsed_ns) {
  if (steps == 1 && each_step_alone_)
    stamp(elapsed_ns);
  else
    each_step_alone_ = false;
  steps_ += steps;
  samples_ += samples;
  elapsed_ns_ += elapsed_ns;
}

void StepClock::stamp(std::int64_t elapsed_ns) {
  if (stamps_us_.size() == most_stamps) {
    for (std::size_t i = 0; i < most_stamps / 2; ++i) stamps_us_[i] = stamps_us_[2 * i];
    stamps_us_.resize(most_stamps / 2);
    stride_ *= 2;
  }
  if (steps_ % stride_ == 0) stamps_us_.push_back(static_cast<double>(elapsed_ns) * 1e-3);
}

StepTimes StepClock::step_times() const {
  if (!each_step_alone_)
    return {static_cast<double>(elapsed_ns_) * 1e-3 / static_cast<double>(steps_), {}, {}};
  std::vector<double> sorted = stamps_us_;
  std::sort(sorted.begin(), sorted.end());
  return {quantile(sorted, 0.5), quantile(sorted, 0.05), quantile(sorted, 0.95)};
}

std::optional<SteadyFigures> StepClock::figures() const {
  if (seconds() < shortest_window_s || steps_ == 0) return std::nullopt;
  return SteadyFigures{static_cast<double>(samples_) / seconds(), step_times()};
}

}  // namespace accelbench
