// SPDX-License-Identifier: GPL-3.0-or-later
// Sums over elements in float64: losses, penalties, norms.
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/sums.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <algorithm>

#include "core/cpu/kernels.h"
#include "core/cpu/sums.h"
#include "core/math/scalar.h"
#include "core/math/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
namespace simd = accelbench::HWY_NAMESPACE;

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

template <class T>
SumKernels<T> make_sums() {
  return {&regularise<T>, &sum_of_squares<T>, &loss_of_row<T>};
}

}  // namespace

SumKernels<float> sums_of_float() { return make_sums<float>(); }
SumKernels<double> sums_of_double() { return make_sums<double>(); }

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(sums_of_float);
HWY_EXPORT(sums_of_double);

template <>
SumKernels<float> sum_kernels() {
  return HWY_DYNAMIC_DISPATCH(sums_of_float)();
}
template <>
SumKernels<double> sum_kernels() {
  return HWY_DYNAMIC_DISPATCH(sums_of_double)();
}

}  // namespace accelbench::cpu
#endif
