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

template <Activation A, class T>
void activate_row(T* values, T* slopes, std::size_t columns) {
  const hn::ScalableTag<T> d;
  for (std::size_t j = 0; j < columns; j += hn::Lanes(d)) {
    const auto activated = simd::activate<A>(hn::LoadU(d, values + j));
    hn::StoreU(activated.value, d, values + j);
    if (slopes != nullptr) hn::StoreU(activated.slope, d, slopes + j);
  }
}

template <Activation A, class T>
void activate_tile(const Tile<T>& tile, T* slopes) {
  for (std::size_t i = 0; i < tile.rows; ++i)
    activate_row<A>(tile.values + i * tile.stride, slopes == nullptr ? nullptr : slopes + i * tile.stride,
                    tile.columns);
}

template <class T>
void activate(Activation activation, const Tile<T>& tile, T* slopes) {
  switch (activation) {
    case Activation::relu:
      return activate_tile<Activation::relu>(tile, slopes);
    case Activation::leaky_relu:
      return activate_tile<Activation::leaky_relu>(tile, slopes);
    case Activation::elu:
      return activate_tile<Activation::elu>(tile, slopes);
    case Activation::gelu:
      return activate_tile<Activation::gelu>(tile, slopes);
    case Activation::gelu_tanh:
      return activate_tile<Activation::gelu_tanh>(tile, slopes);
    case Activation::sigmoid:
      return activate_tile<Activation::sigmoid>(tile, slopes);
    case Activation::silu:
      return activate_tile<Activation::silu>(tile, slopes);
    case Activation::softplus:
      return activate_tile<Activation::softplus>(tile, slopes);
    case Activation::tanh:
      return activate_tile<Activation::tanh>(tile, slopes);
    case Activation::linear:
    case Activation::softmax:
      return activate_tile<Activation::linear>(tile, slopes);
  }
}

/// tile ∘= factor(other), element by element; `other` has the tile's stride.
template <class T, class Factor>
HWY_INLINE void multiply_tile(const Tile<T>& tile, const T* other, Factor factor) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < tile.rows; ++i)
    for (std::size_t j = 0; j < tile.columns; j += hn::Lanes(d)) {
      T* value = tile.values + i * tile.stride + j;
      hn::StoreU(hn::LoadU(d, value) * factor(hn::LoadU(d, other + i * tile.stride + j)), d, value);
    }
}

template <Activation A, class T>
void multiply_by_slope_of(const Tile<T>& tile, const T* values) {
  multiply_tile(tile, values, [](Vector<T> value) HWY_ATTR { return simd::slope_from_value<A>(value); });
}

template <class T>
void multiply_by_slope(Activation activation, const Tile<T>& tile, const T* values) {
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
void multiply(const Tile<T>& tile, const T* factors) {
  multiply_tile(tile, factors, [](Vector<T> factor) HWY_ATTR { return factor; });
}

template <class T>
void sum_rows(const Tile<const T>& tile, T* sums) {
  const hn::ScalableTag<T> d;
  for (std::size_t j = 0; j < tile.columns; j += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (std::size_t i = 0; i < tile.rows; ++i) sum = sum + hn::LoadU(d, tile.values + i * tile.stride + j);
    hn::StoreU(sum, d, sums + j);
  }
}

template <bool Decay, class T>
void update_adam(const Update<T>& update) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < update.count; i += hn::Lanes(d)) {
    auto weight = hn::LoadU(d, update.weights + i);
    if constexpr (Decay) weight = simd::decayed(weight, update.constants);
    const auto updated =
        simd::adam_of(weight, hn::LoadU(d, update.gradients + i), hn::LoadU(d, update.first + i),
                      hn::LoadU(d, update.second + i), update.constants);
    hn::StoreU(updated.weight, d, update.weights + i);
    hn::StoreU(updated.first, d, update.first + i);
    hn::StoreU(updated.second, d, update.second + i);
  }
}

template <class T>
void update_sgd(const Update<T>& update) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < update.count; i += hn::Lanes(d)) {
    const auto velocity = update.first == nullptr ? hn::Zero(d) : hn::LoadU(d, update.first + i);
    const auto updated = simd::sgd_of(hn::LoadU(d, update.weights + i), hn::LoadU(d, update.gradients + i),
                                      velocity, update.nesterov, update.constants);
    hn::StoreU(updated.weight, d, update.weights + i);
    if (update.first != nullptr) hn::StoreU(updated.first, d, update.first + i);
  }
}

template <class T>
void update_rmsprop(const Update<T>& update) {
  const hn::ScalableTag<T> d;
  for (std::size_t i = 0; i < update.count; i += hn::Lanes(d)) {
    const auto updated =
        simd::rmsprop_of(hn::LoadU(d, update.weights + i), hn::LoadU(d, update.gradients + i),
                         hn::LoadU(d, update.first + i), update.constants);
    hn::StoreU(updated.weight, d, update.weights + i);
    hn::StoreU(updated.first, d, update.first + i);
  }
}

template <class T>
void update(const Update<T>& update) {
  switch (update.kind) {
    case OptimizerKind::adam:
      return update_adam<false>(update);
    case OptimizerKind::adamw:
      return update_adam<true>(update);
    case OptimizerKind::sgd:
      return update_sgd(update);
    case OptimizerKind::rmsprop:
      return update_rmsprop(update);
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
Kernels<T> make_kernels() {
  return {nullptr,    &activate<T>,     &multiply_by_slope<T>, &multiply<T>, &sum_rows<T>,
          &update<T>, &exponentials<T>, &loss_of_row<T>,       &finite<T>,   hwy::TargetName(HWY_TARGET)};
}

}  // namespace

Kernels<float> kernels_of_float() { return make_kernels<float>(); }
Kernels<double> kernels_of_double() { return make_kernels<double>(); }

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(kernels_of_float);
HWY_EXPORT(kernels_of_double);

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

}  // namespace accelbench::cpu
#endif
