// SPDX-License-Identifier: GPL-3.0-or-later
// Activations, losses and optimizers on vectors of float and double: once for each target of Highway's
// foreach_target.

#if defined(ACCELBENCH_CORE_MATH_SIMD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ACCELBENCH_CORE_MATH_SIMD_INL_H
#undef ACCELBENCH_CORE_MATH_SIMD_INL_H
#else
#define ACCELBENCH_CORE_MATH_SIMD_INL_H
#endif

#include <hwy/highway.h>

#include <cmath>
#include <type_traits>

#include "core/math/activation.h"
#include "core/math/loss.h"
#include "core/math/optimizer_constants.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#define ACCELBENCH_MATH HWY_INLINE

template <class V>
using ValueType = hn::TFromD<hn::DFromV<V>>;
template <class V>
inline constexpr bool single = std::is_same_v<ValueType<V>, float>;

template <class V>
HWY_INLINE V number(double x) {
  return hn::Set(hn::DFromV<V>(), static_cast<ValueType<V>>(x));
}
template <class V, class T>
HWY_INLINE V value_of(T x) {
  return hn::Set(hn::DFromV<V>(), x);
}

/// function(lane of a, …) in every lane; for what has no vector form.
template <class V, class Function, class... More>
HWY_INLINE V lane_by_lane(Function function, V a, More... more) {
  const hn::DFromV<V> d;
  constexpr std::size_t most = HWY_MAX_BYTES / sizeof(ValueType<V>);
  alignas(HWY_MAX_BYTES) ValueType<V> lanes[1 + sizeof...(More)][most];
  std::size_t argument = 0;
  hn::Store(a, d, lanes[argument++]);
  (hn::Store(more, d, lanes[argument++]), ...);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) lanes[0][i] = function(lanes, i);
  return hn::Load(d, lanes[0]);
}

template <class V>
HWY_INLINE V multiply_add(V a, V b, V c) {
#if HWY_NATIVE_FMA
  return hn::MulAdd(a, b, c);
#else
  return lane_by_lane([](const auto& x, std::size_t i) { return std::fma(x[0][i], x[1][i], x[2][i]); }, a, b,
                      c);
#endif
}
template <class V>
HWY_INLINE auto less(V a, V b) {
  return hn::Lt(a, b);
}
template <class M, class V>
HWY_INLINE V select(M condition, V a, V b) {
  return hn::IfThenElse(condition, a, b);
}
template <class V>
HWY_INLINE V absolute(V x) {
  return hn::Abs(x);
}
template <class V>
HWY_INLINE V square_root(V x) {
  return hn::Sqrt(x);
}
template <class V>
HWY_INLINE V nearest(V x) {
  return hn::Round(x);
}
template <class V>
HWY_INLINE V times_power_of_two(V x, V n) {
  const hn::RebindToSigned<hn::DFromV<V>> integers;
  const auto exponent = hn::ShiftLeft<23>(hn::ConvertTo(integers, n));
  return hn::BitCast(hn::DFromV<V>(), hn::Add(hn::BitCast(integers, x), exponent));
}
template <class V, class Function>
HWY_INLINE V each_lane(V x, Function function) {
  return lane_by_lane([function](const auto& lanes, std::size_t i) { return function(lanes[0][i]); }, x);
}

// The functions come before what uses them.
// clang-format off
#include "core/math/functions.inc"
#include "core/math/activation.inc"
#include "core/math/loss.inc"
#include "core/math/optimizer.inc"
// clang-format on
#undef ACCELBENCH_MATH

}  // namespace accelbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // once for each target
