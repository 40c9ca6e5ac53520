// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>

#include "core/results/comparison_records.h"
#include "core/results/ratio_texts.h"

// Judgements in words: one plain sentence a pair.
namespace accelbench {

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
