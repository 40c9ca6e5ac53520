// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/comparison/scheduler.h"
#include "tests/core/comparison/simulated_launcher.h"

// A machine that disturbs what it measures, and accelerators whose true times are known: whole comparisons by
// the scheduler, many times.
namespace accelbench::testing {

enum class Outliers { none, both, one };  ///< one: of the last accelerator only

/// A launch takes factor · (1 + slot_drift)^slot · e^(noise · N + walk) seconds, and ×1.3 in 5 % of all
/// launches.
struct NoisyWorld {
  std::string name;
  std::vector<double> factors = {1, 1};  ///< true times; the first is the baseline
  double noise = 0.05;                   ///< of the logarithm, independent in each launch
  Outliers outliers = Outliers::both;
  double slot_drift = 0;       ///< each place in a round is slower by this than the one before
  double launch_drift = 0;     ///< each launch is slower by this than the one before, to the end
  double walk = 0;             ///< step of a random walk of the logarithm from launch to launch
  double missed = 0;           ///< share of launches that miss the target
  double missed_by_last = -1;  ///< share of the last accelerator, where it differs
  double failed = 0;           ///< share of launches that fail
};

inline constexpr double outlier_share = 0.05;
inline constexpr double outlier_factor = 1.3;

inline std::vector<std::string> ids_of(const NoisyWorld& world) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < world.factors.size(); ++i) ids.push_back("a" + std::to_string(i));
  return ids;
}

/// One comparison's luck.
class NoisyLaunches {
 public:
  NoisyLaunches(const NoisyWorld& world, std::uint64_t seed) : world_(world), random_(seed) {}

  RunSummary operator()(const SimulatedLaunch& launch) {
    const std::size_t row = static_cast<std::size_t>(std::stoul(launch.row.substr(1)));
    const std::int64_t slot = launch.attempt == attempt_ ? slot_ + 1 : 0;
    attempt_ = launch.attempt;
    slot_ = slot;
    const double seconds = seconds_of(row, slot, launch.number);
    RunSummary summary = SimulatedLauncher::summary_of(launch.row, 1000 / seconds);
    summary.train_s = seconds;
    summary.target = TargetReached{"loss", 0.1, uniform() >= missed_by(row), seconds};
    if (!summary.target->reached) summary.target->seconds.reset();
    if (uniform() < world_.failed) summary.status = RunStatus::failed;
    return summary;
  }

 private:
  bool is_last(std::size_t row) const { return row + 1 == world_.factors.size(); }
  double uniform() { return std::uniform_real_distribution<double>()(random_); }
  double missed_by(std::size_t row) const {
    return is_last(row) && world_.missed_by_last >= 0 ? world_.missed_by_last : world_.missed;
  }

  double seconds_of(std::size_t row, std::int64_t slot, std::int64_t number) {
    walk_ += world_.walk * normal_(random_);
    const bool may_be_slow =
        world_.outliers == Outliers::both || (world_.outliers == Outliers::one && is_last(row));
    const double slow = may_be_slow && uniform() < outlier_share ? outlier_factor : 1;
    const double drift = static_cast<double>(slot) * std::log1p(world_.slot_drift) +
                         static_cast<double>(number) * std::log1p(world_.launch_drift);
    return world_.factors[row] * slow * std::exp(world_.noise * normal_(random_) + walk_ + drift);
  }

  NoisyWorld world_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  double walk_ = 0;
  std::int64_t attempt_ = 0, slot_ = 0;
};

/// Hears nothing.
struct DeafSink : ComparisonSink {
  void on_event(const Event&) override {}
  void on_certificate(const CertificateRecord&) override {}
  void on_forecast(const Forecast&) override {}
  void on_round_begin(const RoundRecord&) override {}
  void on_run_end(const RoundRecord&, const RoundRun&) override {}
  void on_round_end(const RoundRecord&, const Judgement&) override {}
  void on_progress(const ComparisonProgress&) override {}
};

/// Accelerators of a world, compared by the scheduler with another luck each time.
class NoisyComparisons {
 public:
  NoisyComparisons(NoisyWorld world, const ComparisonSpec& comparison) : world_(std::move(world)) {
    TrainingRequest training;
    training.experiment = seed_experiment();
    training.experiment.comparison = comparison;
    training.experiment.accelerators.clear();
    for (const std::string& id : ids_of(world_)) {
      AcceleratorSpec one;
      one.id = id;
      training.experiment.accelerators.push_back(one);
    }
    training.experiment.comparison.baseline = "a0";
    training.experiment.comparison.time_limit_s = 1e9;
    request_.experiment = training.experiment;
    rows_ = *rows_of(training);
  }

  ComparisonOutcome run(std::uint64_t seed) {
    request_.seed = seed;
    SimulatedLauncher launcher(NoisyLaunches(world_, seed * 2654435761U + 12345));
    DeafSink sink;
    return run_protocol(request_, rows_, launcher, sink, {});
  }

 private:
  NoisyWorld world_;
  ComparisonRequest request_;
  TrainingRows rows_;
};

/// What many comparisons came to.
struct Tally {
  std::int64_t trials = 0;
  std::int64_t claims = 0;         ///< comparisons with any separated pair
  std::int64_t false_claims = 0;   ///< comparisons with a pair separated in a direction that is not true
  std::int64_t false_leaders = 0;  ///< comparisons that called one best that is not
  std::int64_t intervals = 0;      ///< of all deciding pairs
  std::int64_t covering = 0;       ///< of these, with the true ratio inside
  std::int64_t rounds = 0;         ///< summed
  std::int64_t resolved = 0;
};

inline bool is_claim(const PairJudgement& pair) {
  return pair.verdict == Verdict::faster || pair.verdict == Verdict::slower ||
         pair.verdict == Verdict::lower || pair.verdict == Verdict::higher;
}

/// Where the differences of two accelerators lie of which the first has outliers and the other has none: the
/// median of (d1 + d2)/2, which Hodges and Lehmann estimate. The mean is 1.3 %, this is less. With a drift
/// the first of the two comes now first, now second.
inline double shift_of_outliers(const NoisyWorld& world) {
  struct Part {
    double share, shift;
  };
  std::vector<Part> parts;
  const double drift = std::log1p(world.slot_drift);
  for (const double slot : {-drift, drift}) {
    parts.push_back({(1 - outlier_share) / 2, slot});
    parts.push_back({outlier_share / 2, slot + std::log(outlier_factor)});
  }
  double low = 0, high = std::log(outlier_factor);
  for (int halving = 0; halving < 60; ++halving) {
    const double at = (low + high) / 2;
    double above = 0;  // the average of two normal differences has the deviation of one launch
    for (const Part& one : parts)
      for (const Part& two : parts)
        above += one.share * two.share *
                 std::erfc((at - (one.shift + two.shift) / 2) / world.noise / std::sqrt(2.0)) / 2;
    (above > 0.5 ? low : high) = at;
  }
  return low;
}

/// The logarithm of an accelerator's true time.
inline double true_log_time(const NoisyWorld& world, const std::string& row) {
  const std::size_t at = std::stoul(row.substr(1));
  const bool slowed = world.outliers == Outliers::one && at + 1 == world.factors.size();
  return std::log(world.factors[at]) + (slowed ? shift_of_outliers(world) : 0);
}

/// ln(q_a / q_b) as it truly is.
inline double true_log_ratio(const NoisyWorld& world, const PairJudgement& pair) {
  const double time = true_log_time(world, pair.a) - true_log_time(world, pair.b);
  return pair.quantity == Quantity::throughput ? -time : time;
}

inline bool covers(const PairJudgement& pair, double truth) {
  return (!pair.low || std::log(*pair.low) <= truth) && (!pair.high || std::log(*pair.high) >= truth);
}

/// Separated, and not on the side of the truth; equal ones have no side.
inline bool is_false(const PairJudgement& pair, double truth) {
  if (!is_claim(pair)) return false;
  return pair.low && *pair.low > 1 ? truth <= 0 : truth >= 0;
}

inline bool is_truly_best(const NoisyWorld& world, const std::string& row) {
  for (const std::string& other : ids_of(world))
    if (other != row && true_log_time(world, other) <= true_log_time(world, row)) return false;
  return true;
}

inline void add(Tally& tally, const NoisyWorld& world, const Judgement& judgement) {
  bool claimed = false, claimed_falsely = false;
  for (const PairJudgement& pair : judgement.pairs) {
    if (!pair.decides) continue;
    const double truth = true_log_ratio(world, pair);
    claimed = claimed || is_claim(pair);
    claimed_falsely = claimed_falsely || is_false(pair, truth);
    tally.intervals += pair.ratio.has_value();
    tally.covering += pair.ratio && covers(pair, truth);
  }
  const std::string best = judgement.best.empty() ? "" : judgement.best.front();
  ++tally.trials;
  tally.claims += claimed;
  tally.false_claims += claimed_falsely;
  tally.false_leaders += !best.empty() && !is_truly_best(world, best);
  tally.rounds += judgement.rounds;
  tally.resolved += judgement.resolved;
}

inline Tally tally_of(const NoisyWorld& world, const ComparisonSpec& comparison, std::int64_t trials,
                      std::uint64_t first_seed = 1) {
  NoisyComparisons comparisons(world, comparison);
  Tally tally;
  for (std::int64_t trial = 0; trial < trials; ++trial)
    add(tally, world, comparisons.run(first_seed + static_cast<std::uint64_t>(trial)).judgement);
  return tally;
}

/// The smallest count that a right program exceeds less than once in 1000: P(Binomial(trials, share) > limit)
/// < 0.001. 35 of 400 at 5 %.
inline std::int64_t binomial_limit(std::int64_t trials, double share) {
  const boost::math::binomial counts(static_cast<double>(trials), share);
  std::int64_t limit = 0;
  while (boost::math::cdf(boost::math::complement(counts, static_cast<double>(limit))) >= 0.001) ++limit;
  return limit;
}

}  // namespace accelbench::testing
