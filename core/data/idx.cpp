// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/idx.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

#include "core/base/pages.h"
#include "core/data/class_labels.h"
#include "core/data/npy_header.h"

namespace accelbench {
namespace {

constexpr const char* not_idx = "name the files that MNIST calls images-idx3-ubyte and labels-idx1-ubyte";
constexpr std::size_t most_extents = 8;

std::int64_t bytes_of_type(IdxType type) {
  switch (type) {
    case IdxType::unsigned_byte:
    case IdxType::signed_byte:
      return 1;
    case IdxType::short_integer:
      return 2;
    case IdxType::integer:
    case IdxType::real:
      return 4;
    case IdxType::wide_real:
      return 8;
  }
  return 0;
}

/// The value as it is scaled; none where it is out of range.
template <class T>
std::optional<float> scaled(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (!(value >= 0 && value <= 1)) return std::nullopt;
    return static_cast<float>(value);
  } else {
    if (value < 0) return std::nullopt;
    return static_cast<float>(static_cast<double>(value) /
                              static_cast<double>(std::numeric_limits<T>::max()));
  }
}

template <class T>
T big_endian(const std::byte* bytes) {
  std::array<std::byte, sizeof(T)> copy;
  std::reverse_copy(bytes, bytes + sizeof(T), copy.begin());
  return std::bit_cast<T>(copy);
}

/// Calls take(item, value) with each of the first `items` values in the type of the file.
template <class T, class Take>
Status each_of(ByteSource& source, std::int64_t items, const Take& take) {
  constexpr std::int64_t chunk = 65'536;
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(chunk, items)) * sizeof(T));
  for (std::int64_t first = 0; first < items; first += chunk) {
    const auto count = static_cast<std::size_t>(std::min(chunk, items - first));
    if (auto read = source.read_exactly(std::span(bytes).first(count * sizeof(T))); !read) return read;
    for (std::size_t i = 0; i < count; ++i) {
      const T value = big_endian<T>(&bytes[i * sizeof(T)]);
      if (auto taken = take(first + static_cast<std::int64_t>(i), value); !taken) return taken;
    }
  }
  return {};
}

template <class Take>
Status each_item(ByteSource& source, IdxType type, std::int64_t items, const Take& take) {
  switch (type) {
    case IdxType::unsigned_byte:
      return each_of<std::uint8_t>(source, items, take);
    case IdxType::signed_byte:
      return each_of<std::int8_t>(source, items, take);
    case IdxType::short_integer:
      return each_of<std::int16_t>(source, items, take);
    case IdxType::integer:
      return each_of<std::int32_t>(source, items, take);
    case IdxType::real:
      return each_of<float>(source, items, take);
    case IdxType::wide_real:
      return each_of<double>(source, items, take);
  }
  return {};
}

bool is_known(std::uint8_t type) { return (type >= 0x08 && type <= 0x0E && type != 0x0A); }

struct File {
  std::unique_ptr<ByteSource> source;
  IdxHeader header;
};

Result<File> open_idx(const std::filesystem::path& path) {
  auto source = open_perhaps_gzip(path);
  if (!source) return tl::make_unexpected(source.error());
  auto header = read_idx_header(**source);
  if (!header) return tl::make_unexpected(header.error());
  return File{std::move(*source), std::move(*header)};
}

Result<File> open_images(const std::filesystem::path& path) {
  auto file = open_idx(path);
  if (!file || file->header.shape.size() >= 2) return file;
  return bad_input(
      path.string(),
      fmt::format("shape {} found, images have (samples, rows, columns)", shape_text(file->header.shape)),
      "name the images in data.images and the labels in data.labels");
}

Status check_labels(const File& images, const File& labels) {
  const std::string place = labels.source->place();
  const bool integers = labels.header.type != IdxType::real && labels.header.type != IdxType::wide_real;
  if (labels.header.shape.size() != 1 || !integers)
    return bad_input(place,
                     fmt::format("shape {} of type 0x{:02x} found, labels are one integer a sample",
                                 shape_text(labels.header.shape), static_cast<int>(labels.header.type)),
                     "name the images in data.images and the labels in data.labels");
  if (labels.header.samples == images.header.samples) return {};
  return bad_input(place, fmt::format("{} labels found, {} expected as there are images in {}",
                                      labels.header.samples, images.header.samples, images.source->place()));
}

struct Pair {
  File images, labels;
};

Result<Pair> open_both(const std::filesystem::path& images, const std::filesystem::path& labels) {
  auto first = open_images(images);
  if (!first) return tl::make_unexpected(first.error());
  auto second = open_idx(labels);
  if (!second) return tl::make_unexpected(second.error());
  if (auto good = check_labels(*first, *second); !good) return tl::make_unexpected(good.error());
  return Pair{std::move(*first), std::move(*second)};
}

/// Hands each of the first labels to `take`.
template <class Take>
Status each_label(ByteSource& source, const IdxHeader& header, std::int64_t samples, const Take& take) {
  return each_item(source, header.type, samples, [&](std::int64_t item, auto value) -> Status {
    const auto most = static_cast<std::int64_t>(ClassLabels::most_classes);
    const auto label = static_cast<std::int64_t>(value);
    if (label < 0 || label >= most)
      return bad_input(fmt::format("{}[{}]", source.place(), item),
                       fmt::format("class {} found, 0 to {} expected", label, most - 1),
                       "number the classes from 0");
    take(item, static_cast<std::int32_t>(label));
    return {};
  });
}

/// The number of classes; each label goes to `take`.
template <class Take>
Result<std::int64_t> read_labels(File& file, const Take& take) {
  std::int32_t largest = 1;
  auto read =
      each_label(*file.source, file.header, file.header.samples, [&](std::int64_t item, std::int32_t label) {
        take(item, label);
        largest = std::max(largest, label);
      });
  if (read) read = file.source->expect_end();
  if (!read) return tl::make_unexpected(read.error());
  return std::int64_t{largest} + 1;
}

Result<Table> read_images(File& file, std::int64_t classes) {
  auto table = make_table({file.header.samples, file.header.values, 0, classes});
  if (!table) return table;
  auto read = read_idx_values(*file.source, file.header, file.header.samples, table->x.as<float>());
  if (read) read = file.source->expect_end();
  if (!read) return tl::make_unexpected(read.error());
  return table;
}

Status read_extents(ByteSource& source, std::size_t count, IdxHeader& header) {
  std::array<std::byte, 4 * most_extents> bytes{};
  if (auto read = source.read_exactly(std::span(bytes).first(4 * count)); !read) return read;
  header.values = 1;
  for (std::size_t i = 0; i < count; ++i) {
    header.shape.push_back(big_endian<std::uint32_t>(&bytes[4 * i]));
    if (i == 0) continue;
    const auto product = bytes_of(header.values, header.shape[i], source.place().c_str());
    if (!product) return tl::make_unexpected(product.error());
    header.values = *product;
  }
  header.samples = header.shape.front();
  if (header.samples > 0 && header.values > 0) return {};
  return bad_input(source.place(), fmt::format("shape {} has no values", shape_text(header.shape)), not_idx);
}

}  // namespace

Result<IdxHeader> read_idx_header(ByteSource& source) {
  std::array<std::byte, 4> magic{};
  if (auto read = source.read_exactly(magic); !read) return tl::make_unexpected(read.error());
  const auto number = [&](std::size_t i) { return std::to_integer<std::uint8_t>(magic[i]); };
  if (number(0) != 0 || number(1) != 0 || !is_known(number(2)) || number(3) < 1 || number(3) > most_extents)
    return bad_input(source.place(),
                     fmt::format("this is no IDX file: it begins with {:02x} {:02x} {:02x} {:02x}", number(0),
                                 number(1), number(2), number(3)),
                     not_idx);
  IdxHeader header;
  header.type = static_cast<IdxType>(number(2));
  if (auto read = read_extents(source, number(3), header); !read) return tl::make_unexpected(read.error());
  const std::string place = source.place();
  const auto items = bytes_of(header.samples, header.values, place.c_str());
  if (!items) return tl::make_unexpected(items.error());
  const auto bytes = bytes_of(*items, bytes_of_type(header.type), place.c_str());
  if (!bytes) return tl::make_unexpected(bytes.error());
  if (auto fits = source.check_left(*bytes, "shape " + shape_text(header.shape)); !fits)
    return tl::make_unexpected(fits.error());
  return header;
}

Status read_idx_values(ByteSource& source, const IdxHeader& header, std::int64_t samples,
                       std::span<float> into, std::int64_t* refused) {
  return each_item(
      source, header.type, samples * header.values, [&](std::int64_t item, auto value) -> Status {
        float& place = into[static_cast<std::size_t>(item)];
        if (const auto number = scaled(value)) {
          place = *number;
          return {};
        }
        if (refused != nullptr) {
          ++*refused;
          place = static_cast<float>(value);
          return {};
        }
        return bad_input(
            fmt::format("{}[{}, {}]", source.place(), item / header.values, item % header.values),
            fmt::format(
                "{} found; {} expected", value,
                std::is_floating_point_v<decltype(value)> ? "0 to 1" : "a number that is not negative"),
            "scale the values to 0 … 1, or save them as unsigned bytes");
      });
}

Result<std::vector<std::int32_t>> read_idx_labels(ByteSource& source, const IdxHeader& header,
                                                  std::int64_t samples) {
  std::vector<std::int32_t> labels;
  const auto read =
      each_label(source, header, samples, [&](std::int64_t, std::int32_t label) { labels.push_back(label); });
  if (!read) return tl::make_unexpected(read.error());
  return labels;
}

Result<Table> load_idx(const std::filesystem::path& images, const std::filesystem::path& labels) {
  auto pair = open_both(images, labels);
  if (!pair) return tl::make_unexpected(pair.error());
  auto table = read_images(pair->images, 2);  // labels are checked before their number is known
  if (!table) return table;
  const auto into = table->labels.as<std::int32_t>();
  const auto classes = read_labels(pair->labels, [&](std::int64_t item, std::int32_t label) {
    into[static_cast<std::size_t>(item)] = label;
  });
  if (!classes) return tl::make_unexpected(classes.error());
  table->classes = *classes;
  return table;
}

Result<DataShape> idx_shape(const std::filesystem::path& images, const std::filesystem::path& labels) {
  auto pair = open_both(images, labels);
  if (!pair) return tl::make_unexpected(pair.error());
  const auto classes = read_labels(pair->labels, [](std::int64_t, std::int32_t) {});
  if (!classes) return tl::make_unexpected(classes.error());
  return DataShape{pair->images.header.samples, pair->images.header.values, 0, *classes};
}

Result<Table> load_idx_images(const std::filesystem::path& images) {
  auto file = open_images(images);
  if (!file) return tl::make_unexpected(file.error());
  return read_images(*file, 0);
}

}  // namespace accelbench
