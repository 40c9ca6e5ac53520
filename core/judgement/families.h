// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/judgement/judgement.h"
#include "core/results/comparison_records.h"

// Who is held against whom: verdicts are given only inside a variant, against its baseline.
namespace accelbench {

/// What its certificate lets a row be.
enum class Standing { ranked, different_algorithm, not_comparable };

struct Member {
  const JudgedRow* row = nullptr;
  Standing standing = Standing::ranked;
  std::string reason;  ///< why not ranked
};

/// The rows of one variant that have a certificate; the others take no part.
struct Family {
  std::size_t variant = 0;
  std::vector<Member> members;
  std::size_t baseline = 0;  ///< into members
  /// The chance of a false claim that each pair with the baseline gets: 5 % shared among k − 1 pairs of k
  /// ranked rows (Bonferroni). Fixed before the first round.
  double alpha_of_pair() const;
};

/// Of a whole comparison, and of a claim that one is best.
inline constexpr double whole_alpha = 0.05;

/// By variant; those without members are left out. The request must outlive them.
std::vector<Family> families_of(const JudgementRequest& request, const ComparisonRecord& facts);

}  // namespace accelbench
