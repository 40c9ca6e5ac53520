// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scaling/scaling_fit.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/philox.h"
#include "core/base/repeatable_math.h"
#include "core/scaling/minimum.h"
#include "core/scaling/nccl_time.h"

namespace accelbench {
namespace {

constexpr double model_error = 0.02;  // of a step: no model is closer
constexpr double share_error = 0.03;  // of a share: waiting for a late rank counts as exchange
constexpr std::size_t repetitions = 200;
constexpr double told_spread = 0.5;  // of the assumed one
constexpr std::uint64_t resampling_seed = 42;

/// ln of seconds by one rank, logit of the fixed share, ln latency, ln bandwidth, logit of overlap, ln
/// crowding.
constexpr std::size_t unknowns = 6;
using Unknowns = std::vector<double>;

double logit(double share) { return std::log(share / (1 - share)); }
double share_of(double logit_of_it) { return 1 / (1 + std::exp(-logit_of_it)); }

ScalingParameters parameters_of(const ScalingWork& work, const Unknowns& at) {
  const double whole = std::exp(at[0]);
  const double fixed = work.kind == ScalingKind::weak ? 0 : whole * share_of(at[1]);
  const double crowding = work.ranks_per_host > 1 ? std::exp(at[5]) : 0;
  return {whole - fixed, fixed, std::exp(at[2]), std::exp(at[3]), share_of(at[4]), crowding};
}

/// Where the unknowns are expected, and their standard deviations.
struct Expected {
  Unknowns centre, spread;
};

/// One number of ranks in one repetition.
struct Observed {
  std::int64_t ranks = 1;
  double log_step = 0;
  double error = model_error;
  std::optional<double> share;
};

double square(double value) { return value * value; }

/// Half the negative logarithm of the posterior, twice.
double misfit(const ScalingWork& work, const Expected& expected, const std::vector<Observed>& observed,
              const Unknowns& at) {
  const ScalingParameters parameters = parameters_of(work, at);
  double sum = 0;
  for (std::size_t i = 0; i < unknowns; ++i) sum += square((at[i] - expected.centre[i]) / expected.spread[i]);
  for (const Observed& one : observed) {
    const double step = step_s(work, parameters, one.ranks);
    sum += square((std::log(step) - one.log_step) / one.error);
    if (one.share && one.ranks > 1)
      sum += square((exposed_s(work, parameters, one.ranks) / step - *one.share) / share_error);
  }
  return sum;
}

Unknowns fitted(const ScalingWork& work, const Expected& expected, const std::vector<Observed>& observed,
                const Unknowns& start, int starts) {
  const auto function = [&](const Unknowns& at) { return misfit(work, expected, observed, at); };
  return minimum_of(function, start, {0.1, 0.5, 0.5, 0.5, 0.5, 0.5}, starts);
}

/// An exchange that is hidden and one that is short look alike from afar: there is a valley for each.
Unknowns best_of_all(const ScalingWork& work, const Expected& expected,
                     const std::vector<Observed>& observed) {
  Unknowns best = expected.centre;
  for (const double overlap : {0.02, 0.5, 0.95}) {
    Unknowns start = expected.centre;
    start[4] = logit(overlap);
    const Unknowns found = fitted(work, expected, observed, start, 4);
    if (misfit(work, expected, observed, found) < misfit(work, expected, observed, best)) best = found;
  }
  return best;
}

/// Normal and uniform numbers, always the same.
class Draws {
 public:
  double normal() {
    if (std::exchange(has_kept_, false)) return kept_;
    const auto two = repeatable::normals(words());
    kept_ = two[1];
    has_kept_ = true;
    return two[0];
  }
  std::size_t below(std::size_t count) {
    const auto four = words();
    return static_cast<std::size_t>(uniform_double(four[0], four[1]) * static_cast<double>(count));
  }

 private:
  std::array<std::uint32_t, 4> words() {
    return Philox::words(resampling_seed, random_stream(RandomUse::trial, 7), next_++);
  }
  std::uint64_t next_ = 0;
  double kept_ = 0;
  bool has_kept_ = false;
};

/// Mean and standard error of the logarithms in these rounds; empty without any.
std::optional<Observed> observe(const MeasuredRanks& measured, const std::vector<std::size_t>& rounds) {
  double sum = 0, squares = 0, count = 0;
  for (const std::size_t round : rounds)
    if (round < measured.step_s.size() && measured.step_s[round]) {
      const double value = std::log(*measured.step_s[round]);
      sum += value, squares += value * value, ++count;
    }
  if (count == 0) return std::nullopt;
  const double mean = sum / count;
  const double variance = count > 1 ? std::max(0.0, squares / count - mean * mean) / (count - 1) : 0;
  return Observed{measured.ranks, mean, std::hypot(model_error, std::sqrt(variance)),
                  measured.exchange_share};
}

std::vector<Observed> observe_all(const std::vector<MeasuredRanks>& measured,
                                  const std::vector<std::size_t>& rounds) {
  std::vector<Observed> all;
  for (const MeasuredRanks& one : measured)
    if (const auto observed = observe(one, rounds)) all.push_back(*observed);
  return all;
}

Expected expected_of(const ScalingWork& work, const ScalingAssumptions& assumptions, const Observed& fewest) {
  const double alone = fewest.log_step - std::log(computing_share(work, fewest.ranks));
  return {{alone, logit(assumptions.fixed_share.value), std::log(assumptions.latency_s.value),
           std::log(assumptions.bytes_per_s.value), logit(assumptions.overlap.value),
           std::log(assumptions.crowding.value)},
          {10, assumptions.fixed_share.spread, std::log(assumptions.latency_s.factor),
           std::log(assumptions.bytes_per_s.factor), assumptions.overlap.spread,
           std::log(assumptions.crowding.factor)}};
}

/// One repetition's points and assumptions.
void disturb(Draws& draws, Expected& expected, std::vector<Observed>& observed) {
  for (Observed& one : observed) {
    one.log_step += model_error * draws.normal();
    if (one.share) *one.share += share_error * draws.normal();
  }
  for (std::size_t i = 1; i < unknowns; ++i) expected.centre[i] += expected.spread[i] * draws.normal();
}

std::vector<Unknowns> repeat_fit(const ScalingWork& work, const Expected& expected,
                                 const std::vector<MeasuredRanks>& measured, const Unknowns& best) {
  Draws draws;
  const std::size_t rounds = measured.front().step_s.size();
  std::vector<Unknowns> all;
  for (std::size_t i = 0; i < repetitions; ++i) {
    std::vector<std::size_t> drawn(rounds);
    for (std::size_t& round : drawn) round = draws.below(rounds);
    std::vector<Observed> observed = observe_all(measured, drawn);
    Expected moved = expected;
    disturb(draws, moved, observed);
    Unknowns start = best;
    if (i % 4 == 0) start[4] = moved.centre[4];  // the other valleys are looked into, too
    all.push_back(fitted(work, moved, observed, start, 1));
  }
  return all;
}

/// The interval holds the value, however few repetitions agree with it.
ScalingEstimate estimate(double centre, std::vector<double> repeated) {
  std::ranges::sort(repeated);
  const auto at = [&](double share) {
    return repeated[static_cast<std::size_t>(share * static_cast<double>(repeated.size() - 1) + 0.5)];
  };
  return {centre, std::min(centre, at(0.025)), std::max(centre, at(0.975))};
}

double deviation(const std::vector<Unknowns>& all, std::size_t which) {
  double sum = 0, squares = 0;
  for (const Unknowns& one : all) sum += one[which];
  const double mean = sum / static_cast<double>(all.size());
  for (const Unknowns& one : all) squares += square(one[which] - mean);
  return std::sqrt(squares / static_cast<double>(all.size() - 1));
}

constexpr std::array<double ScalingParameters::*, unknowns> members = {
    &ScalingParameters::compute_s,   &ScalingParameters::fixed_s, &ScalingParameters::latency_s,
    &ScalingParameters::bytes_per_s, &ScalingParameters::overlap, &ScalingParameters::crowding};

/// What is told of the model once it is fitted.
class Teller {
 public:
  Teller(const ScalingWork& work, const std::vector<MeasuredRanks>& measured, const Unknowns& best,
         std::vector<Unknowns> repeated)
      : work_(work), measured_(measured), best_(parameters_of(work, best)), unknowns_(std::move(repeated)) {
    for (const Unknowns& one : unknowns_) repeated_.push_back(parameters_of(work, one));
    fewest_ = measured.front().ranks;
  }

  std::vector<FittedParameter> parameters(const Expected& expected) const {
    std::vector<FittedParameter> all;
    for (std::size_t i = 0; i < unknowns; ++i) {
      const auto which = static_cast<ScalingParameter>(i);
      if (which == ScalingParameter::fixed && work_.kind == ScalingKind::weak) continue;
      if (which == ScalingParameter::crowding && work_.ranks_per_host <= 1) continue;
      const auto member = members[i];
      all.push_back({which, of([member](const ScalingParameters& one) { return one.*member; }),
                     deviation(unknowns_, i) < told_spread * expected.spread[i]});
    }
    return all;
  }

  std::vector<ScalingPrediction> predictions() const {
    std::vector<ScalingPrediction> all;
    for (const std::int64_t ranks : asked_ranks()) all.push_back(prediction(ranks));
    return all;
  }

 private:
  template <class Function>
  ScalingEstimate of(const Function& function) const {
    std::vector<double> values;
    for (const ScalingParameters& one : repeated_) values.push_back(function(one));
    return estimate(function(best_), std::move(values));
  }

  bool is_measured(std::int64_t ranks) const {
    return std::ranges::find(measured_, ranks, &MeasuredRanks::ranks) != measured_.end();
  }

  std::set<std::int64_t> asked_ranks() const {
    std::set<std::int64_t> all;
    for (const MeasuredRanks& one : measured_) all.insert(one.ranks);
    const std::int64_t most = work_.kind == ScalingKind::strong
                                  ? std::min(most_predicted_ranks, work_.batch_size)
                                  : most_predicted_ranks;
    for (std::int64_t ranks = 1; ranks <= most; ranks *= 2)
      if (ranks > fewest_) all.insert(ranks);
    return all;
  }

  double speed_up(const ScalingParameters& parameters, std::int64_t ranks) const {
    const double faster = step_s(work_, parameters, fewest_) / step_s(work_, parameters, ranks);
    return work_.kind == ScalingKind::weak ? faster * times_more(ranks) : faster;
  }
  double times_more(std::int64_t ranks) const {
    return static_cast<double>(ranks) / static_cast<double>(fewest_);
  }

  ScalingPrediction prediction(std::int64_t ranks) const {
    using Parameters = const ScalingParameters&;
    return {ranks,
            is_measured(ranks),
            of([&](Parameters one) { return step_s(work_, one, ranks); }),
            of([&](Parameters one) { return speed_up(one, ranks); }),
            of([&](Parameters one) { return speed_up(one, ranks) / times_more(ranks); }),
            of([&](Parameters one) { return exposed_s(work_, one, ranks) / step_s(work_, one, ranks); })};
  }

  const ScalingWork& work_;
  const std::vector<MeasuredRanks>& measured_;
  ScalingParameters best_;
  std::vector<Unknowns> unknowns_;
  std::vector<ScalingParameters> repeated_;
  std::int64_t fewest_ = 1;
};

bool is_known(const MeasuredRanks& one) {
  return std::ranges::any_of(one.step_s,
                             [](const auto& step) { return step && *step > 0 && std::isfinite(*step); });
}

/// Those that tell something, by ranks, of as many rounds each; what is no time is left out.
std::vector<MeasuredRanks> usable(std::vector<MeasuredRanks> measured) {
  std::erase_if(measured, [](const MeasuredRanks& one) { return !is_known(one) || one.ranks < 1; });
  std::ranges::sort(measured, {}, &MeasuredRanks::ranks);
  std::size_t rounds = 0;
  for (const MeasuredRanks& one : measured) rounds = std::max(rounds, one.step_s.size());
  for (MeasuredRanks& one : measured) {
    one.step_s.resize(rounds);
    for (auto& step : one.step_s)
      if (step && !(*step > 0 && std::isfinite(*step))) step = std::nullopt;
    if (one.exchange_share && !(*one.exchange_share >= 0 && *one.exchange_share <= 1))
      one.exchange_share = std::nullopt;
  }
  return measured;
}

double misfit_of(const ScalingWork& work, const ScalingParameters& best,
                 const std::vector<Observed>& observed) {
  double most = 0;
  for (const Observed& one : observed)
    most = std::max(most, std::abs(step_s(work, best, one.ranks) / std::exp(one.log_step) - 1));
  return most;
}

}  // namespace

ScalingAssumptions scaling_assumptions(ExchangeWay way, bool several_hosts) {
  ScalingAssumptions assumptions;
  if (way == ExchangeWay::nccl) {
    assumptions.latency_s = {nccl_nvlink_hop_s, 2};
    assumptions.bytes_per_s = {150e9, 4};
    assumptions.crowding = {0.01, 3};  // devices have memories of their own
  } else if (several_hosts) {
    assumptions.latency_s = {40e-6, 6};
    assumptions.bytes_per_s = {1e9, 6};
  }
  return assumptions;
}

ScalingEstimate samples_per_second(const ScalingWork& work, const ScalingPrediction& prediction) {
  const double samples = samples_of_step(work, prediction.ranks);
  const ScalingEstimate& step = prediction.step_s;
  return {samples / step.centre, samples / step.high, samples / step.low};
}

std::optional<ScalingFit> fit_scaling(const ScalingWork& work, const ScalingAssumptions& assumptions,
                                      const std::vector<MeasuredRanks>& points) {
  const std::vector<MeasuredRanks> measured = usable(points);
  if (measured.size() < 2 || work.batch_size < 1) return std::nullopt;
  std::vector<std::size_t> rounds(measured.front().step_s.size());
  for (std::size_t i = 0; i < rounds.size(); ++i) rounds[i] = i;
  const std::vector<Observed> observed = observe_all(measured, rounds);
  const Expected expected = expected_of(work, assumptions, observed.front());
  const Unknowns best = best_of_all(work, expected, observed);
  const Teller teller(work, measured, best, repeat_fit(work, expected, measured, best));
  return ScalingFit{parameters_of(work, best), teller.parameters(expected), teller.predictions(),
                    misfit_of(work, parameters_of(work, best), observed)};
}

}  // namespace accelbench
