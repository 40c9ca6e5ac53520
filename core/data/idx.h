// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/data/byte_source.h"
#include "core/data/table.h"

// Images and labels as MNIST has them, perhaps packed by gzip. Source of the format: the description beside
// the MNIST files (http://yann.lecun.com/exdb/mnist/): 0, 0, type, number of extents; the extents as unsigned
// numbers of 4 bytes; the values; all of it big-endian.
namespace accelbench {

/// Scale of the values. Integers are divided by the largest of their type (255, 127, 32 767, 2 147 483 647),
/// in double, and must not be negative; real numbers must lie in 0 … 1 as they are.
enum class IdxType : std::uint8_t {
  unsigned_byte = 0x08,
  signed_byte = 0x09,
  short_integer = 0x0B,
  integer = 0x0C,
  real = 0x0D,
  wide_real = 0x0E
};

struct IdxHeader {
  IdxType type = IdxType::unsigned_byte;
  std::vector<std::int64_t> shape;  ///< samples first
  std::int64_t samples = 0;
  std::int64_t values = 0;  ///< of one sample: the product of the other extents
};

/// Reads and checks the head; what follows must be able to hold the values.
Result<IdxHeader> read_idx_header(ByteSource& source);

/// The values of the first `samples` as they are scaled; places of what is refused are "file[sample, value]".
/// With `refused`, values out of range are counted there and left as they come.
Status read_idx_values(ByteSource& source, const IdxHeader& header, std::int64_t samples,
                       std::span<float> into, std::int64_t* refused = nullptr);

/// The first `samples` labels; refuses what is no class.
Result<std::vector<std::int32_t>> read_idx_labels(ByteSource& source, const IdxHeader& header,
                                                  std::int64_t samples);

/// The number of classes is the largest label + 1, at least 2.
Result<Table> load_idx(const std::filesystem::path& images, const std::filesystem::path& labels);
/// Reads the labels and the head of the images.
Result<DataShape> idx_shape(const std::filesystem::path& images, const std::filesystem::path& labels);

/// The images alone, as a table with neither targets nor classes.
Result<Table> load_idx_images(const std::filesystem::path& images);

}  // namespace accelbench
