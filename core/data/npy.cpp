// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/data/class_labels.h"
#include "core/data/npy_header.h"

namespace accelbench {
namespace {

struct Array {
  InputFile file;
  NpyHeader header;
  std::int64_t rows, columns;

  std::string place() const { return file.path().string(); }
  /// "[12, 3]" of an item in the order of the file.
  std::string index_of(std::int64_t item) const {
    const auto [row, column] = position(item);
    return header.shape.size() == 1 ? fmt::format("[{}]", row) : fmt::format("[{}, {}]", row, column);
  }
  std::pair<std::int64_t, std::int64_t> position(std::int64_t item) const {
    if (header.fortran_order) return {item % rows, item / rows};
    return {item / columns, item % columns};
  }
};

Result<Array> open_array(const std::filesystem::path& path, bool one_dimension_allowed) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  auto header = read_npy_header(*file);
  if (!header) return tl::make_unexpected(header.error());
  const auto& shape = header->shape;
  const bool flat = shape.size() == 1 && one_dimension_allowed;
  if (!flat && shape.size() != 2) {
    return bad_input(
        path.string(),
        fmt::format("shape {} found, {} expected", shape_text(shape),
                    one_dimension_allowed ? "(samples,) or (samples, targets)" : "(samples, features)"),
        "save it with .reshape(len(array), -1)");
  }
  if (header->count == 0)
    return bad_input(path.string(), fmt::format("shape {} has no values", shape_text(shape)));
  const std::int64_t rows = shape[0];
  const std::int64_t columns = flat ? 1 : shape[1];
  return Array{std::move(*file), std::move(*header), rows, columns};
}

template <class T>
T item_at(const std::byte* bytes, bool big_endian) {
  std::array<std::byte, sizeof(T)> copy;
  std::memcpy(copy.data(), bytes, sizeof(T));
  if (big_endian) std::ranges::reverse(copy);
  T value;
  std::memcpy(&value, copy.data(), sizeof(T));
  return value;
}

template <class T, class Take>
Status each_item_of(Array& array, const Take& take) {
  constexpr std::int64_t chunk = 65'536;
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(chunk, array.header.count)) * sizeof(T));
  for (std::int64_t first = 0; first < array.header.count; first += chunk) {
    const auto count = static_cast<std::size_t>(std::min(chunk, array.header.count - first));
    if (auto read = array.file.read_exactly(std::span(bytes).first(count * sizeof(T))); !read) return read;
    for (std::size_t i = 0; i < count; ++i) {
      const T value = item_at<T>(&bytes[i * sizeof(T)], array.header.big_endian);
      if (auto taken = take(first + static_cast<std::int64_t>(i), value); !taken) return taken;
    }
  }
  return {};
}

// Calls take(item, value) with the value in the type of the file.
template <class Take>
Status each_item(Array& array, const Take& take) {
  switch (array.header.kind * 16 + static_cast<int>(array.header.item_bytes)) {
    case 'f' * 16 + 4:
      return each_item_of<float>(array, take);
    case 'f' * 16 + 8:
      return each_item_of<double>(array, take);
    case 'i' * 16 + 1:
      return each_item_of<std::int8_t>(array, take);
    case 'i' * 16 + 2:
      return each_item_of<std::int16_t>(array, take);
    case 'i' * 16 + 4:
      return each_item_of<std::int32_t>(array, take);
    case 'i' * 16 + 8:
      return each_item_of<std::int64_t>(array, take);
    case 'u' * 16 + 2:
      return each_item_of<std::uint16_t>(array, take);
    case 'u' * 16 + 4:
      return each_item_of<std::uint32_t>(array, take);
    case 'u' * 16 + 8:
      return each_item_of<std::uint64_t>(array, take);
    default:
      return each_item_of<std::uint8_t>(array, take);
  }
}

tl::unexpected<Error> not_finite(const Array& array, std::int64_t item, double value) {
  const bool finite = std::isfinite(value);
  return bad_input(array.place() + array.index_of(item),
                   finite ? fmt::format("{} is outside the range of float32", value)
                          : fmt::format("{} found, a finite number expected", value),
                   finite ? "rescale the column" : "fill the gap or remove the row");
}

template <class T>
bool fits_float(T value) {
  if constexpr (std::is_integral_v<T>) return true;
  return std::fabs(static_cast<double>(value)) <= std::numeric_limits<float>::max();  // false for NaN
}

Status check_finite(const Array& array, std::span<const float> values) {
  const auto bad = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return {};
  return not_finite(array, bad - values.begin(), double{*bad});
}

Status read_floats(Array& array, std::span<float> into) {
  const NpyHeader& header = array.header;
  if (header.kind == 'f' && header.item_bytes == 4 && !header.big_endian && !header.fortran_order) {
    if (auto read = array.file.read_exactly(std::as_writable_bytes(into)); !read) return read;
    return check_finite(array, into);
  }
  return each_item(array, [&](std::int64_t item, auto value) -> Status {
    if (!fits_float(value)) return not_finite(array, item, static_cast<double>(value));
    const auto [row, column] = array.position(item);
    into[static_cast<std::size_t>(row * array.columns + column)] = static_cast<float>(value);
    return {};
  });
}

// The largest class found; each is handed to `take`.
template <class Take>
Result<std::int64_t> read_classes(Array& array, const Take& take) {
  std::int64_t largest = 0;
  const auto read = each_item(array, [&](std::int64_t item, auto value) -> Status {
    const auto most = static_cast<std::int64_t>(ClassLabels::most_classes);
    const double number = static_cast<double>(value);
    if (!(number >= 0) || number >= static_cast<double>(most)) {
      return bad_input(array.place() + array.index_of(item),
                       fmt::format("class {} found, 0 to {} expected", number, most - 1),
                       "number the classes from 0");
    }
    take(item, static_cast<std::int32_t>(value));
    largest = std::max(largest, static_cast<std::int64_t>(value));
    return {};
  });
  if (!read) return tl::make_unexpected(read.error());
  return largest;
}

struct Pair {
  Array x, y;
  bool classes;
};

Status check_pair(const Pair& pair, std::optional<Task> wanted) {
  if (pair.x.rows != pair.y.rows) {
    return bad_input(pair.y.place(),
                     fmt::format("{} samples found, {} expected as in x", pair.y.rows, pair.x.rows));
  }
  if (wanted == Task::classification && !pair.classes) {
    return bad_input(
        pair.y.place(),
        fmt::format("shape {} of type {}{} found; classes are one column of integers",
                    shape_text(pair.y.header.shape), pair.y.header.kind, pair.y.header.item_bytes),
        "save y with .astype('int32'), or use a loss for targets (mse, mae, huber)");
  }
  return {};
}

Result<Pair> open_pair(const std::filesystem::path& x, const std::filesystem::path& y,
                       std::optional<Task> wanted) {
  auto first = open_array(x, false);
  if (!first) return tl::make_unexpected(first.error());
  auto second = open_array(y, true);
  if (!second) return tl::make_unexpected(second.error());
  const bool could_be_classes = second->header.integer() && second->columns == 1;
  Pair pair{std::move(*first), std::move(*second), could_be_classes && wanted != Task::regression};
  if (auto good = check_pair(pair, wanted); !good) return tl::make_unexpected(good.error());
  return pair;
}

DataShape shape_of(const Pair& pair) {
  return {pair.x.rows, pair.x.columns, pair.classes ? 0 : pair.y.columns, pair.classes ? 2 : 0};
}

}  // namespace

Result<Table> load_npy(const std::filesystem::path& x, const std::filesystem::path& y,
                       std::optional<Task> wanted) {
  auto pair = open_pair(x, y, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  auto table = make_table(shape_of(*pair));
  if (!table) return table;
  if (auto read = read_floats(pair->x, table->x.as<float>()); !read) return tl::make_unexpected(read.error());
  if (!pair->classes) {
    if (auto read = read_floats(pair->y, table->y.as<float>()); !read)
      return tl::make_unexpected(read.error());
    return table;
  }
  const auto labels = table->labels.as<std::int32_t>();
  const auto largest = read_classes(pair->y, [&](std::int64_t item, std::int32_t value) {
    labels[static_cast<std::size_t>(item)] = value;
  });
  if (!largest) return tl::make_unexpected(largest.error());
  table->classes = std::max<std::int64_t>(2, *largest + 1);
  return table;
}

Result<DataShape> npy_shape(const std::filesystem::path& x, const std::filesystem::path& y,
                            std::optional<Task> wanted) {
  auto pair = open_pair(x, y, wanted);
  if (!pair) return tl::make_unexpected(pair.error());
  DataShape shape = shape_of(*pair);
  if (!pair->classes) return shape;
  const auto largest = read_classes(pair->y, [](std::int64_t, std::int32_t) {});
  if (!largest) return tl::make_unexpected(largest.error());
  shape.classes = std::max<std::int64_t>(2, *largest + 1);
  return shape;
}

}  // namespace accelbench
