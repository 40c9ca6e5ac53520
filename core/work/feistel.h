// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "core/base/philox.h"
#include "core/base/target.h"

// A permutation of any number of rows without a table: a balanced Feistel network with cycle walking (Black,
// Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). Written once for host and device; 32-bit
// arithmetic alone.
namespace accelbench {

class FeistelNetwork {
 public:
  static constexpr int rounds = 8;

  /// For 1 to 2^62 rows. The network permutes 0 … 4^h − 1, h the smallest number of bits from 1 on with 4^h ≥
  /// rows.
  ACCELBENCH_HD FeistelNetwork(std::uint64_t seed, std::int64_t epoch, std::int64_t rows)
      : rows_(static_cast<std::uint64_t>(rows)) {
    while ((std::uint64_t{1} << (2 * half_bits_)) < rows_) ++half_bits_;
    const std::uint64_t stream = random_stream(RandomUse::order, static_cast<std::uint32_t>(epoch));
    for (std::uint64_t i = 0; i < rounds / 4; ++i) {
      const auto words = Philox::words(seed, stream, (std::uint64_t{1} << 63) + i);
      for (std::uint64_t k = 0; k < 4; ++k) keys_[4 * i + k] = words[k];
    }
  }

  /// The row at a position, both from 0 to rows − 1: the network is applied until it lands inside.
  ACCELBENCH_HD std::int64_t row(std::int64_t position) const {
    std::uint64_t value = static_cast<std::uint64_t>(position);
    do {
      value = permuted(value);
    } while (value >= rows_);
    return static_cast<std::int64_t>(value);
  }

 private:
  /// The finalizer of MurmurHash3 (Appleby, public domain): every bit of x changes about half of the result's
  /// bits.
  ACCELBENCH_HD static constexpr std::uint32_t mixed(std::uint32_t x) {
    x = (x ^ (x >> 16)) * 0x85EBCA6B;
    x = (x ^ (x >> 13)) * 0xC2B2AE35;
    return x ^ (x >> 16);
  }

  ACCELBENCH_HD std::uint64_t permuted(std::uint64_t value) const {
    const std::uint32_t mask = static_cast<std::uint32_t>((std::uint64_t{1} << half_bits_) - 1);
    std::uint32_t left = static_cast<std::uint32_t>(value >> half_bits_);
    std::uint32_t right = static_cast<std::uint32_t>(value) & mask;
    for (std::uint32_t round = 0; round < rounds; ++round) {
      const std::uint32_t next = left ^ (mixed(right ^ keys_[round]) & mask);
      left = right;
      right = next;
    }
    return (std::uint64_t{left} << half_bits_) | right;
  }

  std::uint64_t rows_;
  int half_bits_ = 1;
  std::array<std::uint32_t, rounds> keys_{};
};

}  // namespace accelbench
