// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of operands, and the update of one vector of weights. Included once for each target of Highway's
// foreach_target.

#if defined(ACCELBENCH_CORE_CPU_UPDATES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ACCELBENCH_CORE_CPU_UPDATES_INL_H
#undef ACCELBENCH_CORE_CPU_UPDATES_INL_H
#else
#define ACCELBENCH_CORE_CPU_UPDATES_INL_H
#endif

#include <hwy/highway.h>

#include "core/cpu/kernels.h"
#include "core/math/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
namespace simd = accelbench::HWY_NAMESPACE;

template <class T>
using Vector = hn::Vec<hn::ScalableTag<T>>;

// Operands in and out of vectors of T.
template <class T>
HWY_INLINE Vector<T> load(const T* from) {
  return hn::LoadU(hn::ScalableTag<T>(), from);
}
HWY_INLINE Vector<float> load(const Bfloat16* from) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::uint32_t, decltype(d)> words;
  const hn::Rebind<std::uint16_t, decltype(d)> halves;
  const auto bits = hn::LoadU(halves, reinterpret_cast<const std::uint16_t*>(from));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(words, bits)));
}
template <class T>
HWY_INLINE void store(Vector<T> value, T* to) {
  hn::StoreU(value, hn::ScalableTag<T>(), to);
}
#if HWY_TARGET == HWY_AVX3
// The one instruction for it, which Highway 1.0 does not know: bfloat16 is trained only on processors that
// have it (multiplies_bfloat16). Subnormal values become 0, as everywhere in a training thread.
HWY_INLINE void store(Vector<float> value, Bfloat16* to) {
  const hn::Rebind<std::uint16_t, hn::ScalableTag<float>> halves;
  decltype(hn::Zero(halves)) rounded;
  asm("vcvtneps2bf16 %1, %0" : "=v"(rounded.raw) : "v"(value.raw));
  hn::StoreU(rounded, halves, reinterpret_cast<std::uint16_t*>(to));
}
#else
HWY_INLINE void store(Vector<float> value, Bfloat16* to) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::uint32_t, decltype(d)> words;
  const hn::Rebind<std::int32_t, decltype(d)> integers;
  const hn::Rebind<std::uint16_t, decltype(d)> halves;
  const auto bits = hn::BitCast(words, value);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1));
  const auto rounded = hn::ShiftRight<16>(bits + hn::Set(words, 0x7FFF) + odd);
  const auto quiet = hn::Or(hn::ShiftRight<16>(bits), hn::Set(words, 0x40));
  const auto kept = hn::IfThenElse(hn::RebindMask(words, hn::Eq(value, value)), rounded, quiet);
  hn::StoreU(hn::DemoteTo(halves, hn::BitCast(integers, kept)), halves, reinterpret_cast<std::uint16_t*>(to));
}
#endif

/// Brings the weights and moments at element `at` of an update into the cache, before they are asked for.
template <OptimizerKind Kind, class T, class O>
HWY_INLINE void fetch(const Update<T, O>& update, std::size_t at) {
  __builtin_prefetch(update.weights.values + at, 1);
  if (update.first != nullptr) __builtin_prefetch(update.first + at, 1);
  if constexpr (Kind == OptimizerKind::adam || Kind == OptimizerKind::adamw)
    __builtin_prefetch(update.second + at, 1);
}

/// The vector of weights at element `at` of an update, by its gradient.
template <OptimizerKind Kind, class T, class O>
HWY_INLINE void update_vector(const Update<T, O>& update, std::size_t at, Vector<T> gradient) {
  const hn::ScalableTag<T> d;
  constexpr bool adam = Kind == OptimizerKind::adam || Kind == OptimizerKind::adamw;
  auto weight = load(update.weights.values + at);
  const auto first = update.first == nullptr ? hn::Zero(d) : load(update.first + at);
  simd::Updated<Vector<T>> updated;
  if constexpr (Kind == OptimizerKind::adamw) weight = simd::decayed(weight, update.constants);
  if constexpr (adam)
    updated = simd::adam_of(weight, gradient, first, load(update.second + at), update.constants);
  else if constexpr (Kind == OptimizerKind::sgd)
    updated = simd::sgd_of(weight, gradient, first, update.nesterov, update.constants);
  else
    updated = simd::rmsprop_of(weight, gradient, first, update.constants);
  store(updated.weight, update.weights.values + at);
  if constexpr (!std::is_same_v<T, O>) store(updated.weight, update.operands + at);
  if (update.first != nullptr) store(updated.first, update.first + at);
  if constexpr (adam) store(updated.second, update.second + at);
}

}  // namespace
}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // once for each target
