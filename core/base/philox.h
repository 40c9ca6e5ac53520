// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "core/base/target.h"

// Philox4x32-10: the counter-based random numbers of everything that must be drawn alike on every accelerator.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; constants of Random123.
namespace accelbench {

struct Philox {
  /// Four independent words for one counter under one key.
  ACCELBENCH_HD static constexpr std::array<std::uint32_t, 4> words(std::array<std::uint32_t, 4> counter,
                                                                    std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
      counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                 static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
      key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
    }
    return counter;
  }

  /// The words of counter (index, stream) under a 64-bit seed. Each use of randomness has a stream of its own.
  ACCELBENCH_HD static constexpr std::array<std::uint32_t, 4> words(std::uint64_t seed, std::uint64_t stream,
                                                                    std::uint64_t index) {
    return words({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                  static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
                 {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  }
};

/// A uniform number in [0, 1) with 24 bits, exact in float32.
ACCELBENCH_HD constexpr float uniform_float(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }

/// A uniform number in [0, 1) with 53 bits from two words (the first the more significant).
ACCELBENCH_HD constexpr double uniform_double(std::uint32_t high, std::uint32_t low) {
  return static_cast<double>(((std::uint64_t{high} << 32) | low) >> 11) * 0x1p-53;
}

/// Streams: the upper half names the use, the lower half a layer, an epoch or a column.
enum class RandomUse : std::uint64_t { weights = 1, order = 2, dropout = 3, data = 4, trial = 5 };
ACCELBENCH_HD constexpr std::uint64_t random_stream(RandomUse use, std::uint32_t part) {
  return (static_cast<std::uint64_t>(use) << 32) | part;
}

}  // namespace accelbench
