// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "core/base/target.h"
#include "core/math/activation.h"
#include "core/math/loss.h"
#include "core/math/optimizer_constants.h"

// Activations, losses and optimizers on plain float and double, for host and device; simd-inl.h has them on
// vectors.
namespace accelbench::scalar_math {

#define ACCELBENCH_MATH ACCELBENCH_HD inline

template <class V>
inline constexpr bool single = std::is_same_v<V, float>;

template <class V>
ACCELBENCH_MATH V number(double x) {
  return static_cast<V>(x);
}
template <class V, class T>
ACCELBENCH_MATH V value_of(T x) {
  return x;
}
template <class V>
ACCELBENCH_MATH V multiply_add(V a, V b, V c) {
  return std::fma(a, b, c);
}
template <class V>
ACCELBENCH_MATH bool less(V a, V b) {
  return a < b;
}
template <class V>
ACCELBENCH_MATH V select(bool condition, V a, V b) {
  return condition ? a : b;
}
template <class V>
ACCELBENCH_MATH V absolute(V x) {
  return std::fabs(x);
}
template <class V>
ACCELBENCH_MATH V square_root(V x) {
  return std::sqrt(x);
}
template <class V>
ACCELBENCH_MATH V nearest(V x) {
  return std::rint(x);
}
/// On the exponent's bits: exact, and cheap on every target.
ACCELBENCH_MATH float times_power_of_two(float x, float n) {
  const std::int32_t exponent = n == n ? static_cast<std::int32_t>(n) : 0;
  std::uint32_t bits = 0;
  std::memcpy(&bits, &x, sizeof(bits));
  bits += static_cast<std::uint32_t>(exponent) << 23;
  std::memcpy(&x, &bits, sizeof(bits));
  return x;
}
template <class Function>
ACCELBENCH_MATH double each_lane(double x, Function function) {
  return function(x);
}

// The functions come before what uses them.
// clang-format off
#include "core/math/functions.inc"
#include "core/math/activation.inc"
#include "core/math/loss.inc"
#include "core/math/optimizer.inc"
// clang-format on
#undef ACCELBENCH_MATH

}  // namespace accelbench::scalar_math
