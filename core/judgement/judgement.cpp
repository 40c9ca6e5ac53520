// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/judgement.h"

#include <algorithm>
#include <cmath>

#include "core/judgement/families.h"
#include "core/judgement/figures.h"
#include "core/judgement/looks.h"
#include "core/judgement/pair_judgement.h"
#include "core/judgement/quantities.h"
#include "core/judgement/round_table.h"
#include "core/judgement/sentences.h"

namespace accelbench {
namespace {

/// Some rounds, judged at one of the looks, or before the first.
struct Moment {
  const RoundTable& table;
  std::size_t rounds = 0;           ///< the first so many of the table
  std::optional<std::size_t> look;  ///< into the planned looks; empty: before the first
};

class Judge {
 public:
  Judge(const JudgementRequest& request, const ComparisonRecord& facts);
  Judgement judgement() const;

 private:
  Look look_at(std::size_t look) const;
  void judge_pairs(Judgement& judgement) const;
  void judge_disturbed(Judgement& judgement) const;
  std::vector<PairJudgement> pairs_of(const Moment& moment, Quantity quantity) const;
  PairJudgement pair_of(const Moment& moment, const Family& family, const Member& member,
                        Quantity quantity) const;
  PairJudgement ranked_pair(const Moment& moment, const JudgedRow& a, const JudgedRow& b, double alpha,
                            Quantity quantity) const;
  PairJudgement early_pair(const Moment& moment, const JudgedRow& a, const JudgedRow& b, double alpha,
                           Quantity quantity) const;
  std::vector<PairJudgement> leader_pairs(const Moment& moment, const Family& family) const;
  bool beats(const Moment& moment, const JudgedRow& row, const JudgedRow& other, PairJudgement& pair) const;
  void name(PairJudgement& pair, const JudgedRow& a, const JudgedRow& b) const;
  double floor_of(Quantity quantity) const;
  std::size_t looks_made() const;
  std::vector<std::string> nobody() const;

  const JudgementRequest& request_;
  const ComparisonRecord& facts_;
  const std::vector<Family> families_;
  const std::vector<std::int64_t> looks_;
  const RoundTable counted_;
};

Judge::Judge(const JudgementRequest& request, const ComparisonRecord& facts)
    : request_(request),
      facts_(facts),
      families_(families_of(request, facts)),
      looks_(planned_looks(request.comparison.rounds)),
      counted_(counted_rounds(facts)) {}

Judgement Judge::judgement() const {
  Judgement judgement;
  judgement.planned_looks = looks_;
  judgement.rounds = static_cast<std::int64_t>(counted_.rounds());
  judgement.set_aside = std::ranges::count_if(
      facts_.rounds, [](const RoundRecord& round) { return round.finished && round.set_aside; });
  for (const Family& family : families_)
    for (const Member& member : family.members) judgement.rows.push_back(figures_of(counted_, *member.row));
  for (std::size_t look = 0; look < looks_made(); ++look) judgement.looks.push_back(look_at(look));
  if (looks_made() < looks_.size()) judgement.next_look = looks_[looks_made()];
  judge_pairs(judgement);
  judge_disturbed(judgement);
  return judgement;
}

std::size_t Judge::looks_made() const {
  const auto rounds = static_cast<std::int64_t>(counted_.rounds());
  return static_cast<std::size_t>(std::ranges::upper_bound(looks_, rounds) - looks_.begin());
}

std::vector<std::string> Judge::nobody() const {
  std::size_t variants = 1;
  for (const JudgedRow& row : request_.rows) variants = std::max(variants, row.variant + 1);
  return std::vector<std::string>(variants);
}

/// Deciding pairs and leaders, as this look saw them.
Look Judge::look_at(std::size_t look) const {
  const Moment moment{counted_, static_cast<std::size_t>(looks_[look]), look};
  Look made;
  made.rounds = looks_[look];
  made.alpha_spent = alpha_spent(whole_alpha, looks_[look], looks_.back());
  made.pairs = pairs_of(moment, request_.comparison.quantity);
  made.best = nobody();
  for (const Family& family : families_)
    if (const auto pairs = leader_pairs(moment, family); !pairs.empty())
      made.best[family.variant] = pairs.front().a;
  made.resolved = !made.pairs.empty() && std::ranges::all_of(made.pairs, &PairJudgement::resolved);
  return made;
}

/// As of the last look, in every quantity.
void Judge::judge_pairs(Judgement& judgement) const {
  const bool early = judgement.looks.empty();
  const Moment moment{counted_,
                      early ? counted_.rounds() : static_cast<std::size_t>(judgement.looks.back().rounds),
                      early ? std::nullopt : std::optional(judgement.looks.size() - 1)};
  const Quantity deciding = request_.comparison.quantity;
  judgement.pairs = early ? pairs_of(moment, deciding) : judgement.looks.back().pairs;
  for (const auto& [quantity, text, meaning] : Names<Quantity>::table)
    if (quantity != deciding)
      std::ranges::move(pairs_of(moment, quantity), std::back_inserter(judgement.pairs));
  judgement.best = early ? nobody() : judgement.looks.back().best;
  if (early) return;
  for (const Family& family : families_)
    std::ranges::move(leader_pairs(moment, family), std::back_inserter(judgement.leader_pairs));
  judgement.resolved = judgement.looks.back().resolved;
  std::int64_t expected = judgement.looks.back().rounds;
  for (const PairJudgement& pair : judgement.looks.back().pairs)
    expected = std::max(expected, pair.expected_rounds.value_or(0));
  judgement.expected_rounds = expected;
}

/// All attempts up to the one that the last look ended with.
void Judge::judge_disturbed(Judgement& judgement) const {
  if (judgement.looks.empty()) return;
  const auto at = static_cast<std::size_t>(judgement.looks.back().rounds);
  const RoundRecord* last = counted_rounds(facts_)[at - 1];
  auto rounds = counted_rounds(facts_, true);
  rounds.erase(std::ranges::find(rounds, last) + 1, rounds.end());
  if (rounds.size() == at) return;
  const RoundTable table(std::move(rounds));
  judgement.pairs_with_set_aside =
      pairs_of({table, table.rounds(), judgement.looks.size() - 1}, request_.comparison.quantity);
}

std::vector<PairJudgement> Judge::pairs_of(const Moment& moment, Quantity quantity) const {
  std::vector<PairJudgement> pairs;
  for (const Family& family : families_)
    for (std::size_t i = 0; i < family.members.size(); ++i)
      if (i != family.baseline) pairs.push_back(pair_of(moment, family, family.members[i], quantity));
  return pairs;
}

PairJudgement Judge::pair_of(const Moment& moment, const Family& family, const Member& member,
                             Quantity quantity) const {
  const Member& baseline = family.members[family.baseline];
  const Member& blamed = member.standing == Standing::ranked ? baseline : member;
  PairJudgement pair;
  if (blamed.standing == Standing::ranked) {
    pair = ranked_pair(moment, *member.row, *baseline.row, family.alpha_of_pair(), quantity);
  } else {
    pair.quantity = quantity;
    pair.verdict = blamed.standing == Standing::different_algorithm ? Verdict::different_algorithm
                                                                    : Verdict::not_comparable;
    pair.reason = blamed.row->name + ": " + blamed.reason;
    pair.resolved = true;
  }
  pair.decides = quantity == request_.comparison.quantity;
  name(pair, *member.row, *baseline.row);
  return pair;
}

PairJudgement Judge::ranked_pair(const Moment& moment, const JudgedRow& a, const JudgedRow& b, double alpha,
                                 Quantity quantity) const {
  if (!moment.look) return early_pair(moment, a, b, alpha, quantity);
  const std::vector<double> levels = nominal_levels(alpha, looks_);
  PairTerms terms;
  terms.quantity = quantity;
  terms.alpha = alpha;
  terms.looks = looks_;
  terms.levels = levels;
  terms.look = *moment.look;
  terms.floor = floor_of(quantity);
  terms.resolution = request_.comparison.resolution;
  return judge_pair(pair_rounds(moment.table, moment.rounds, a, b, quantity), terms);
}

PairJudgement Judge::early_pair(const Moment& moment, const JudgedRow& a, const JudgedRow& b, double alpha,
                                Quantity quantity) const {
  const PairRounds rounds = pair_rounds(moment.table, moment.rounds, a, b, quantity);
  PairJudgement pair;
  pair.quantity = quantity;
  pair.confidence = 1 - alpha;
  pair.rounds = static_cast<std::int64_t>(rounds.log_ratios.size());
  pair.missed_a = rounds.missed_a;
  pair.missed_b = rounds.missed_b;
  pair.failed_a = rounds.failed_a;
  pair.failed_b = rounds.failed_b;
  pair.reason = rounds.reason;
  return pair;
}

bool Judge::beats(const Moment& moment, const JudgedRow& row, const JudgedRow& other,
                  PairJudgement& pair) const {
  const Quantity quantity = request_.comparison.quantity;
  pair = ranked_pair(moment, row, other, whole_alpha, quantity);
  name(pair, row, other);
  return pair.verdict == verdict_of(quantity, more_is_better(quantity));
}

/// The leader against every other ranked row; empty where nobody beats them all.
std::vector<PairJudgement> Judge::leader_pairs(const Moment& moment, const Family& family) const {
  const Quantity quantity = request_.comparison.quantity;
  std::vector<const JudgedRow*> rows;
  for (const Member& member : family.members)
    if (member.standing == Standing::ranked &&
        pair_rounds(moment.table, moment.rounds, *member.row, *member.row, quantity).algorithm.empty())
      rows.push_back(member.row);
  for (const JudgedRow* row : rows) {
    std::vector<PairJudgement> pairs;
    const bool first = std::ranges::all_of(rows, [&](const JudgedRow* other) {
      return other == row || beats(moment, *row, *other, pairs.emplace_back());
    });
    if (first && !pairs.empty()) return pairs;
  }
  return {};
}

void Judge::name(PairJudgement& pair, const JudgedRow& a, const JudgedRow& b) const {
  pair.a = a.row;
  pair.b = b.row;
  pair.variant = a.variant;
  pair.sentence =
      sentence_of(pair, {a.name, b.name, a.variant_name}, floor_of(pair.quantity), looks_.front());
}

double Judge::floor_of(Quantity quantity) const {
  const auto& floor = facts_.floor;
  return floor && floor->quantity == quantity && std::isfinite(floor->floor) ? std::max(1.0, floor->floor)
                                                                             : 1;
}

}  // namespace

Judgement judge(const JudgementRequest& request, const ComparisonRecord& facts) {
  return Judge(request, facts).judgement();
}

std::optional<double> noise_floor(const PairJudgement& pair) {
  if (!pair.low || !pair.high || !(*pair.low > 0)) return std::nullopt;
  return std::max({1.0, *pair.high, 1 / *pair.low});
}

}  // namespace accelbench
