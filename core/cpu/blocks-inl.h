// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of sums that live in registers: c = start + a · b, p ascending, one fused multiply-add each, so that
// every vector target gives the same bits. Included once for each target of Highway's foreach_target.

#if defined(ACCELBENCH_CORE_CPU_BLOCKS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ACCELBENCH_CORE_CPU_BLOCKS_INL_H
#undef ACCELBENCH_CORE_CPU_BLOCKS_INL_H
#else
#define ACCELBENCH_CORE_CPU_BLOCKS_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>

#include "core/math/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;
using accelbench::HWY_NAMESPACE::multiply_add;

// 16 registers hold 6 × 2 sums with their operands, 32 hold 8 × 2.
constexpr std::size_t block_rows = HWY_TARGET == HWY_AVX2 ? 6 : 8;

/// Operands of one block of sums; each points at what belongs to the block's first row and column.
template <class T>
struct Block {
  const T* a;
  std::size_t a_stride;
  const T* b;
  std::size_t b_stride;
  const T* start;
  std::size_t start_stride;
  T* c;
  std::size_t c_stride;
  std::size_t depth;
};

/// What becomes of a sum before it is stored at `c`: nothing.
struct AsItIs {
  template <class V, class T>
  HWY_INLINE V operator()(V sum, const T*) const {
    return sum;
  }
};

template <std::size_t Rows, std::size_t Vectors, bool RowsAdjacent, class Finish, class T>
HWY_NOINLINE void multiply_block(const Block<T>& block, Finish finish) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[Rows][Vectors];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < Vectors; ++v)
      sums[i][v] = hn::LoadU(d, block.start + i * block.start_stride + v * lanes);
  const T* a = block.a;
  const T* b = block.b;
  for (std::size_t p = 0; p < block.depth; ++p) {
    V right[Vectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < Vectors; ++v) right[v] = hn::LoadU(d, b + v * lanes);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < Rows; ++i) {
      const V left = hn::Set(d, a[RowsAdjacent ? i : i * block.a_stride]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < Vectors; ++v) sums[i][v] = multiply_add(left, right[v], sums[i][v]);
    }
    a += RowsAdjacent ? block.a_stride : 1;
    b += block.b_stride;
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < Vectors; ++v) {
      T* const c = block.c + i * block.c_stride + v * lanes;
      hn::StoreU(finish(sums[i][v], c), d, c);
    }
}

template <class T, std::size_t Vectors, bool RowsAdjacent, class Finish>
void multiply_rows(const Block<T>& block, std::size_t rows, Finish finish) {
  switch (rows) {
    case 1:
      return multiply_block<1, Vectors, RowsAdjacent>(block, finish);
    case 2:
      return multiply_block<2, Vectors, RowsAdjacent>(block, finish);
    case 3:
      return multiply_block<3, Vectors, RowsAdjacent>(block, finish);
    case 4:
      return multiply_block<4, Vectors, RowsAdjacent>(block, finish);
    case 5:
      return multiply_block<5, Vectors, RowsAdjacent>(block, finish);
    case 6:
      return multiply_block<6, Vectors, RowsAdjacent>(block, finish);
    case 7:
      return multiply_block<7, Vectors, RowsAdjacent>(block, finish);
    default:
      return multiply_block<8, Vectors, RowsAdjacent>(block, finish);
  }
}

/// One panel of columns (Vectors wide), all rows of the product.
template <class T, std::size_t Vectors, bool RowsAdjacent, class Finish>
void multiply_panel(Block<T> block, std::size_t rows, Finish finish) {
  const std::size_t a_row = RowsAdjacent ? 1 : block.a_stride;
  for (std::size_t i = 0; i < rows; i += block_rows) {
    multiply_rows<T, Vectors, RowsAdjacent>(block, std::min(block_rows, rows - i), finish);
    block.a += block_rows * a_row;
    block.start += block_rows * block.start_stride;
    block.c += block_rows * block.c_stride;
  }
}

/// All panels; the panel of column j begins at b + j · b_step.
template <class T, bool RowsAdjacent, class Finish = AsItIs>
void multiply_panels(const Block<T>& whole, std::size_t rows, std::size_t columns, std::size_t b_step,
                     Finish finish = {}) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  for (std::size_t j = 0; j < columns;) {
    Block<T> block = whole;
    block.b += j * b_step;
    block.start += j;
    block.c += j;
    const bool wide = j + 2 * lanes <= columns;
    if (wide)
      multiply_panel<T, 2, RowsAdjacent>(block, rows, finish);
    else
      multiply_panel<T, 1, RowsAdjacent>(block, rows, finish);
    j += wide ? 2 * lanes : lanes;
  }
}

}  // namespace
}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // once for each target
