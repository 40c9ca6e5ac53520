// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <span>

// The order in which an epoch visits the rows of the training set: a permutation that is a function of (seed,
// epoch), the same on every accelerator and in every language.
namespace accelbench {

/// Fisher–Yates driven by Philox up to this many rows; above it a Feistel network with cycle walking.
inline constexpr std::int64_t shuffle_by_exchange_up_to = 65'536;

/// Fills `rows` with the permutation of 0 … rows.size() − 1 for an epoch (from 0); the identity without
/// shuffle.
void sample_order(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::span<std::int64_t> rows);
void sample_order(std::uint64_t seed, std::int64_t epoch, bool shuffle, std::span<std::int32_t> rows);

/// Row visited at `position` of an epoch over `samples` rows by the Feistel network (any samples ≥ 1): no
/// table needed.
std::int64_t feistel_row(std::uint64_t seed, std::int64_t epoch, std::int64_t samples, std::int64_t position);

}  // namespace accelbench
