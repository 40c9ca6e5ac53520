// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/experiment/choices.h"
#include "core/results/comparison_records.h"

// What each quantity means to a comparison.
namespace accelbench {

/// Whether a run can miss it.
bool needs_target(Quantity quantity);
/// Whether more of it is better.
bool more_is_better(Quantity quantity);
/// Whether a interval of q_a / q_b that lies above 1 (or below) says faster, slower, lower or higher.
Verdict verdict_of(Quantity quantity, bool above_one);

/// Why two runs' values of a quantity have no ratio: other counters, other losses. Empty: they have one.
std::string not_of_one_kind(Quantity quantity, const RunSummary& a, const RunSummary& b);

/// A run that ended as it was to end, or (where a target is asked for) that diverged before it: a miss.
/// Others have no figures.
bool counts_for(Quantity quantity, const RunSummary& run);

}  // namespace accelbench
