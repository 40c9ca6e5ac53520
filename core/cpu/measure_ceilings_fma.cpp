// SPDX-License-Identifier: GPL-3.0-or-later
// A core that does nothing but fused multiply-adds, compiled for each vector target.
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/measure_ceilings_fma.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <cstddef>

#include "core/cpu/measure_ceilings.h"
#include "core/cpu/measure_ceilings_window.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;

constexpr std::size_t chains = 12;  // more than latency × pipes of today's cores, fewer than 16 registers
constexpr std::size_t rounds = 20000;

/// Runs `rounds` × `chains` multiply-adds of values that stay finite; returns one of them so that nothing is
/// left out.
float multiply_and_add() {
  const Floats d;
  volatile float near_one = 0.999F;
  const auto factor = hn::Set(d, near_one);
  const auto summand = hn::Set(d, 1.0F - near_one);
  hn::Vec<Floats> sums[chains];
#pragma GCC unroll 12
  for (std::size_t k = 0; k < chains; ++k) sums[k] = hn::Set(d, static_cast<float>(k));
  for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (std::size_t k = 0; k < chains; ++k) sums[k] = hn::MulAdd(sums[k], factor, summand);
  }
  auto total = sums[0];
#pragma GCC unroll 12
  for (std::size_t k = 1; k < chains; ++k) total = hn::Add(total, sums[k]);
  return hn::GetLane(total);
}

}  // namespace

double best_rate(double seconds) {
  volatile float sink = 0;
  const double operations = 2.0 * static_cast<double>(rounds * chains * hn::Lanes(Floats()));
  return operations / shortest(seconds, [&] { return seconds_of([&] { sink = multiply_and_add(); }); });
}

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(best_rate);

double measure_multiply_adds(double seconds) { return HWY_DYNAMIC_DISPATCH(best_rate)(seconds); }

}  // namespace accelbench::cpu
#endif
