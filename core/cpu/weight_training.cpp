// SPDX-License-Identifier: GPL-3.0-or-later
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/weight_training.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <algorithm>

#include "core/cpu/updates-inl.h"
#include "core/cpu/weight_training.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {

using Floats = hn::ScalableTag<float>;

// 16 registers hold 6 × 2 sums with their operands, 32 hold 8 × 2.
constexpr std::size_t block_rows = HWY_TARGET == HWY_AVX2 ? 6 : 8;

/// Operands as words of 32 bits: floats, or pairs of bfloat16 of two samples. Words of a row are adjacent.
struct Words {
  const float* values;
  std::size_t stride;
};

/// Some of the samples of a tile.
struct Part {
  Words inputs, deltas;
  std::size_t depth;  ///< words
  float* sums;        ///< over all samples so far, where there are more: [rows, sums_stride]
  std::size_t sums_stride;
  bool first, last;
};

struct OfFloats {
  HWY_INLINE Vector<float> operator()(Vector<float> left, Vector<float> right, Vector<float> sum) const {
    return simd::multiply_add(left, right, sum);
  }
};

/// Gradients of the block before: it is updated while the next one is summed, so that dividers work beside
/// multiply-adds, on what has come from memory meanwhile.
struct Waiting {
  std::size_t place = 0;  ///< among the weights
  std::size_t rows = 0, columns = 0;
  float gradients[block_rows * 2 * hn::MaxLanes(Floats())];
};

/// The rows from `first` to `end` of the waiting block.
template <OptimizerKind Kind, class O>
HWY_INLINE void update_rows(const Update<float, O>& update, const Waiting& waiting, std::size_t first,
                            std::size_t end) {
  for (std::size_t row = first; row < end; ++row)
    for (std::size_t j = 0; j < waiting.columns; j += hn::Lanes(Floats()))
      update_vector<Kind>(update, waiting.place + row * update.weights.stride + j,
                          load(waiting.gradients + row * waiting.columns + j));
}

/// A block of sums in registers.
template <std::size_t Rows, std::size_t Vectors>
struct Sums {
  static constexpr std::size_t lanes = hn::MaxLanes(Floats());
  Vector<float> values[Rows][Vectors];

  HWY_INLINE void set_zero() {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < Vectors; ++v) values[i][v] = hn::Zero(Floats());
  }
  HWY_INLINE void read(const float* from, std::size_t stride) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < Vectors; ++v) values[i][v] = load(from + i * stride + v * lanes);
  }
  HWY_INLINE void write(float* to, std::size_t stride) const {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < Vectors; ++v) store(values[i][v], to + i * stride + v * lanes);
  }
  /// Rows of words at `left` and `right`, one after another.
  template <class Multiply>
  HWY_INLINE void add(Words left, Words right, std::size_t count, Multiply multiply) {
    for (; count > 0; --count) {
      Vector<float> columns[Vectors];
#pragma GCC unroll 2
      for (std::size_t v = 0; v < Vectors; ++v) columns[v] = load(right.values + v * lanes);
#pragma GCC unroll 8
      for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
        for (std::size_t v = 0; v < Vectors; ++v)
          values[i][v] = multiply(hn::Set(Floats(), left.values[i]), columns[v], values[i][v]);
      left.values += left.stride;
      right.values += right.stride;
    }
  }
};

/// The block of sums at a row and column; in between the block before is updated, and the weights of this one
/// are fetched.
template <OptimizerKind Kind, class Multiply, std::size_t Rows, std::size_t Vectors, class O>
HWY_NOINLINE void train_block(const Part& part, const Update<float, O>& update, std::size_t row,
                              std::size_t column, Waiting& waiting) {
  constexpr std::size_t lanes = Sums<Rows, Vectors>::lanes;
  const std::size_t place = row * update.weights.stride + column;
  float* const kept = part.sums + row * part.sums_stride + column;
  Sums<Rows, Vectors> sums;
  part.first ? sums.set_zero() : sums.read(kept, part.sums_stride);
  for (std::size_t i = 0; i < Rows; ++i) {
    for (std::size_t v = 0; v < Vectors && part.last; ++v)
      fetch<Kind>(update, place + i * update.weights.stride + v * lanes);
    update_rows<Kind>(update, waiting, waiting.rows * i / Rows, waiting.rows * (i + 1) / Rows);
    const std::size_t first = part.depth * i / Rows, end = part.depth * (i + 1) / Rows;
    sums.add({part.inputs.values + first * part.inputs.stride + row, part.inputs.stride},
             {part.deltas.values + first * part.deltas.stride + column, part.deltas.stride}, end - first,
             Multiply());
  }
  waiting.place = place;
  waiting.rows = part.last ? Rows : 0;
  waiting.columns = Vectors * lanes;
  part.last ? sums.write(waiting.gradients, waiting.columns) : sums.write(kept, part.sums_stride);
}

template <OptimizerKind Kind, class Multiply, std::size_t Vectors, class O>
void train_columns(const Part& part, const Update<float, O>& update, std::size_t column, Waiting& waiting) {
  std::size_t row = 0;
  for (; row + block_rows <= update.weights.rows; row += block_rows)
    train_block<Kind, Multiply, block_rows, Vectors>(part, update, row, column, waiting);
  for (; row < update.weights.rows; ++row)
    train_block<Kind, Multiply, 1, Vectors>(part, update, row, column, waiting);
}

template <OptimizerKind Kind, class Multiply, class O>
void train_part(const Part& part, const Update<float, O>& update) {
  const std::size_t lanes = hn::Lanes(Floats()), paired = update.weights.columns / (2 * lanes) * (2 * lanes);
  Waiting waiting;
  for (std::size_t column = 0; column < paired; column += 2 * lanes)
    train_columns<Kind, Multiply, 2>(part, update, column, waiting);
  for (std::size_t column = paired; column < update.weights.columns; column += lanes)
    train_columns<Kind, Multiply, 1>(part, update, column, waiting);
  update_rows<Kind>(update, waiting, 0, waiting.rows);
}

/// The samples `first` … `first` + `count` of a tile's operands as words.
Part words_of(const WeightTraining<float>& of, std::size_t first, std::size_t count) {
  return {{of.inputs.values + first * of.inputs.stride, of.inputs.stride},
          {of.deltas.values + first * of.deltas.stride, of.deltas.stride},
          count,
          of.scratch,
          of.update.weights.columns,
          false,
          false};
}

#if HWY_TARGET == HWY_AVX3
#define ACCELBENCH_PAIRS 1

/// left and right: pairs. The sums are float32; Highway 1.0 does not know the instruction.
struct OfPairs {
  HWY_INLINE Vector<float> operator()(Vector<float> left, Vector<float> right, Vector<float> sum) const {
    asm("vdpbf16ps %2, %1, %0" : "+v"(sum.raw) : "v"(left.raw), "v"(right.raw));
    return sum;
  }
};

/// The bits of bfloat16, each in a word.
HWY_INLINE hn::Vec<hn::ScalableTag<std::uint32_t>> bits_of(const Bfloat16* from) {
  const hn::ScalableTag<std::uint32_t> words;
  const hn::Rebind<std::uint16_t, decltype(words)> halves;
  return hn::PromoteTo(words, hn::LoadU(halves, reinterpret_cast<const std::uint16_t*>(from)));
}

/// A row of pairs; where there is no odd row, it counts as zeros.
void pair_rows(const Bfloat16* even, const Bfloat16* odd, std::size_t columns, float* to) {
  const hn::ScalableTag<std::uint32_t> words;
  for (std::size_t j = 0; j < columns; j += hn::Lanes(words)) {
    const auto high = odd == nullptr ? hn::Zero(words) : hn::ShiftLeft<16>(bits_of(odd + j));
    store(hn::BitCast(Floats(), hn::Or(bits_of(even + j), high)), to + j);
  }
}

/// Two rows of samples as one of pairs.
Words pairs_of(Strided<const Bfloat16> matrix, std::size_t rows, std::size_t columns, float* to) {
  const std::size_t stride = pair_stride(columns);
  for (std::size_t row = 0; row < rows; row += 2) {
    const Bfloat16* even = matrix.values + row * matrix.stride;
    pair_rows(even, row + 1 < rows ? even + matrix.stride : nullptr, columns, to + row / 2 * stride);
  }
  return {to, stride};
}

Part words_of(const WeightTraining<Bfloat16>& of, std::size_t first, std::size_t count) {
  const std::size_t rows = of.update.weights.rows, columns = of.update.weights.columns;
  float* const sums = of.scratch;
  float* const left = sums + (of.samples > samples_at_once<Bfloat16> ? rows * columns : 0);
  float* const right = left + (std::min(of.samples, samples_at_once<Bfloat16>) + 1) / 2 * pair_stride(rows);
  return {pairs_of({of.inputs.values + first * of.inputs.stride, of.inputs.stride}, count, rows, left),
          pairs_of({of.deltas.values + first * of.deltas.stride, of.deltas.stride}, count, columns, right),
          (count + 1) / 2,
          sums,
          columns,
          false,
          false};
}
#endif

template <OptimizerKind Kind, class Multiply, class O>
void train_by(const WeightTraining<O>& training) {
  for (std::size_t first = 0; first < training.samples; first += samples_at_once<O>) {
    const std::size_t count = std::min(samples_at_once<O>, training.samples - first);
    Part part = words_of(training, first, count);
    part.first = first == 0;
    part.last = first + count == training.samples;
    train_part<Kind, Multiply>(part, training.update);
  }
}

template <class Multiply, class O>
void train(const WeightTraining<O>& training) {
  switch (training.update.kind) {
    case OptimizerKind::adam:
      return train_by<OptimizerKind::adam, Multiply>(training);
    case OptimizerKind::adamw:
      return train_by<OptimizerKind::adamw, Multiply>(training);
    case OptimizerKind::sgd:
      return train_by<OptimizerKind::sgd, Multiply>(training);
    case OptimizerKind::rmsprop:
      return train_by<OptimizerKind::rmsprop, Multiply>(training);
  }
}

}  // namespace

WeightTrainingFunction<float> training_of_float() { return &train<OfFloats, float>; }
WeightTrainingFunction<Bfloat16> training_of_bfloat16() {
#ifdef ACCELBENCH_PAIRS
  return &train<OfPairs, Bfloat16>;
#else
  return nullptr;
#endif
}

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#undef ACCELBENCH_PAIRS

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(training_of_float);
HWY_EXPORT(training_of_bfloat16);

template <>
WeightTrainingFunction<float> weight_training_function() {
  return HWY_DYNAMIC_DISPATCH(training_of_float)();
}
template <>
WeightTrainingFunction<Bfloat16> weight_training_function() {
  return HWY_DYNAMIC_DISPATCH(training_of_bfloat16)();
}

}  // namespace accelbench::cpu
#endif
