// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>

#include "core/math/bfloat16.h"
#include "core/math/dropout.h"
#include "core/math/scalar.h"
#include "gpu/kernels/kernel.h"
#include "gpu/kernels/step_state.h"

// Activations of hidden layers, where no product does them on its way.
namespace accelbench::cuda {

/// f(z) and f′(z); softmax, which couples the outputs of a sample, stands in outputs.h.
ACCELBENCH_HD inline scalar_math::Activated<float> activated(Activation activation, float z) {
  using namespace scalar_math;
  switch (activation) {
    case Activation::relu:
      return activate<Activation::relu>(z);
    case Activation::leaky_relu:
      return activate<Activation::leaky_relu>(z);
    case Activation::elu:
      return activate<Activation::elu>(z);
    case Activation::gelu:
      return activate<Activation::gelu>(z);
    case Activation::gelu_tanh:
      return activate<Activation::gelu_tanh>(z);
    case Activation::sigmoid:
      return activate<Activation::sigmoid>(z);
    case Activation::silu:
      return activate<Activation::silu>(z);
    case Activation::softplus:
      return activate<Activation::softplus>(z);
    case Activation::tanh:
      return activate<Activation::tanh>(z);
    default:
      return activate<Activation::linear>(z);
  }
}

/// f′ from f(z), where that says it.
ACCELBENCH_HD inline float slope_of_value(Activation activation, float y) {
  using namespace scalar_math;
  switch (activation) {
    case Activation::relu:
      return slope_from_value<Activation::relu>(y);
    case Activation::leaky_relu:
      return slope_from_value<Activation::leaky_relu>(y);
    case Activation::elu:
      return slope_from_value<Activation::elu>(y);
    case Activation::sigmoid:
      return slope_from_value<Activation::sigmoid>(y);
    case Activation::tanh:
      return slope_from_value<Activation::tanh>(y);
    default:
      return 1.0F;
  }
}

/// What is dropped is 0, even where it is not finite.
ACCELBENCH_HD inline float kept_part(float value, float factor) {
  return factor == 0 ? 0.0F : value * factor;
}

/// Eight neighbours of a row a thread, 16 bytes of bfloat16: the strides are multiples of 8, so none crosses
/// a row.
inline constexpr std::size_t neighbours = 8;

/// What of a layer is dropped; a rate of 0 drops nothing.
struct Dropping {
  float scale = 1;  ///< 1 / (1 − rate); 1: nothing is dropped
  DropoutDraw draw;
  Array<const StepState> state;  ///< its step number decides
  std::uint64_t batch_size = 0;
  std::uint64_t first_row = 0;  ///< of this rank's rows in the batch

  ACCELBENCH_HD bool drops() const { return scale != 1.0F; }
  /// Factors of the columns 4·quad … 4·quad + 3 of a row: 0 or the scale.
  ACCELBENCH_HD Pack<float, 4> factors(std::uint64_t row, std::uint64_t quad) const {
    const std::uint64_t first = static_cast<std::uint64_t>(state[0].number) * batch_size + first_row;
    const auto words = Philox::words(draw.seed, draw.stream, (first + row) * draw.quads + quad);
    Pack<float, 4> factors{};
    for (std::size_t i = 0; i < 4; ++i) factors.values[i] = (words[i] >> 8) >= draw.threshold ? scale : 0.0F;
    return factors;
  }
  /// Those of eight neighbours; 1 where nothing is dropped.
  ACCELBENCH_HD Pack<float, neighbours> of_pack(std::uint64_t row, std::uint64_t pack) const {
    Pack<float, neighbours> all{1, 1, 1, 1, 1, 1, 1, 1};
    if (!drops()) return all;
    for (std::uint64_t half = 0; half < 2; ++half) {
      const auto quad = factors(row, pack * 2 + half);
      for (std::size_t i = 0; i < 4; ++i) all.values[half * 4 + i] = quad.values[i];
    }
    return all;
  }
};

struct PackPlace {
  std::uint64_t row = 0, pack = 0, element = 0;

  template <class T>
  ACCELBENCH_HD static PackPlace of(const Thread& thread, const Matrix<T>& matrix) {
    const auto [row, pack] = RowAndColumn::of(thread.index(), (matrix.columns + neighbours - 1) / neighbours);
    return {row, pack, row * matrix.stride + pack * neighbours};
  }
};
template <class T>
Grid grid_over_packs(const Matrix<T>& matrix) {
  return grid_over(matrix.rows * ((matrix.columns + neighbours - 1) / neighbours));
}

/// values = f(z), dropped out. `values` may be z itself where z is not needed again.
template <class O>
struct Activate {
  Activation activation = Activation::linear;
  Matrix<const O> sums;  ///< z, bias included
  Array<O> values;       ///< the same shape
  Dropping dropping;     ///< without a scale while validating

  using Shared = NothingShared;
  Grid grid() const { return grid_over_packs(sums); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const PackPlace at = PackPlace::of(thread, sums);
    if (at.row >= sums.rows) return;
    auto pack = load<neighbours>(sums.values, at.element);
    const auto factors = dropping.of_pack(at.row, at.pack);
    for (std::size_t i = 0; i < neighbours; ++i)
      pack.values[i] = narrowed<O>(
          kept_part(activated(activation, widened<float>(pack.values[i])).value, factors.values[i]));
    store(pack, values, at.element);
  }
};

/// delta ∘= f′, dropped out: from the gradient by the values to that by the sums.
template <class O>
struct MultiplyBySlopes {
  Activation activation = Activation::linear;
  Matrix<O> deltas;
  Array<const O> kept;  ///< z where `kept_sums`, else f(z); the same shape
  bool kept_sums = false;
  Dropping dropping;

  using Shared = NothingShared;
  Grid grid() const { return grid_over_packs(deltas); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const PackPlace at = PackPlace::of(thread, deltas);
    if (at.row >= deltas.rows) return;
    const auto from = load<neighbours>(kept, at.element);
    auto pack = load<neighbours>(deltas.values, at.element);
    const auto factors = dropping.of_pack(at.row, at.pack);
    for (std::size_t i = 0; i < neighbours; ++i) {
      const float x = widened<float>(from.values[i]);
      const float slope = kept_sums ? activated(activation, x).slope : slope_of_value(activation, x);
      pack.values[i] = narrowed<O>(widened<float>(pack.values[i]) * kept_part(slope, factors.values[i]));
    }
    store(pack, deltas.values, at.element);
  }
};

}  // namespace accelbench::cuda
