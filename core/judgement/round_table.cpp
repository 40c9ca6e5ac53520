// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/round_table.h"

#include <fmt/format.h>

#include <cmath>

#include "core/base/repeatable_math.h"
#include "core/judgement/quantities.h"
#include "core/judgement/statistics.h"

namespace accelbench {
namespace {

/// ln(a / b) of values from 0 to ∞; equal ones, both 0 and both ∞ among them, are a tie.
double log_ratio(double a, double b) {
  if (a == b) return 0;
  if (a == infinite || b == 0) return infinite;
  if (b == infinite || a == 0) return -infinite;
  return repeatable::log(a) - repeatable::log(b);
}

class PairReader {
 public:
  PairReader(const JudgedRow& a, const JudgedRow& b, Quantity quantity) : a_(a), b_(b), quantity_(quantity) {
    if (quantity == Quantity::cost_to_target && a.price_per_hour && b.price_per_hour &&
        a.currency != b.currency)
      pair_.no_ratio = fmt::format("prices in {} and in {} are not compared", a.currency, b.currency);
  }

  void read(const RunSummary* a, const RunSummary* b) {
    pair_.given_up = !a || !b;
    note_algorithm(a_, a);
    note_algorithm(b_, b);
    const bool failed_a = a && !counts_for(quantity_, *a);
    const bool failed_b = b && !counts_for(quantity_, *b);
    pair_.failed_a += failed_a;
    pair_.failed_b += failed_b;
    if (a && b && !failed_a && !failed_b) read_values(*a, *b);
  }

  PairRounds take() { return std::move(pair_); }

 private:
  void note_algorithm(const JudgedRow& row, const RunSummary* run) {
    if (run && run->status == RunStatus::completed && run->algorithm != "same" && pair_.algorithm.empty())
      pair_.algorithm = fmt::format("{}: {}", row.name, run->algorithm);
  }

  void read_values(const RunSummary& a, const RunSummary& b) {
    if (pair_.no_ratio.empty()) pair_.no_ratio = not_of_one_kind(quantity_, a, b);
    const QuantityValue value_a = quantity_of(quantity_, a, a_);
    const QuantityValue value_b = quantity_of(quantity_, b, b_);
    if (!value_a.value || !value_b.value) return note_unmeasured(value_a, value_b);
    pair_.missed_a += *value_a.value == infinite;
    pair_.missed_b += *value_b.value == infinite;
    pair_.log_ratios.push_back(log_ratio(*value_a.value, *value_b.value));
    pair_.extreme = pair_.extreme || std::isinf(pair_.log_ratios.back());
  }

  void note_unmeasured(const QuantityValue& a, const QuantityValue& b) {
    ++pair_.unmeasured;
    if (!pair_.reason.empty()) return;
    pair_.reason =
        a.value ? fmt::format("{}: {}", b_.name, b.reason) : fmt::format("{}: {}", a_.name, a.reason);
    if (a.reason == b.reason) pair_.reason = a.reason;
  }

  const JudgedRow& a_;
  const JudgedRow& b_;
  Quantity quantity_;
  PairRounds pair_;
};

}  // namespace

RoundTable::RoundTable(std::vector<const RoundRecord*> rounds)
    : rounds_(std::move(rounds)), none_(rounds_.size(), nullptr) {
  for (std::size_t i = 0; i < rounds_.size(); ++i)
    for (const RoundRun& run : rounds_[i]->runs)
      by_row_.try_emplace(run.row, none_).first->second[i] = &run.summary;
}

std::span<const RunSummary* const> RoundTable::runs_of(const std::string& row) const {
  const auto found = by_row_.find(row);
  return found == by_row_.end() ? none_ : found->second;
}

std::vector<const RoundRecord*> counted_rounds(const ComparisonRecord& facts, bool disturbed) {
  std::vector<const RoundRecord*> rounds;
  for (const RoundRecord& round : facts.rounds)
    if (round.finished && (disturbed || !round.set_aside)) rounds.push_back(&round);
  return rounds;
}

PairRounds pair_rounds(const RoundTable& table, std::size_t rounds, const JudgedRow& a, const JudgedRow& b,
                       Quantity quantity) {
  PairReader reader(a, b, quantity);
  const auto runs_a = table.runs_of(a.row);
  const auto runs_b = table.runs_of(b.row);
  for (std::size_t i = 0; i < rounds; ++i) reader.read(runs_a[i], runs_b[i]);
  return reader.take();
}

}  // namespace accelbench
