// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/comparison/comparison.h"
#include "core/comparison/launcher.h"
#include "core/run/training.h"

// Certificates, trial, rounds, looks, the end: what happens when, whoever launches.
namespace accelbench {

/// The order of a round's rows: the permutation that sample_order (core/work/order.h) gives for epoch
/// `round`.
std::vector<std::int64_t> round_order(std::uint64_t seed, std::int64_t round, std::int64_t rows);

/// How many rounds may have been repeated because something disturbed them once `counted` rounds count: a
/// third of all, spread over the comparison, so that a machine that is never quiet does not spend its time on
/// the first round.
std::int64_t most_repeats(const RoundsSpec& rounds, std::int64_t counted);

/// An accelerator whose launches failed so often in a row is launched no more.
inline constexpr std::int64_t most_failures_in_a_row = 3;

/// Blocks. `rows` are those of the request's experiment. The outcome's machine and fingerprint are the
/// caller's.
ComparisonOutcome run_protocol(const ComparisonRequest& request, const TrainingRows& rows, Launcher& launcher,
                               ComparisonSink& sink, const std::stop_token& stop);

}  // namespace accelbench
