// SPDX-License-Identifier: GPL-3.0-or-later
// The loops over elements: activations, roundings, updates.
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/elements.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <algorithm>

#include "core/cpu/kernels.h"
#include "core/cpu/products.h"
#include "core/cpu/sums.h"
#include "core/cpu/updates-inl.h"
#include "core/math/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
template <Activation A, class T>
void activate_row(T* values, const T* bias, T* slopes, std::size_t columns) {
  const hn::ScalableTag<T> d;
  for (std::size_t j = 0; j < columns; j += hn::Lanes(d)) {
    auto sum = hn::LoadU(d, values + j);
    if (bias != nullptr) sum = sum + hn::LoadU(d, bias + j);
    const auto activated = simd::activate<A>(sum);
    hn::StoreU(activated.value, d, values + j);
    if (slopes != nullptr) hn::StoreU(activated.slope, d, slopes + j);
  }
}

template <Activation A, class T>
void activate_tile(const Tile<T>& tile, const T* bias, Strided<T> slopes) {
  for (std::size_t i = 0; i < tile.rows; ++i)
    activate_row<A>(tile.values + i * tile.stride, bias,
                    slopes.values == nullptr ? nullptr : slopes.values + i * slopes.stride, tile.columns);
}

template <class T>
void activate(Activation activation, const Tile<T>& tile, const T* bias, Strided<T> slopes) {
  switch (activation) {
    case Activation::relu:
      return activate_tile<Activation::relu>(tile, bias, slopes);
    case Activation::leaky_relu:
      return activate_tile<Activation::leaky_relu>(tile, bias, slopes);
    case Activation::elu:
      return activate_tile<Activation::elu>(tile, bias, slopes);
    case Activation::gelu:
      return activate_tile<Activation::gelu>(tile, bias, slopes);
    case Activation::gelu_tanh:
      return activate_tile<Activation::gelu_tanh>(tile, bias, slopes);
    case Activation::sigmoid:
      return activate_tile<Activation::sigmoid>(tile, bias, slopes);
    case Activation::silu:
      return activate_tile<Activation::silu>(tile, bias, slopes);
    case Activation::softplus:
      return activate_tile<Activation::softplus>(tile, bias, slopes);
    case Activation::tanh:
      return activate_tile<Activation::tanh>(tile, bias, slopes);
    case Activation::linear:
    case Activation::softmax:
      return activate_tile<Activation::linear>(tile, bias, slopes);
  }
}

/// tile ∘= factor(other), element by element.
template <class T, class O, class Factor>
HWY_INLINE void multiply_tile(const Tile<T>& tile, Strided<const O> other, Factor factor) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < tile.rows; ++i)
    for (std::size_t j = 0; j < tile.columns; j += hn::Lanes(d)) {
      T* value = tile.values + i * tile.stride + j;
      hn::StoreU(hn::LoadU(d, value) * factor(load(other.values + i * other.stride + j)), d, value);
    }
}

template <Activation A, class T, class O>
void multiply_by_slope_of(const Tile<T>& tile, Strided<const O> values) {
  multiply_tile(tile, values, [](Vector<T> value) HWY_ATTR { return simd::slope_from_value<A>(value); });
}

template <class T, class O>
void multiply_by_slope(Activation activation, const Tile<T>& tile, Strided<const O> values) {
  switch (activation) {
    case Activation::relu:
      return multiply_by_slope_of<Activation::relu>(tile, values);
    case Activation::leaky_relu:
      return multiply_by_slope_of<Activation::leaky_relu>(tile, values);
    case Activation::elu:
      return multiply_by_slope_of<Activation::elu>(tile, values);
    case Activation::sigmoid:
      return multiply_by_slope_of<Activation::sigmoid>(tile, values);
    case Activation::tanh:
      return multiply_by_slope_of<Activation::tanh>(tile, values);
    default:
      return;  // linear: 1; the others keep their slopes (slope_needs_input)
  }
}

template <class T>
void multiply(const Tile<T>& tile, Strided<const T> factors) {
  multiply_tile(tile, factors, [](Vector<T> factor) HWY_ATTR { return factor; });
}

template <class T, class O>
void narrow(const Tile<const T>& tile, Strided<O> to) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < tile.rows; ++i)
    for (std::size_t j = 0; j < tile.columns; j += hn::Lanes(d))
      store(hn::LoadU(d, tile.values + i * tile.stride + j), to.values + i * to.stride + j);
}

// Four vectors of columns at a time: whole cache lines of a row, and sums that stay in registers.
constexpr std::size_t sums_at_once = 4;

template <std::size_t Vectors, class T, class O>
HWY_INLINE void sum_columns(const Tile<const O>& tile, std::size_t first, T* sums) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  Vector<T> sum[Vectors];
#pragma GCC unroll 4
  for (std::size_t v = 0; v < Vectors; ++v) sum[v] = hn::Zero(d);
  for (std::size_t i = 0; i < tile.rows; ++i)
#pragma GCC unroll 4
    for (std::size_t v = 0; v < Vectors; ++v)
      sum[v] = sum[v] + load(tile.values + i * tile.stride + first + v * lanes);
#pragma GCC unroll 4
  for (std::size_t v = 0; v < Vectors; ++v) hn::StoreU(sum[v], d, sums + first + v * lanes);
}

template <class T, class O>
void sum_rows(const Tile<const O>& tile, T* sums) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  std::size_t j = 0;
  for (; j + sums_at_once * lanes <= tile.columns; j += sums_at_once * lanes)
    sum_columns<sums_at_once, T>(tile, j, sums);
  for (; j < tile.columns; j += lanes) sum_columns<1, T>(tile, j, sums);
}

template <OptimizerKind Kind, class T, class O>
void update_rows(const Update<T, O>& update) {
  const hn::ScalableTag<T> d;
  const auto scale = hn::Set(d, update.gradient_scale);
  const std::size_t stride = update.weights.stride;
  for (std::size_t i = 0; i < update.weights.rows; ++i)
    for (std::size_t j = 0; j < update.weights.columns; j += hn::Lanes(d)) {
      fetch<Kind>(update, (i + 2) * stride + j);
      update_vector<Kind>(update, i * stride + j,
                          load(update.gradients.values + i * update.gradients.stride + j) * scale);
    }
}

template <class T, class O>
void update(const Update<T, O>& update) {
  switch (update.kind) {
    case OptimizerKind::adam:
      return update_rows<OptimizerKind::adam>(update);
    case OptimizerKind::adamw:
      return update_rows<OptimizerKind::adamw>(update);
    case OptimizerKind::sgd:
      return update_rows<OptimizerKind::sgd>(update);
    case OptimizerKind::rmsprop:
      return update_rows<OptimizerKind::rmsprop>(update);
  }
}

template <class T>
void exponentials(const T* x, T shift, T* y, std::size_t count) {
  const hn::ScalableTag<T> d;
  for (std::size_t j = 0; j < count; j += hn::Lanes(d))
    hn::StoreU(simd::exponential(hn::LoadU(d, x + j) - hn::Set(d, shift)), d, y + j);
}

/// x · 0 is 0 for every finite x and NaN for every other.
template <class T>
bool finite(const T* values, std::size_t count) {
  const hn::ScalableTag<T> d;
  const auto zero = hn::Zero(d);
  auto sum = zero;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d))
    sum = simd::multiply_add(hn::LoadU(d, values + i), zero, sum);
  return hn::AllTrue(d, hn::Eq(sum, zero));
}

template <class T, class O>
Kernels<T, O> make_kernels() {
  return {nullptr,
          &activate<T>,
          &multiply_by_slope<T, O>,
          &multiply<T>,
          &narrow<T, O>,
          &sum_rows<T, O>,
          &update<T, O>,
          nullptr,
          nullptr,
          &exponentials<T>,
          nullptr,
          &finite<T>,
          hwy::TargetName(HWY_TARGET)};
}

}  // namespace

Kernels<float> kernels_of_float() { return make_kernels<float, float>(); }
Kernels<double> kernels_of_double() { return make_kernels<double, double>(); }
Kernels<float, Bfloat16> kernels_of_bfloat16() { return make_kernels<float, Bfloat16>(); }

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(kernels_of_float);
HWY_EXPORT(kernels_of_double);
HWY_EXPORT(kernels_of_bfloat16);

namespace {

/// With what other files have for the same processor.
template <class T, class O>
Kernels<T, O> completed(Kernels<T, O> table) {
  const SumKernels<T> sums = sum_kernels<T>();
  table.product = product_function<T>();
  table.regularise = sums.regularise;
  table.sum_of_squares = sums.sum_of_squares;
  table.loss_of_row = sums.loss_of_row;
  return table;
}

}  // namespace

template <>
Kernels<float> kernels() {
  return completed(HWY_DYNAMIC_DISPATCH(kernels_of_float)());
}
template <>
Kernels<double> kernels() {
  return completed(HWY_DYNAMIC_DISPATCH(kernels_of_double)());
}
template <>
Kernels<float, Bfloat16> kernels() {
  return completed(HWY_DYNAMIC_DISPATCH(kernels_of_bfloat16)());
}

}  // namespace accelbench::cpu
#endif
