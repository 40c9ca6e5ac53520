// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <bit>
#include <cstdint>
#include <type_traits>

namespace accelbench::cpu {

/// A float32 cut to its upper 16 bits: 8 bits of mantissa, the whole range of exponents. Only a format to
/// store: sums are float32.
struct Bfloat16 {
  std::uint16_t bits = 0;
};

inline float to_float(Bfloat16 value) { return std::bit_cast<float>(std::uint32_t{value.bits} << 16); }

/// Rounded to the nearest, half to even; a NaN stays one.
inline Bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) return {static_cast<std::uint16_t>((bits >> 16) | 0x40U)};
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16)};
}

/// Between a number T that is summed and the operand O that it is stored as.
template <class T, class O>
T widened(O value) {
  if constexpr (std::is_same_v<O, Bfloat16>)
    return to_float(value);
  else
    return value;
}
template <class O, class T>
O narrowed(T value) {
  if constexpr (std::is_same_v<O, Bfloat16>)
    return to_bfloat16(value);
  else
    return static_cast<O>(value);
}

}  // namespace accelbench::cpu
