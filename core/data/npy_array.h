// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/data/byte_source.h"
#include "core/data/npy_header.h"
#include "core/data/table.h"

// NumPy arrays out of any source of bytes, and the two that make a table: x [samples, features]; y [samples]
// or [samples, targets].
namespace accelbench {

struct NpyArray {
  std::unique_ptr<ByteSource> source;  ///< at the first value
  NpyHeader header;
  std::int64_t rows = 0, columns = 0;

  std::string place() const { return source->place(); }
  /// Row and column of an item in the order of the file.
  std::pair<std::int64_t, std::int64_t> position(std::int64_t item) const;
  /// "[12, 3]".
  std::string index_of(std::int64_t item) const;
};

/// Reads the head. One dimension is taken as one column where it is allowed.
Result<NpyArray> open_array(std::unique_ptr<ByteSource> source, bool one_dimension_allowed);

/// All values of these rows as float32 in C order; refuses, with its index, what is not finite in float32.
/// The rows before are not read, but in Fortran order.
Status read_floats(NpyArray& array, std::span<float> into, RowRange range = {});
/// The first rows × columns values as they are, in double, C order; none is refused. Arrays in Fortran order
/// are read as far as the last column.
Status read_first_rows(NpyArray& array, std::int64_t rows, std::span<double> into);
/// Classes from 0 of these rows; the largest one found. `take` gets each, with its place among them.
Result<std::int64_t> read_classes(NpyArray& array,
                                  const std::function<void(std::int64_t, std::int32_t)>& take,
                                  RowRange range = {});

struct ArrayPair {
  NpyArray x, y;
  bool classes = false;  ///< y holds classes
};

/// Classes need an integer y of one column; without `wanted` such a y is taken for classes, any other for
/// targets.
Result<ArrayPair> open_pair(std::unique_ptr<ByteSource> x, std::unique_ptr<ByteSource> y,
                            std::optional<Task> wanted);
/// The number of classes is the largest value + 1, at least 2.
Result<Table> load_pair(ArrayPair pair, RowRange range = {});
/// Reads the heads alone, and y where it holds classes.
Result<DataShape> pair_shape(ArrayPair pair);

}  // namespace accelbench
