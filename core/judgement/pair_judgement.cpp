// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/pair_judgement.h"

#include <algorithm>
#include <cmath>

#include "core/base/repeatable_math.h"
#include "core/judgement/quantities.h"
#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

bool by_ranks(const PairRounds& pair) { return pair.extreme || pair.log_ratios.size() >= first_rank_rounds; }

IntervalEstimate estimate_of(const PairRounds& pair, double level) {
  return by_ranks(pair) ? hodges_lehmann(pair.log_ratios, level) : t_interval(pair.log_ratios, level);
}

/// An end of an interval, or its centre, as records have it: infinite ones are empty.
std::optional<double> ratio_of(double log) {
  const double ratio = repeatable::exp(log);
  return std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
}
std::optional<double> low_of(double log) { return log == -infinite ? std::nullopt : ratio_of(log); }

bool too_many_missed(const PairRounds& pair) {
  const double most = most_missed * static_cast<double>(pair.log_ratios.size());
  return static_cast<double>(std::max(pair.missed_a, pair.missed_b)) > most;
}

double critical_value(std::int64_t rounds, double level) {
  return rounds < static_cast<std::int64_t>(first_rank_rounds) ? t_critical(level, rounds - 1)
                                                               : normal_critical(level);
}

std::int64_t expected_rounds(const IntervalEstimate& estimate, const PairTerms& terms) {
  const std::int64_t now = terms.looks[terms.look];
  const double half = (estimate.high - estimate.low) / 2;
  if (!std::isfinite(half) || now < 2) return terms.looks.back();
  const double root = std::sqrt(static_cast<double>(now));
  const double deviation = half * root / critical_value(now, terms.levels[terms.look]);
  const double wanted =
      std::max(std::log1p(terms.resolution), std::abs(estimate.centre) - std::log(terms.floor));
  for (std::size_t i = terms.look + 1; i < terms.looks.size(); ++i) {
    const double rounds = static_cast<double>(terms.looks[i]);
    if (critical_value(terms.looks[i], terms.levels[i]) * deviation / std::sqrt(rounds) < wanted)
      return terms.looks[i];
  }
  return terms.looks.back();
}

void set_verdict(PairJudgement& judged, const IntervalEstimate& estimate, const PairTerms& terms) {
  const double low = repeatable::exp(estimate.low);
  const double high = repeatable::exp(estimate.high);
  const bool beyond = low > terms.floor || high < 1 / terms.floor;
  judged.within_floor = !beyond && (low > 1 || high < 1);
  judged.verdict = beyond ? verdict_of(terms.quantity, low > 1) : Verdict::not_separated;
  judged.resolved = beyond || (estimate.high - estimate.low) / 2 < std::log1p(terms.resolution);
}

PairJudgement without_ratio(PairJudgement judged, Verdict verdict, std::string reason) {
  judged.verdict = verdict;
  judged.reason = std::move(reason);
  judged.resolved = true;  // more rounds would not change it
  return judged;
}

PairJudgement counts_of(const PairRounds& pair, const PairTerms& terms) {
  PairJudgement judged;
  judged.quantity = terms.quantity;
  judged.level = terms.levels[terms.look];
  judged.confidence = 1 - terms.alpha;
  judged.rounds = static_cast<std::int64_t>(pair.log_ratios.size());
  judged.missed_a = pair.missed_a;
  judged.missed_b = pair.missed_b;
  judged.failed_a = pair.failed_a;
  judged.failed_b = pair.failed_b;
  judged.expected_rounds = terms.looks[terms.look];
  return judged;
}

std::string why_nothing(const PairRounds& pair) {
  return pair.reason.empty() ? "there is no round in which both trained" : pair.reason;
}

}  // namespace

PairJudgement judge_pair(const PairRounds& pair, const PairTerms& terms) {
  PairJudgement judged = counts_of(pair, terms);
  if (!pair.algorithm.empty())
    return without_ratio(std::move(judged), Verdict::different_algorithm, pair.algorithm);
  if (!pair.no_ratio.empty()) return without_ratio(std::move(judged), Verdict::unmeasured, pair.no_ratio);
  if (pair.log_ratios.empty())
    return without_ratio(std::move(judged), Verdict::unmeasured, why_nothing(pair));
  if (too_many_missed(pair)) return without_ratio(std::move(judged), Verdict::target_not_reached, {});
  const IntervalEstimate estimate = estimate_of(pair, judged.level);
  judged.method = by_ranks(pair) ? "Wilcoxon, Hodges–Lehmann" : "paired t";
  judged.ratio = ratio_of(estimate.centre);
  judged.low = low_of(estimate.low);
  judged.high = ratio_of(estimate.high);
  set_verdict(judged, estimate, terms);
  judged.resolved = judged.resolved || pair.given_up;
  if (!judged.resolved) judged.expected_rounds = expected_rounds(estimate, terms);
  judged.reason = pair.reason;
  return judged;
}

}  // namespace accelbench
