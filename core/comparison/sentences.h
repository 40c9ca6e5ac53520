// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/results/comparison_records.h"

// Judgements in words: one plain sentence a pair.
namespace accelbench {

/// A ratio and its ends with the same number of decimals: two significant digits where the interval is wide,
/// three where it is under a tenth of the ratio, and more where an end beside 1 would be written as 1. Ends
/// that are empty: "0" and "∞".
struct RatioTexts {
  std::string ratio, low, high;
};
RatioTexts ratio_texts(double ratio, std::optional<double> low, std::optional<double> high);

/// "95 %", "98.3 %": never more than it is.
std::string percent_text(double share);

/// How the two rows of a pair are called.
struct PairNames {
  std::string a, b;
  std::string variant;  ///< of a sweep: stands before the sentence
};

/// "gpu trains 3.1× as fast as cpu (2.9–3.4, 95 %, 10 rounds)". `floor` is that of the pair's quantity, 1
/// without; `first_look` in rounds.
std::string sentence_of(const PairJudgement& pair, const PairNames& names, double floor,
                        std::int64_t first_look);

}  // namespace accelbench
