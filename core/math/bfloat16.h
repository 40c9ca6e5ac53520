// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "core/base/target.h"

namespace accelbench {

/// A float32 cut to its upper 16 bits: 8 bits of mantissa, the whole range of exponents. Only a format to
/// store: sums are float32.
struct Bfloat16 {
  std::uint16_t bits = 0;
};

ACCELBENCH_HD inline float to_float(Bfloat16 value) {
  const std::uint32_t bits = std::uint32_t{value.bits} << 16;
  float wide = 0;
  std::memcpy(&wide, &bits, sizeof(wide));
  return wide;
}

/// Rounded to the nearest, half to even; NaN stays NaN.
ACCELBENCH_HD inline Bfloat16 to_bfloat16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  if (value != value) return {static_cast<std::uint16_t>((bits >> 16) | 0x40U)};
  return {static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16)};
}

/// To and from what operands of products are stored as.
template <class T, class O>
ACCELBENCH_HD T widened(O value) {
  if constexpr (std::is_same_v<O, Bfloat16>)
    return to_float(value);
  else
    return value;
}
template <class O, class T>
ACCELBENCH_HD O narrowed(T value) {
  if constexpr (std::is_same_v<O, Bfloat16>)
    return to_bfloat16(value);
  else
    return static_cast<O>(value);
}

}  // namespace accelbench
