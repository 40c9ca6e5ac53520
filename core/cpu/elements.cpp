// SPDX-License-Identifier: GPL-3.0-or-later
// The loops over elements: activations, losses, updates.
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
#include "core/math/scalar.h"
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

/// One row of an update: pointers to its first elements.
template <class T>
struct UpdateRow {
  T* weights;
  const T* gradients;
  T* first;
  T* second;
};

template <bool Decay, class T>
HWY_INLINE void update_adam(const Update<T>& update, const UpdateRow<T>& row) {
  const hn::ScalableTag<T> d;
  const auto scale = hn::Set(d, update.gradient_scale);
  for (std::size_t i = 0; i < update.weights.columns; i += hn::Lanes(d)) {
    auto weight = hn::LoadU(d, row.weights + i);
    if constexpr (Decay) weight = simd::decayed(weight, update.constants);
    const auto updated =
        simd::adam_of(weight, hn::LoadU(d, row.gradients + i) * scale, hn::LoadU(d, row.first + i),
                      hn::LoadU(d, row.second + i), update.constants);
    hn::StoreU(updated.weight, d, row.weights + i);
    hn::StoreU(updated.first, d, row.first + i);
    hn::StoreU(updated.second, d, row.second + i);
  }
}

template <class T>
HWY_INLINE void update_sgd(const Update<T>& update, const UpdateRow<T>& row) {
  const hn::ScalableTag<T> d;
  const auto scale = hn::Set(d, update.gradient_scale);
  for (std::size_t i = 0; i < update.weights.columns; i += hn::Lanes(d)) {
    const auto velocity = row.first == nullptr ? hn::Zero(d) : hn::LoadU(d, row.first + i);
    const auto updated = simd::sgd_of(hn::LoadU(d, row.weights + i), hn::LoadU(d, row.gradients + i) * scale,
                                      velocity, update.nesterov, update.constants);
    hn::StoreU(updated.weight, d, row.weights + i);
    if (row.first != nullptr) hn::StoreU(updated.first, d, row.first + i);
  }
}

template <class T>
HWY_INLINE void update_rmsprop(const Update<T>& update, const UpdateRow<T>& row) {
  const hn::ScalableTag<T> d;
  const auto scale = hn::Set(d, update.gradient_scale);
  for (std::size_t i = 0; i < update.weights.columns; i += hn::Lanes(d)) {
    const auto updated =
        simd::rmsprop_of(hn::LoadU(d, row.weights + i), hn::LoadU(d, row.gradients + i) * scale,
                         hn::LoadU(d, row.first + i), update.constants);
    hn::StoreU(updated.weight, d, row.weights + i);
    hn::StoreU(updated.first, d, row.first + i);
  }
}

template <class T>
void update_row(const Update<T>& update, const UpdateRow<T>& row) {
  switch (update.kind) {
    case OptimizerKind::adam:
      return update_adam<false>(update, row);
    case OptimizerKind::adamw:
      return update_adam<true>(update, row);
    case OptimizerKind::sgd:
      return update_sgd(update, row);
    case OptimizerKind::rmsprop:
      return update_rmsprop(update, row);
  }
}

template <class T>
void update(const Update<T>& update) {
  const std::size_t stride = update.weights.stride;
  const auto row_of = [stride](T* matrix, std::size_t row) {
    return matrix == nullptr ? nullptr : matrix + row * stride;
  };
  for (std::size_t i = 0; i < update.weights.rows; ++i)
    update_row(update,
               {row_of(update.weights.values, i), update.gradients.values + i * update.gradients.stride,
                row_of(update.first, i), row_of(update.second, i)});
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

// Losses: eight running sums, whatever the width of a vector, so that every target adds in the same order.
constexpr std::size_t running_sums = 8;
using Doubles = hn::CappedTag<double, running_sums>;
using DoubleVector = hn::Vec<Doubles>;
constexpr std::size_t double_lanes = hn::MaxLanes(Doubles());

struct SumVectors {
  DoubleVector loss, absolute, squared, target, target_squared;
};

double total(const DoubleVector (&parts)[running_sums / double_lanes]) {
  alignas(64) double lanes[running_sums];
  for (std::size_t i = 0; i < running_sums / double_lanes; ++i)
    hn::StoreU(parts[i], Doubles(), lanes + i * double_lanes);
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

HWY_INLINE DoubleVector load_double(const double* from) { return hn::LoadU(Doubles(), from); }
HWY_INLINE DoubleVector load_double(const float* from) {
  return hn::PromoteTo(Doubles(), hn::LoadU(hn::Rebind<float, Doubles>(), from));
}
HWY_INLINE void store_double(DoubleVector value, double* to) { hn::StoreU(value, Doubles(), to); }
HWY_INLINE void store_double(DoubleVector value, float* to) {
  const hn::Rebind<float, Doubles> d;
  hn::StoreU(hn::DemoteTo(d, value), d, to);
}

/// Sums of squares (and of sizes) of elements of rows, in the eight running sums.
struct ElementSums {
  DoubleVector absolute[running_sums / double_lanes];
  DoubleVector squared[running_sums / double_lanes];
};

HWY_INLINE void clear(ElementSums& sums) {
  for (std::size_t part = 0; part < running_sums / double_lanes; ++part)
    sums.absolute[part] = sums.squared[part] = hn::Zero(Doubles());
}

template <class T>
HWY_INLINE void add_elements(const T* values, std::size_t columns, ElementSums& sums) {
  for (std::size_t j = 0; j < columns; j += running_sums)
    for (std::size_t part = 0; part < running_sums / double_lanes; ++part) {
      const auto value = load_double(values + j + part * double_lanes);
      sums.absolute[part] = sums.absolute[part] + hn::Abs(value);
      sums.squared[part] = sums.squared[part] + value * value;
    }
}

template <class T>
HWY_INLINE void add_penalty_gradient(const T* weights, T* gradients, std::size_t columns, T l1, T twice_l2) {
  const hn::ScalableTag<T> d;
  for (std::size_t j = 0; j < columns; j += hn::Lanes(d)) {
    const auto weight = hn::LoadU(d, weights + j);
    const auto push = hn::Set(d, l1) * simd::sign_or_zero(weight) + hn::Set(d, twice_l2) * weight;
    hn::StoreU(hn::LoadU(d, gradients + j) + push, d, gradients + j);
  }
}

template <class T>
WeightSums regularise(const Tile<const T>& weights, Strided<T> gradients, Regularisation by) {
  ElementSums sums;
  clear(sums);
  for (std::size_t i = 0; i < weights.rows; ++i) {
    const T* row = weights.values + i * weights.stride;
    add_elements(row, weights.columns, sums);
    if (gradients.values != nullptr)
      add_penalty_gradient(row, gradients.values + i * gradients.stride, weights.columns,
                           static_cast<T>(by.l1), static_cast<T>(2 * by.l2));
  }
  return {total(sums.absolute), total(sums.squared)};
}

template <class T>
double sum_of_squares(const Tile<const T>& tile) {
  ElementSums sums;
  clear(sums);
  for (std::size_t i = 0; i < tile.rows; ++i) add_elements(tile.values + i * tile.stride, tile.columns, sums);
  return total(sums.squared);
}

template <Loss L, class T>
HWY_INLINE void add_outputs(const LossRow<T>& row, std::size_t j, SumVectors& sums) {
  const Doubles d;
  const auto inside = hn::FirstN(d, row.outputs > j ? row.outputs - j : 0);
  const auto target = hn::IfThenElseZero(inside, load_double(row.target + j));
  const auto prediction = hn::IfThenElseZero(inside, load_double(row.prediction + j));
  const auto difference = prediction - target;
  const auto loss = simd::loss_of_output<L>(prediction, target);
  if (row.gradient != nullptr)
    store_double(hn::IfThenElseZero(inside, loss.gradient * hn::Set(d, row.scale)), row.gradient + j);
  sums.loss = sums.loss + hn::IfThenElseZero(inside, loss.value);
  sums.absolute = sums.absolute + hn::Abs(difference);
  sums.squared = sums.squared + difference * difference;
  sums.target = sums.target + target;
  sums.target_squared = sums.target_squared + target * target;
}

template <class Get>
HWY_INLINE double total_of(const SumVectors* sums, Get get) {
  DoubleVector parts[running_sums / double_lanes];
  for (std::size_t i = 0; i < running_sums / double_lanes; ++i) parts[i] = get(sums[i]);
  return total(parts);
}

template <Loss L, class T>
RowSums loss_of_wide_row(const LossRow<T>& row) {
  const auto zero = hn::Zero(Doubles());
  SumVectors sums[running_sums / double_lanes];
  for (auto& part : sums) part = {zero, zero, zero, zero, zero};
  for (std::size_t j = 0; j < row.outputs; j += running_sums)
    for (std::size_t part = 0; part < running_sums / double_lanes; ++part)
      add_outputs<L>(row, j + part * double_lanes, sums[part]);
  RowSums result;
  result.loss = total_of(sums, [](const SumVectors& part) HWY_ATTR { return part.loss; });
  result.absolute = total_of(sums, [](const SumVectors& part) HWY_ATTR { return part.absolute; });
  result.squared = total_of(sums, [](const SumVectors& part) HWY_ATTR { return part.squared; });
  result.target = total_of(sums, [](const SumVectors& part) HWY_ATTR { return part.target; });
  result.target_squared = total_of(sums, [](const SumVectors& part) HWY_ATTR { return part.target_squared; });
  return result;
}

template <Loss L, class T>
RowSums loss_of_narrow_row(const LossRow<T>& row) {
  RowSums sums;
  for (std::size_t j = 0; j < row.outputs; ++j) {
    const double prediction = static_cast<double>(row.prediction[j]),
                 target = static_cast<double>(row.target[j]);
    const double difference = prediction - target;
    const auto loss = scalar_math::loss_of_output<L>(prediction, target);
    if (row.gradient != nullptr) row.gradient[j] = static_cast<T>(loss.gradient * row.scale);
    sums.loss += loss.value;
    sums.absolute += std::fabs(difference);
    sums.squared += difference * difference;
    sums.target += target;
    sums.target_squared += target * target;
  }
  return sums;
}

template <Loss L, class T>
RowSums loss_of(const LossRow<T>& row) {
  return row.outputs < running_sums ? loss_of_narrow_row<L>(row) : loss_of_wide_row<L>(row);
}

template <class T>
RowSums loss_of_row(const LossRow<T>& row) {
  switch (row.loss) {
    case Loss::mae:
      return loss_of<Loss::mae>(row);
    case Loss::huber:
      return loss_of<Loss::huber>(row);
    case Loss::binary_crossentropy:
      return loss_of<Loss::binary_crossentropy>(row);
    default:
      return loss_of<Loss::mse>(row);  // categorical_crossentropy never comes here
  }
}

template <class T, class O>
Kernels<T, O> make_kernels() {
  return {nullptr,
          &activate<T>,
          &multiply_by_slope<T, O>,
          &multiply<T>,
          &narrow<T, O>,
          &sum_rows<T, O>,
          &update<T>,
          &regularise<T>,
          &sum_of_squares<T>,
          &exponentials<T>,
          &loss_of_row<T>,
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

template <>
Kernels<float> kernels() {
  auto table = HWY_DYNAMIC_DISPATCH(kernels_of_float)();
  table.product = product_function<float>();
  return table;
}
template <>
Kernels<double> kernels() {
  auto table = HWY_DYNAMIC_DISPATCH(kernels_of_double)();
  table.product = product_function<double>();
  return table;
}
template <>
Kernels<float, Bfloat16> kernels() {
  auto table = HWY_DYNAMIC_DISPATCH(kernels_of_bfloat16)();
  table.product = product_function<float>();
  return table;
}

}  // namespace accelbench::cpu
#endif
