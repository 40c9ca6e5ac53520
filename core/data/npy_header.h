// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/byte_source.h"

// The head of a NumPy array file, versions 1 to 3. Source: NumPy's format document (numpy.lib.format).
namespace accelbench {

struct NpyHeader {
  char kind = 'f';  ///< f, i, u or b (bool)
  std::int64_t item_bytes = 4;
  bool big_endian = false;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::int64_t count = 0;  ///< product of the shape

  bool integer() const { return kind != 'f'; }
};

/// Reads the head and checks that the rest of the bytes is exactly the array. Refuses object arrays
/// (pickles), structured arrays and every type but float32, float64, integers and bool.
Result<NpyHeader> read_npy_header(ByteSource& source);

/// The head of a little-endian array in C order, `descr` as NumPy writes it ("<f4"): version 1.0, padded to
/// 64 bytes.
std::string npy_header(std::string_view descr, const std::vector<std::int64_t>& shape);

/// "(100, 10)", as Python writes a shape.
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace accelbench
