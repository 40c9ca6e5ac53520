// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/experiment/experiment.h"

// When a comparison looks at its rounds, and what each look may spend of the chance of a false claim. Looking
// after every round at 5 % claims a difference that is not there in about one comparison of five.
namespace accelbench {

/// Rounds at which verdicts are made: at round(max · {1/5, 1/3, 1/2, 11/15, 1}), none before `min` nor before
/// the second round; a number of rounds is one look. 6, 10, 15, 22, 30 for the default.
std::vector<std::int64_t> planned_looks(const RoundsSpec& rounds);

/// α · ln(1 + (e − 1) · rounds / max): what may have been spent by a look, cumulative.
/// Source: Lan, DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70 (1983), the
/// function of Pocock's kind.
double alpha_spent(double alpha, std::int64_t rounds, std::int64_t max);

/// The two-sided level of each look: with them a normal process without drift crosses at look k or earlier
/// with the probability alpha_spent(alpha, looks[k], looks.back()). `looks` rise. 1.48, 1.22, 1.41, 1.71,
/// 1.88 % for 5 % and the default looks.
/// Source: Armitage, McPherson, Rowe, "Repeated significance tests on accumulating data", J. R. Stat. Soc. A
/// 132 (1969); the density of paths that have not crossed is carried from look to look by Gauss–Legendre
/// integration. A fraction of a millisecond; the latest answers are kept.
std::vector<double> nominal_levels(double alpha, std::span<const std::int64_t> looks);

}  // namespace accelbench
