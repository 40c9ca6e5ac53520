// SPDX-License-Identifier: GPL-3.0-or-later
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/fused_kernels.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <algorithm>

#include "core/cpu/blocks-inl.h"
#include "core/cpu/fused_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

HWY_INLINE Vector zero_where_not_positive(Vector value, Vector gate) {
  return hn::IfThenElseZero(hn::Lt(hn::Zero(Floats()), gate), value);
}

struct Relu {
  HWY_INLINE Vector operator()(Vector sum, const float*) const { return zero_where_not_positive(sum, sum); }
};
struct TimesReluSlope {
  HWY_INLINE Vector operator()(Vector sum, const float* place) const {
    return zero_where_not_positive(sum, hn::LoadU(Floats(), place));
  }
};

template <bool RowsAdjacent, class FinishOf>
void multiply(const Product<float>& product, FinishOf finish) {
  multiply_panels<float, RowsAdjacent>(
      {product.a, RowsAdjacent ? product.a_depth : product.a_row, product.b, product.b_stride, product.start,
       product.start_stride, product.c, product.c_stride, product.depth},
      product.rows, product.columns, 1, finish);
}

/// Only products that read samples by rows have something to do afterwards: gradients by the weights have
/// not.
void product(const FusedProduct& fused) {
  if (fused.product.a_row == 1 && fused.product.a_depth != 1) return multiply<true>(fused.product, AsItIs());
  switch (fused.finish) {
    case Finish::relu:
      return multiply<false>(fused.product, Relu());
    case Finish::times_relu_slope:
      return multiply<false>(fused.product, TimesReluSlope());
    case Finish::none:
      return multiply<false>(fused.product, AsItIs());
  }
}

// Sixteen sums side by side, whatever the width of a vector.
constexpr std::size_t running_sums = 16;
using Part = hn::CappedTag<float, running_sums>;
constexpr std::size_t part_lanes = hn::MaxLanes(Part());
constexpr std::size_t part_count = running_sums / part_lanes;
using PartVector = hn::Vec<Part>;

/// Σ of the sixteen: 8 + 8, 4 + 4, 2 + 2, 1 + 1.
HWY_INLINE float sum_of(const PartVector (&parts)[part_count]) {
  alignas(64) float lanes[running_sums];
  for (std::size_t k = 0; k < part_count; ++k) hn::StoreU(parts[k], Part(), lanes + k * part_lanes);
  const hn::CappedTag<float, 4> quad;
  if constexpr (hn::MaxLanes(quad) == 4) {
    const auto left = hn::LoadU(quad, lanes) + hn::LoadU(quad, lanes + 8);
    const auto right = hn::LoadU(quad, lanes + 4) + hn::LoadU(quad, lanes + 12);
    hn::StoreU(left + right, quad, lanes);
  } else {
    for (std::size_t i = 0; i < 4; ++i) lanes[i] = (lanes[i] + lanes[i + 8]) + (lanes[i + 4] + lanes[i + 12]);
  }
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

void single_forward(const SingleOutput& of) {
  const Part d;
  for (std::size_t i = 0; i < of.rows; ++i) {
    PartVector sums[part_count];
    for (auto& sum : sums) sum = hn::Zero(d);
    for (std::size_t p = 0; p < of.width; p += running_sums)
      for (std::size_t k = 0; k < part_count; ++k) {
        const std::size_t at = p + k * part_lanes;
        sums[k] = multiply_add(hn::LoadU(d, of.inputs + i * of.stride + at), hn::LoadU(d, of.weights + at),
                               sums[k]);
      }
    of.outputs[i] = of.bias + sum_of(sums);
  }
}

/// One vector of inputs, all rows of the batch.
template <bool ReluBelow>
void single_backward_column(const SingleOutput& of, std::size_t column) {
  const Floats d;
  const Vector weight = hn::LoadU(d, of.weights + column);
  Vector gradient = hn::Zero(d);
  for (std::size_t i = 0; i < of.rows; ++i) {
    const std::size_t place = i * of.stride + column;
    const Vector input = hn::LoadU(d, of.inputs + place), delta = hn::Set(d, of.delta[i]);
    gradient = multiply_add(delta, input, gradient);
    if (of.input_delta == nullptr) continue;
    const Vector down = delta * weight;
    hn::StoreU(ReluBelow ? zero_where_not_positive(down, input) : down, d, of.input_delta + place);
  }
  if (of.gradients == nullptr) return;
  // What activations leave in the padding is not 0: its weights must not learn.
  const auto inside = hn::FirstN(d, of.width > column ? of.width - column : 0);
  hn::StoreU(hn::IfThenElseZero(inside, gradient), d, of.gradients + column);
}

void single_backward(const SingleOutput& of) {
  for (std::size_t column = 0; column < of.stride; column += hn::Lanes(Floats()))
    of.relu_below ? single_backward_column<true>(of, column) : single_backward_column<false>(of, column);
}

/// Four rows by four columns at a time; the rest one by one.
#if HWY_TARGET == HWY_SCALAR
void transpose(const float* from, std::size_t from_stride, float* to, std::size_t to_stride, std::size_t rows,
               std::size_t units) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t unit = 0; unit < units; ++unit)
      to[unit * to_stride + row] = from[row * from_stride + unit];
}
#else
HWY_INLINE void transpose_quad(const float* from, std::size_t from_stride, float* to, std::size_t to_stride) {
  const hn::FixedTag<float, 4> quad;
  const auto a = hn::LoadU(quad, from), b = hn::LoadU(quad, from + from_stride);
  const auto c = hn::LoadU(quad, from + 2 * from_stride), d = hn::LoadU(quad, from + 3 * from_stride);
  const auto low = hn::InterleaveLower(quad, a, c), low_odd = hn::InterleaveLower(quad, b, d);
  const auto high = hn::InterleaveUpper(quad, a, c), high_odd = hn::InterleaveUpper(quad, b, d);
  hn::StoreU(hn::InterleaveLower(quad, low, low_odd), quad, to);
  hn::StoreU(hn::InterleaveUpper(quad, low, low_odd), quad, to + to_stride);
  hn::StoreU(hn::InterleaveLower(quad, high, high_odd), quad, to + 2 * to_stride);
  hn::StoreU(hn::InterleaveUpper(quad, high, high_odd), quad, to + 3 * to_stride);
}

void transpose(const float* from, std::size_t from_stride, float* to, std::size_t to_stride, std::size_t rows,
               std::size_t units) {
  const std::size_t whole = rows / 4 * 4;
  for (std::size_t row = 0; row < whole; row += 4)
    for (std::size_t unit = 0; unit < units; unit += 4)  // padded: whole quads
      transpose_quad(from + row * from_stride + unit, from_stride, to + unit * to_stride + row, to_stride);
  for (std::size_t row = whole; row < rows; ++row)
    for (std::size_t unit = 0; unit < units; ++unit)
      to[unit * to_stride + row] = from[row * from_stride + unit];
}
#endif

}  // namespace

FusedKernels kernels_of_fused() { return {&product, &single_forward, &single_backward, &transpose}; }

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(kernels_of_fused);

const FusedKernels& fused_kernels() {
  static const FusedKernels kernels = HWY_DYNAMIC_DISPATCH(kernels_of_fused)();
  return kernels;
}

}  // namespace accelbench::cpu
#endif
