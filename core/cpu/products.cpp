// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products by blocks of registers. The order of every sum is fixed: p ascending, whatever the
// blocking.
// clang-format off
#include "core/math/simd_targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/cpu/products.cpp"
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include <algorithm>

#include "core/cpu/blocks-inl.h"
#include "core/cpu/products.h"

HWY_BEFORE_NAMESPACE();
namespace accelbench::cpu::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
void copy_rows(const T* from, std::size_t from_stride, T* to, std::size_t to_stride, std::size_t rows,
               std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i) std::copy_n(from + i * from_stride, columns, to + i * to_stride);
}

/// b as panels of two vectors, each panel's rows adjacent: panel of column j at to + j · depth.
template <class T>
void copy_panels(const T* b, std::size_t b_stride, T* to, std::size_t depth, std::size_t columns) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t j = 0; j + 2 * lanes <= columns; j += 2 * lanes)
    for (std::size_t p = 0; p < depth; ++p) {
      hn::StoreU(hn::LoadU(d, b + p * b_stride + j), d, to + j * depth + 2 * p * lanes);
      hn::StoreU(hn::LoadU(d, b + p * b_stride + j + lanes), d, to + j * depth + (2 * p + 1) * lanes);
    }
}

template <class T, bool RowsAdjacent>
void product_in_place(const Product<T>& product) {
  multiply_panels<T, RowsAdjacent>(
      {product.a, RowsAdjacent ? product.a_depth : product.a_row, product.b, product.b_stride, product.start,
       product.start_stride, product.c, product.c_stride, product.depth},
      product.rows, product.columns, 1);
}

/// The part of the sums from depth `first` on, operands copied so that they lie close together.
template <class T, bool RowsAdjacent>
void product_part(const Product<T>& product, std::size_t first, std::size_t depth) {
  const std::size_t pair = 2 * hn::Lanes(hn::ScalableTag<T>());
  const std::size_t paired = product.columns / pair * pair;
  T* panels = product.scratch;
  T* left = product.scratch + tile_depth * tile_columns<T>;
  const T* b = product.b + first * product.b_stride;
  copy_panels(b, product.b_stride, panels, depth, paired);
  const T* a = product.a + first * product.a_depth;
  std::size_t a_stride = RowsAdjacent ? product.a_depth : product.a_row;
  if (RowsAdjacent) {
    copy_rows(a, a_stride, left, tile_rows, depth, product.rows);
    a = left;
    a_stride = tile_rows;
  }
  const T* start = first == 0 ? product.start : product.c;
  const std::size_t start_stride = first == 0 ? product.start_stride : product.c_stride;
  multiply_panels<T, RowsAdjacent>(
      {a, a_stride, panels, pair, start, start_stride, product.c, product.c_stride, depth}, product.rows,
      paired, depth);
  if (paired < product.columns)
    multiply_panels<T, RowsAdjacent>({a, a_stride, b + paired, product.b_stride, start + paired, start_stride,
                                      product.c + paired, product.c_stride, depth},
                                     product.rows, product.columns - paired, 1);
}

template <class T, bool RowsAdjacent>
void product_in_parts(const Product<T>& product) {
  for (std::size_t first = 0; first < product.depth; first += tile_depth)
    product_part<T, RowsAdjacent>(product, first, std::min(tile_depth, product.depth - first));
}

template <class T>
void product(const Product<T>& product) {
  const bool rows_adjacent = product.a_row == 1;
  if (product.scratch == nullptr)
    return rows_adjacent ? product_in_place<T, true>(product) : product_in_place<T, false>(product);
  return rows_adjacent ? product_in_parts<T, true>(product) : product_in_parts<T, false>(product);
}

}  // namespace

ProductFunction<float> product_of_float() { return &product<float>; }
ProductFunction<double> product_of_double() { return &product<double>; }

}  // namespace accelbench::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace accelbench::cpu {

HWY_EXPORT(product_of_float);
HWY_EXPORT(product_of_double);

template <>
ProductFunction<float> product_function() {
  return HWY_DYNAMIC_DISPATCH(product_of_float)();
}
template <>
ProductFunction<double> product_function() {
  return HWY_DYNAMIC_DISPATCH(product_of_double)();
}

}  // namespace accelbench::cpu
#endif
