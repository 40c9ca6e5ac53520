// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/judgement/sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accelbench {
namespace {

std::string fixed(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

std::string rounds_text(std::int64_t rounds) {
  return rounds == 1 ? std::string("1 round") : fmt::format("{} rounds", rounds);
}

/// How far an interval reaches from 1, as a share: 0.02 for 0.985–1.02. Empty: without bounds.
std::optional<double> reach_of(const PairJudgement& pair) {
  if (!pair.low || !pair.high || !(*pair.low > 0)) return std::nullopt;
  return std::max(*pair.high, 1 / *pair.low) - 1;
}

/// A share in per cent with two significant digits, rounded up.
std::string upper_percent(double share) {
  const double percent = 100 * share;
  const double unit = std::pow(10.0, std::floor(std::log10(percent)) - 1);
  const double up = std::ceil(percent / unit * (1 - 1e-9)) * unit;
  std::string text = fixed(up, decimals_for(up, 2));
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " %";
}

/// "final loss" of final_loss.
std::string words_of(Quantity quantity) {
  std::string words(name_of(quantity));
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string evidence(const PairJudgement& pair) {
  return fmt::format("{}, {}", percent_text(pair.confidence), rounds_text(pair.rounds));
}

/// What the ratio says of a quantity.
std::string claim(const PairJudgement& pair, const PairNames& names, const std::string& ratio) {
  const auto& [a, b, variant] = names;
  switch (pair.quantity) {
    case Quantity::throughput:
      return fmt::format("{} trains {}× as fast as {}", a, ratio, b);
    case Quantity::time_to_target:
      return fmt::format("{} reaches the target in {}× the time of {}", a, ratio, b);
    case Quantity::train_time:
      return fmt::format("{} trains in {}× the time of {}", a, ratio, b);
    case Quantity::final_loss:
      return fmt::format("the final loss of {} is {}× that of {}", a, ratio, b);
    case Quantity::energy_to_target:
      return fmt::format("{} reaches the target with {}× the energy of {}", a, ratio, b);
    case Quantity::cost_to_target:
      return fmt::format("{} reaches the target at {}× the cost of {}", a, ratio, b);
  }
  return {};
}

std::string separated_sentence(const PairJudgement& pair, const PairNames& names) {
  if (!pair.ratio)  // one of the two is 0 in every round
    return fmt::format("the {} of {} is {} than that of {} ({})", words_of(pair.quantity), names.a,
                       name_of(pair.verdict), names.b, evidence(pair));
  const RatioTexts texts = ratio_texts(*pair.ratio, pair.low, pair.high);
  return fmt::format("{} ({}–{}, {})", claim(pair, names, texts.ratio), texts.low, texts.high,
                     evidence(pair));
}

std::string not_separated(const PairNames& names) {
  return fmt::format("{} and {} are not separated", names.a, names.b);
}

std::string floor_sentence(const PairJudgement& pair, const PairNames& names, double floor) {
  const RatioTexts texts = ratio_texts(pair.ratio.value_or(1), pair.low, pair.high);
  return fmt::format("{}: {}× ({}–{}, {}) is not clear of this machine's noise floor of {}",
                     not_separated(names), texts.ratio, texts.low, texts.high, evidence(pair),
                     upper_percent(floor - 1));
}

std::string same_sentence(const PairJudgement& pair, const PairNames& names, double floor) {
  if (pair.within_floor) return floor_sentence(pair, names, floor);
  const auto reach = reach_of(pair);
  if (!reach)
    return fmt::format("{}: {} cannot tell how large the difference is at most ({})", not_separated(names),
                       rounds_text(pair.rounds), percent_text(pair.confidence));
  if (*reach == 0) return fmt::format("{}: no difference at all ({})", not_separated(names), evidence(pair));
  return fmt::format("{}: the difference is under {} ({})", not_separated(names), upper_percent(*reach),
                     evidence(pair));
}

std::string missed_sentence(const PairJudgement& pair, const PairNames& names) {
  return fmt::format("{} missed the target in {} of {}, {} in {}: no ratio", names.a, pair.missed_a,
                     rounds_text(pair.rounds), names.b, pair.missed_b);
}

std::string early_sentence(const PairJudgement& pair, const PairNames& names, std::int64_t first_look) {
  return fmt::format("{} and {}: no verdict before round {} ({} so far)", names.a, names.b, first_look,
                     pair.rounds);
}

std::string main_sentence(const PairJudgement& pair, const PairNames& names, double floor,
                          std::int64_t first_look) {
  switch (pair.verdict) {
    case Verdict::not_separated:
      return same_sentence(pair, names, floor);
    case Verdict::target_not_reached:
      return missed_sentence(pair, names);
    case Verdict::different_algorithm:
      return fmt::format("{} and {} are not ranked: another algorithm ({})", names.a, names.b, pair.reason);
    case Verdict::not_comparable:
      return fmt::format("{} and {} are not comparable: {}", names.a, names.b, pair.reason);
    case Verdict::unmeasured:
      return fmt::format("{} and {}: no {} ({})", names.a, names.b, words_of(pair.quantity), pair.reason);
    case Verdict::too_few_rounds:
      return early_sentence(pair, names, first_look);
    default:
      return separated_sentence(pair, names);
  }
}

/// "; gpu missed the target in 1 round; cpu failed in 2 rounds": what the ratio has in it, and what it has
/// not.
std::string counts_text(const PairJudgement& pair, const PairNames& names) {
  std::string text;
  const auto add = [&](const std::string& name, const char* what, std::int64_t rounds) {
    if (rounds > 0) text += fmt::format("; {} {} in {}", name, what, rounds_text(rounds));
  };
  if (pair.verdict != Verdict::target_not_reached) {
    add(names.a, "missed the target", pair.missed_a);
    add(names.b, "missed the target", pair.missed_b);
  }
  add(names.a, "failed", pair.failed_a);
  add(names.b, "failed", pair.failed_b);
  return text;
}

}  // namespace

std::string sentence_of(const PairJudgement& pair, const PairNames& names, double floor,
                        std::int64_t first_look) {
  const std::string variant = names.variant.empty() ? "" : names.variant + ": ";
  return variant + main_sentence(pair, names, floor, first_look) + counts_text(pair, names);
}

}  // namespace accelbench
