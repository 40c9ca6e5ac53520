// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate/frozen_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/certificate/hypotheses.h"
#include "core/certificate/replay.h"
#include "core/work/order.h"

namespace accelbench {
namespace {

using Rows = std::vector<std::size_t>;

/// The farthest number of one tensor from what it was to be.
struct FarthestWeight {
  double distance = 0;
  double found = 0, expected = 0;
  std::string tensor;
};

template <class Found, class Expected>
void look_at(FarthestWeight& farthest, const Found& found, const Expected& expected,
             const std::string& tensor) {
  for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
    const double distance = std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i]));
    if (distance > farthest.distance)
      farthest = {distance, static_cast<double>(found[i]), static_cast<double>(expected[i]), tensor};
  }
}

CertificateCheck check_initial_weights(const ProbeTrial& frozen, const CertificateLimits& limits) {
  const auto& expected = frozen.work.initial_weights;
  FarthestWeight farthest;
  for (std::size_t k = 0; k < std::min(expected.size(), frozen.found.weights.size()); ++k) {
    look_at(farthest, frozen.found.weights[k].weight, expected[k].weight, fmt::format("layers.{}.weight", k));
    look_at(farthest, frozen.found.weights[k].bias, expected[k].bias, fmt::format("layers.{}.bias", k));
  }
  const double size = std::max(root_mean_square(flat(expected)), 1e-30);
  const double limit = 4 * limits.roundoff * size;
  const bool same = farthest.distance <= limit;
  return {"initial_weights", same, farthest.distance, limit,
          same ? std::string("the initial weights are those of the work")
               : fmt::format("it begins with other weights: {} has a {:.3g}, expected {:.3g}",
                             farthest.tensor, farthest.found, farthest.expected)};
}

/// Losses of single samples, of the reference by row.
struct SampleLosses {
  std::vector<double> found;     ///< in the order of the steps
  std::vector<double> expected;  ///< by row
  double limit = 0;

  /// In a wide limit, losses near 0 tell nothing of their own size: a residual of 0 is as far off as others.
  bool alike(double one, double other) const {
    const double least = (limit < 0.01 ? 0.01 : 1.0) * largest();
    return std::abs(one - other) <= limit * std::max({std::abs(one), std::abs(other), least});
  }
  double largest() const { return expected.empty() ? 0 : *std::ranges::max_element(expected); }
};

Result<SampleLosses> losses_of(const ProbeTrial& frozen, double limit) {
  Work work = frozen.work;
  work.experiment.training.shuffle = false;
  const double rate = work.experiment.training.optimizer.learning_rate;
  auto rows = replay(work, {{rate}});
  if (!rows) return tl::make_unexpected(rows.error());
  SampleLosses losses{{}, std::move(rows->step_losses), limit};
  losses.found.assign(losses.expected.size(), not_measured);
  for (const StepEvent& step : frozen.found.steps)
    if (step.step >= 1 && static_cast<std::size_t>(step.step) <= losses.found.size())
      losses.found[static_cast<std::size_t>(step.step) - 1] = step.loss;
  return losses;
}

/// How many of the losses that were found belong to no sample.
std::size_t strangers(const SampleLosses& losses) {
  std::vector<double> found = losses.found, expected = losses.expected;
  const auto unmeasured = std::erase_if(found, [](double loss) { return !std::isfinite(loss); });
  std::ranges::sort(found);
  std::ranges::sort(expected);
  std::size_t count = unmeasured, next = 0;
  for (const double loss : found) {
    while (next < expected.size() && expected[next] < loss && !losses.alike(expected[next], loss)) ++next;
    const bool known = next < expected.size() && losses.alike(expected[next], loss);
    known ? ++next : ++count;
  }
  return count;
}

std::vector<std::int64_t> order_of(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::size_t rows) {
  std::vector<std::int64_t> order(rows);
  sample_order(seed, epoch, shuffle, order);
  return order;
}

/// Steps whose loss is not that of the row which this order has there.
std::size_t misplaced(const SampleLosses& losses, const std::vector<std::int64_t>& order) {
  std::size_t count = 0;
  for (std::size_t step = 0; step < order.size(); ++step)
    if (!losses.alike(losses.found[step], losses.expected[static_cast<std::size_t>(order[step])])) ++count;
  return count;
}

std::string name_order(const SampleLosses& losses, const TrainingSpec& asked) {
  const std::size_t rows = losses.expected.size();
  if (misplaced(losses, order_of(0, 0, false, rows)) == 0) return "they are not shuffled";
  for (const std::uint64_t seed : suspected_seeds(asked.seed))
    if (misplaced(losses, order_of(seed, 0, true, rows)) == 0)
      return fmt::format("it is the order of seed {}, asked for {}", seed, asked.seed);
  for (const std::int64_t epoch : {1, 2})
    if (misplaced(losses, order_of(asked.seed, epoch, true, rows)) == 0)
      return fmt::format("it is the order of epoch {}, asked for that of the first", epoch + 1);
  return asked.shuffle ? "it is that of no seed that was tried" : "they are shuffled";
}

CertificateCheck check_order(const SampleLosses& losses, const TrainingSpec& asked) {
  const std::size_t rows = losses.expected.size();
  const std::size_t wrong = misplaced(losses, order_of(asked.seed, 0, asked.shuffle, rows));
  if (wrong == 0) return {"order", true, 0, 0, "the samples come in the order of the seed"};
  return {"order", false, static_cast<double>(wrong), 0,
          fmt::format("the samples come in another order ({} of {} at another place): {}", wrong, rows,
                      name_order(losses, asked))};
}

CertificateCheck check_data(const SampleLosses& losses) {
  const std::size_t count = strangers(losses);
  if (count == 0) return {"data", true, 0, 0, "the samples are those of the work"};
  return {"data", false, static_cast<double>(count), 0,
          fmt::format("it trains on other data: with the initial weights {} of {} samples {} a loss that no "
                      "sample of the work has (limit {})",
                      count, losses.expected.size(), count == 1 ? "has" : "have", share_text(losses.limit))};
}

}  // namespace

std::vector<CertificateCheck> check_beginning(const ProbeTrial& frozen, const CertificateLimits& limits) {
  std::vector<CertificateCheck> checks = {check_initial_weights(frozen, limits)};
  if (!checks.front().passed) return checks;
  const auto losses = losses_of(frozen, limits.figures);
  if (!losses) return checks;
  checks.push_back(check_data(*losses));
  // Only what is all there has an order.
  if (checks.back().passed) checks.push_back(check_order(*losses, frozen.work.experiment.training));
  return checks;
}

}  // namespace accelbench
