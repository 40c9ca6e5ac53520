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

/// What of a layer is dropped; a rate of 0 drops nothing.
struct Dropping {
  float scale = 1;  ///< 1 / (1 − rate); 1: nothing is dropped
  DropoutDraw draw;
  Array<const StepState> state;  ///< its step number decides
  std::uint64_t batch_size = 0;

  ACCELBENCH_HD bool drops() const { return scale != 1.0F; }
  /// Factors of the columns 4·quad … 4·quad + 3 of a row: 0 or the scale.
  ACCELBENCH_HD Pack<float, 4> factors(std::uint64_t row, std::uint64_t quad) const {
    const std::uint64_t first = static_cast<std::uint64_t>(state[0].number) * batch_size;
    const auto words = Philox::words(draw.seed, draw.stream, (first + row) * draw.quads + quad);
    Pack<float, 4> factors{};
    for (std::size_t i = 0; i < 4; ++i) factors.values[i] = (words[i] >> 8) >= draw.threshold ? scale : 0.0F;
    return factors;
  }
};

/// What is dropped is 0, even where it is not finite.
ACCELBENCH_HD inline float kept_part(float value, float factor) {
  return factor == 0 ? 0.0F : value * factor;
}

/// Four neighbours of a row a thread: the strides are multiples of 8, so packs never cross a row.
struct QuadPlace {
  std::uint64_t row = 0, quad = 0, element = 0;

  template <class T>
  ACCELBENCH_HD static QuadPlace of(const Thread& thread, const Matrix<T>& matrix) {
    const std::uint64_t quads = (matrix.columns + 3) / 4;
    const std::uint64_t row = thread.index() / quads, quad = thread.index() % quads;
    return {row, quad, row * matrix.stride + quad * 4};
  }
};
template <class T>
Grid grid_over_quads(const Matrix<T>& matrix) {
  return grid_over(matrix.rows * ((matrix.columns + 3) / 4));
}

/// values = f(z), dropped out. `values` may be z itself where z is not needed again.
template <class O>
struct Activate {
  Activation activation = Activation::linear;
  Matrix<const O> sums;  ///< z, bias included
  Array<O> values;       ///< the same shape
  Dropping dropping;     ///< without a scale while validating

  using Shared = NothingShared;
  Grid grid() const { return grid_over_quads(sums); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const QuadPlace at = QuadPlace::of(thread, sums);
    if (at.row >= sums.rows) return;
    auto quad = load<4>(sums.values, at.element);
    Pack<float, 4> factors{1, 1, 1, 1};
    if (dropping.drops()) factors = dropping.factors(at.row, at.quad);
    for (std::size_t i = 0; i < 4; ++i)
      quad.values[i] = narrowed<O>(
          kept_part(activated(activation, widened<float>(quad.values[i])).value, factors.values[i]));
    store(quad, values, at.element);
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
  Grid grid() const { return grid_over_quads(deltas); }
  ACCELBENCH_HD std::uint32_t phases() const { return 1; }

  ACCELBENCH_HD void run(const Thread& thread, Shared&, std::uint32_t) const {
    const QuadPlace at = QuadPlace::of(thread, deltas);
    if (at.row >= deltas.rows) return;
    const auto from = load<4>(kept, at.element);
    auto quad = load<4>(deltas.values, at.element);
    Pack<float, 4> factors{1, 1, 1, 1};
    if (dropping.drops()) factors = dropping.factors(at.row, at.quad);
    for (std::size_t i = 0; i < 4; ++i) {
      const float x = widened<float>(from.values[i]);
      const float slope = kept_sums ? activated(activation, x).slope : slope_of_value(activation, x);
      quad.values[i] = narrowed<O>(widened<float>(quad.values[i]) * kept_part(slope, factors.values[i]));
    }
    store(quad, deltas.values, at.element);
  }
};

}  // namespace accelbench::cuda
