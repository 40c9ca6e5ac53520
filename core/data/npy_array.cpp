// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/data/class_labels.h"

namespace accelbench {
namespace {

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
Status each_item_of(NpyArray& array, std::int64_t items, const Take& take) {
  constexpr std::int64_t chunk = 65'536;
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(chunk, items)) * sizeof(T));
  for (std::int64_t first = 0; first < items; first += chunk) {
    const auto count = static_cast<std::size_t>(std::min(chunk, items - first));
    if (auto read = array.source->read_exactly(std::span(bytes).first(count * sizeof(T))); !read) return read;
    for (std::size_t i = 0; i < count; ++i) {
      const T value = item_at<T>(&bytes[i * sizeof(T)], array.header.big_endian);
      if (auto taken = take(first + static_cast<std::int64_t>(i), value); !taken) return taken;
    }
  }
  return {};
}

// Calls take(item, value) with the value in the type of the file, for the first `items`.
template <class Take>
Status each_item(NpyArray& array, std::int64_t items, const Take& take) {
  switch (array.header.kind * 16 + static_cast<int>(array.header.item_bytes)) {
    case 'f' * 16 + 4:
      return each_item_of<float>(array, items, take);
    case 'f' * 16 + 8:
      return each_item_of<double>(array, items, take);
    case 'i' * 16 + 1:
      return each_item_of<std::int8_t>(array, items, take);
    case 'i' * 16 + 2:
      return each_item_of<std::int16_t>(array, items, take);
    case 'i' * 16 + 4:
      return each_item_of<std::int32_t>(array, items, take);
    case 'i' * 16 + 8:
      return each_item_of<std::int64_t>(array, items, take);
    case 'u' * 16 + 2:
      return each_item_of<std::uint16_t>(array, items, take);
    case 'u' * 16 + 4:
      return each_item_of<std::uint32_t>(array, items, take);
    case 'u' * 16 + 8:
      return each_item_of<std::uint64_t>(array, items, take);
    default:
      return each_item_of<std::uint8_t>(array, items, take);
  }
}

/// Calls take(item, value) for the items of these rows.
template <class Take>
Status each_item_of_rows(NpyArray& array, RowRange range, const Take& take) {
  if (array.header.fortran_order)
    return each_item(array, array.header.count, [&](std::int64_t item, auto value) -> Status {
      return range.holds(array.position(item).first) ? take(item, value) : Status();
    });
  const std::int64_t begin = range.first * array.columns;
  if (const Status there = array.source->skip(begin * array.header.item_bytes); !there) return there;
  return each_item(array, range.count * array.columns,
                   [&](std::int64_t item, auto value) { return take(begin + item, value); });
}

tl::unexpected<Error> not_finite(const NpyArray& array, std::int64_t item, double value) {
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

Status check_finite(const NpyArray& array, std::span<const float> values, std::int64_t first_item) {
  const auto bad = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return {};
  return not_finite(array, first_item + (bad - values.begin()), double{*bad});
}

}  // namespace

std::pair<std::int64_t, std::int64_t> NpyArray::position(std::int64_t item) const {
  if (header.fortran_order) return {item % rows, item / rows};
  return {item / columns, item % columns};
}

std::string NpyArray::index_of(std::int64_t item) const {
  const auto [row, column] = position(item);
  return header.shape.size() == 1 ? fmt::format("[{}]", row) : fmt::format("[{}, {}]", row, column);
}

Result<NpyArray> open_array(std::unique_ptr<ByteSource> source, bool one_dimension_allowed) {
  auto header = read_npy_header(*source);
  if (!header) return tl::make_unexpected(header.error());
  const auto& shape = header->shape;
  const bool flat = shape.size() == 1 && one_dimension_allowed;
  if (!flat && shape.size() != 2) {
    return bad_input(
        source->place(),
        fmt::format("shape {} found, {} expected", shape_text(shape),
                    one_dimension_allowed ? "(samples,) or (samples, targets)" : "(samples, features)"),
        "save it with .reshape(len(array), -1)");
  }
  if (header->count == 0)
    return bad_input(source->place(), fmt::format("shape {} has no values", shape_text(shape)));
  const std::int64_t rows = shape[0];
  const std::int64_t columns = flat ? 1 : shape[1];
  return NpyArray{std::move(source), std::move(*header), rows, columns};
}

Status read_floats(NpyArray& array, std::span<float> into, RowRange range) {
  const NpyHeader& header = array.header;
  range = range.within(array.rows);
  if (header.kind == 'f' && header.item_bytes == 4 && !header.big_endian && !header.fortran_order) {
    const std::int64_t first_item = range.first * array.columns;
    if (auto there = array.source->skip(first_item * header.item_bytes); !there) return there;
    if (auto read = array.source->read_exactly(std::as_writable_bytes(into)); !read) return read;
    return check_finite(array, into, first_item);
  }
  return each_item_of_rows(array, range, [&](std::int64_t item, auto value) -> Status {
    if (!fits_float(value)) return not_finite(array, item, static_cast<double>(value));
    const auto [row, column] = array.position(item);
    into[static_cast<std::size_t>((row - range.first) * array.columns + column)] = static_cast<float>(value);
    return {};
  });
}

Status read_first_rows(NpyArray& array, std::int64_t rows, std::span<double> into) {
  const std::int64_t last = array.header.fortran_order ? array.header.count : rows * array.columns;
  return each_item(array, last, [&](std::int64_t item, auto value) -> Status {
    const auto [row, column] = array.position(item);
    if (row < rows) into[static_cast<std::size_t>(row * array.columns + column)] = static_cast<double>(value);
    return {};
  });
}

Result<std::int64_t> read_classes(NpyArray& array,
                                  const std::function<void(std::int64_t, std::int32_t)>& take,
                                  RowRange range) {
  range = range.within(array.rows);
  std::int64_t largest = 0;
  const auto read = each_item_of_rows(array, range, [&](std::int64_t item, auto value) -> Status {
    const auto most = static_cast<std::int64_t>(ClassLabels::most_classes);
    const double number = static_cast<double>(value);
    if (!(number >= 0) || number >= static_cast<double>(most)) {
      return bad_input(array.place() + array.index_of(item),
                       fmt::format("class {} found, 0 to {} expected", number, most - 1),
                       "number the classes from 0");
    }
    take(item - range.first, static_cast<std::int32_t>(value));
    largest = std::max(largest, static_cast<std::int64_t>(value));
    return {};
  });
  if (!read) return tl::make_unexpected(read.error());
  return largest;
}

namespace {

Status check_pair(const ArrayPair& pair, std::optional<Task> wanted) {
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

DataShape shape_of(const ArrayPair& pair) {
  return {pair.x.rows, pair.x.columns, pair.classes ? 0 : pair.y.columns, pair.classes ? 2 : 0};
}

std::int64_t classes_up_to(std::int64_t largest) { return std::max<std::int64_t>(2, largest + 1); }

}  // namespace

Result<ArrayPair> open_pair(std::unique_ptr<ByteSource> x, std::unique_ptr<ByteSource> y,
                            std::optional<Task> wanted) {
  auto first = open_array(std::move(x), false);
  if (!first) return tl::make_unexpected(first.error());
  auto second = open_array(std::move(y), true);
  if (!second) return tl::make_unexpected(second.error());
  const bool could_be_classes = second->header.integer() && second->columns == 1;
  ArrayPair pair{std::move(*first), std::move(*second), could_be_classes && wanted != Task::regression};
  if (auto good = check_pair(pair, wanted); !good) return tl::make_unexpected(good.error());
  return pair;
}

Result<Table> load_pair(ArrayPair pair, RowRange range) {
  DataShape shape = shape_of(pair);
  range = range.within(shape.samples);
  shape.samples = range.count;
  auto table = make_table(shape);
  if (!table) return table;
  if (auto read = read_floats(pair.x, table->x.as<float>(), range); !read)
    return tl::make_unexpected(read.error());
  if (!pair.classes) {
    if (auto read = read_floats(pair.y, table->y.as<float>(), range); !read)
      return tl::make_unexpected(read.error());
    return table;
  }
  const auto labels = table->labels.as<std::int32_t>();
  const auto largest = read_classes(
      pair.y, [&](std::int64_t row, std::int32_t value) { labels[static_cast<std::size_t>(row)] = value; },
      range);
  if (!largest) return tl::make_unexpected(largest.error());
  table->classes = classes_up_to(*largest);
  return table;
}

Result<DataShape> pair_shape(ArrayPair pair) {
  DataShape shape = shape_of(pair);
  if (!pair.classes) return shape;
  const auto largest = read_classes(pair.y, [](std::int64_t, std::int32_t) {});
  if (!largest) return tl::make_unexpected(largest.error());
  shape.classes = classes_up_to(*largest);
  return shape;
}

}  // namespace accelbench
