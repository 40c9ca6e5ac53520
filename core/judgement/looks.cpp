// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/looks.h"

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace accelbench {
namespace {

/// Paths that have not crossed yet: where they stand at a look, with their probability.
struct Paths {
  std::vector<double> at;
  std::vector<double> probability;
};

double upper_tail(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

double density(double x, double deviation) {
  const double z = x / deviation;
  return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

/// The share of paths beyond ±bound after `deviation` more of the process.
double crossing(const Paths& before, double bound, double deviation) {
  double sum = 0;
  for (std::size_t i = 0; i < before.at.size(); ++i)
    sum += before.probability[i] *
           (upper_tail((bound - before.at[i]) / deviation) + upper_tail((bound + before.at[i]) / deviation));
  return sum;
}

/// The bound that a share of the paths crosses.
double bound_for(const Paths& before, double share, double deviation, double scale) {
  const auto excess = [&](double z) { return crossing(before, z * scale, deviation) - share; };
  const boost::math::tools::eps_tolerance<double> close(44);
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::toms748_solve(excess, 0.0, 40.0, close, steps);
  return (low + high) / 2 * scale;
}

using Rule = boost::math::quadrature::gauss<double, 30>;

/// Nodes and weights of [−bound, bound] in panels of at most four deviations: each is integrated to full
/// precision.
std::vector<std::pair<double, double>> nodes_within(double bound, double deviation) {
  const auto panels = static_cast<std::int64_t>(std::clamp(std::ceil(bound / (2 * deviation)), 1.0, 100.0));
  const double half = bound / static_cast<double>(panels);
  std::vector<std::pair<double, double>> nodes;
  for (std::int64_t panel = 0; panel < panels; ++panel) {
    const double centre = -bound + half * static_cast<double>(2 * panel + 1);
    for (std::size_t i = 0; i < Rule::abscissa().size(); ++i)  // an even rule: nodes come as ±x
      for (const double side : {-1.0, 1.0})
        nodes.emplace_back(centre + side * half * Rule::abscissa()[i], half * Rule::weights()[i]);
  }
  return nodes;
}

/// Paths at the next look that stay within its bound.
Paths go_on(const Paths& before, double bound, double deviation) {
  Paths after;
  for (const auto& [at, weight] : nodes_within(bound, deviation)) {
    double sum = 0;
    for (std::size_t i = 0; i < before.at.size(); ++i)
      sum += before.probability[i] * density(at - before.at[i], deviation);
    after.at.push_back(at);
    after.probability.push_back(weight * sum);
  }
  return after;
}

std::vector<double> levels_of(double alpha, std::span<const std::int64_t> looks) {
  std::vector<double> levels;
  Paths paths{{0.0}, {1.0}};
  std::int64_t before = 0;
  double spent = 0;
  for (const std::int64_t look : looks) {
    const double scale = std::sqrt(static_cast<double>(look));
    const double deviation = std::sqrt(static_cast<double>(look - before));
    const double may_spend = alpha_spent(alpha, look, looks.back());
    const double bound = bound_for(paths, may_spend - spent, deviation, scale);
    levels.push_back(2 * upper_tail(bound / scale));
    paths = go_on(paths, bound, deviation);
    before = look;
    spent = may_spend;
  }
  return levels;
}

}  // namespace

std::vector<std::int64_t> planned_looks(const RoundsSpec& rounds) {
  const std::int64_t max = std::max<std::int64_t>(rounds.max, 1);
  if (!rounds.until_resolved) return {max};
  const std::int64_t first = std::min(std::max<std::int64_t>(rounds.min, 2), max);
  std::vector<std::int64_t> looks;
  for (const double share : {0.2, 1.0 / 3, 0.5, 11.0 / 15, 1.0}) {
    const auto at = std::max(first, static_cast<std::int64_t>(std::lround(static_cast<double>(max) * share)));
    if (looks.empty() || at > looks.back()) looks.push_back(at);
  }
  return looks;
}

double alpha_spent(double alpha, std::int64_t rounds, std::int64_t max) {
  const double share = static_cast<double>(rounds) / static_cast<double>(max);
  return alpha * std::log1p((std::numbers::e - 1) * share);
}

// A judgement is made after every round, always with the same few levels.
std::vector<double> nominal_levels(double alpha, std::span<const std::int64_t> looks) {
  using Asked = std::pair<double, std::vector<std::int64_t>>;
  constexpr std::size_t most_kept = 64;
  thread_local std::map<Asked, std::vector<double>> kept;
  Asked asked{alpha, {looks.begin(), looks.end()}};
  if (const auto known = kept.find(asked); known != kept.end()) return known->second;
  if (kept.size() >= most_kept) kept.clear();
  return kept.emplace(std::move(asked), levels_of(alpha, looks)).first->second;
}

}  // namespace accelbench
