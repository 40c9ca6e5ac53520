// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

#include "core/base/pages.h"
#include "core/base/text_file.h"

namespace accelbench {
namespace {

static_assert(std::endian::native == std::endian::little,
              "files are read and written as little-endian memory");

constexpr std::int64_t most_header_bytes = 64 * 1024;
constexpr const char* save_again = "save it with numpy.save";

// Reads the Python literal {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } and nothing else.
class Literal {
 public:
  explicit Literal(std::string_view text) : text_(text) {}

  bool take(char expected) {
    skip_blanks();
    if (text_.empty() || text_.front() != expected) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::string> string() {
    skip_blanks();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) return std::nullopt;
    const auto end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return value;
  }

  std::optional<bool> boolean() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}}) {
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    return std::nullopt;
  }

  std::optional<std::vector<std::int64_t>> shape() {
    std::vector<std::int64_t> values;
    if (!take('(')) return std::nullopt;
    while (!take(')')) {
      const auto value = integer();
      if (!value || values.size() == 32) return std::nullopt;
      values.push_back(*value);
      if (take(',')) continue;
      if (!take(')')) return std::nullopt;
      break;
    }
    return values;
  }

  bool finished() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n')) text_.remove_prefix(1);
    return text_.empty();
  }

 private:
  void skip_blanks() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }

  std::optional<std::int64_t> integer() {
    skip_blanks();
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(stop - text_.data()));
    return value;
  }

  std::string_view text_;
};

struct Fields {
  std::optional<std::string> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
};

bool read_field(Literal& literal, Fields& fields) {
  const auto key = literal.string();
  if (!key || !literal.take(':')) return false;
  if (*key == "descr" && !fields.descr) return (fields.descr = literal.string()).has_value();
  if (*key == "fortran_order" && !fields.fortran_order)
    return (fields.fortran_order = literal.boolean()).has_value();
  if (*key == "shape" && !fields.shape) return (fields.shape = literal.shape()).has_value();
  return false;
}

bool read_fields(std::string_view text, Fields& fields) {
  Literal literal(text);
  if (!literal.take('{')) return false;
  while (!literal.take('}')) {
    if (!read_field(literal, fields)) return false;
    if (literal.take(',')) continue;
    if (!literal.take('}')) return false;
    break;
  }
  return literal.finished() && fields.descr && fields.fortran_order && fields.shape;
}

Status read_type(const std::string& place, const std::string& descr, NpyHeader& header) {
  constexpr std::array<std::string_view, 11> known = {"f4", "f8", "i1", "i2", "i4", "i8",
                                                      "u1", "u2", "u4", "u8", "b1"};
  if (descr.find('O') != std::string::npos) {
    return bad_input(place, "an object array found (pickled Python), numbers expected",
                     "save it with .astype('float32')");
  }
  const bool order = descr.size() == 3 && std::string_view("<>|=").find(descr[0]) != std::string_view::npos;
  if (!order || std::ranges::find(known, descr.substr(1)) == known.end()) {
    return bad_input(place,
                     "type " + in_quotes(descr) + " found; float32, float64, integers and bool are read",
                     "save it with .astype('float32')");
  }
  header.kind = descr[1];
  header.item_bytes = descr[2] - '0';
  header.big_endian = descr[0] == '>' && header.item_bytes > 1;
  return {};
}

// The length of the literal: two bytes in version 1, four since.
Result<std::int64_t> read_length(ByteSource& source) {
  std::array<unsigned char, 12> head{};
  const auto bytes = std::as_writable_bytes(std::span(head));
  const std::string place = source.place();
  if (auto read = source.read_exactly(bytes.first(8)); !read) return tl::make_unexpected(read.error());
  if (std::string_view(reinterpret_cast<const char*>(head.data()), 6) != "\x93NUMPY") {
    return bad_input(place, "this is no NumPy array file (.npy)", save_again);
  }
  const int version = head[6];
  if (version < 1 || version > 3 || head[7] != 0) {
    return bad_input(place,
                     fmt::format("version {}.{} of the format found, 1.0 to 3.0 expected", version, head[7]),
                     save_again);
  }
  const std::size_t wide = version == 1 ? 2 : 4;
  if (auto read = source.read_exactly(bytes.subspan(8, wide)); !read)
    return tl::make_unexpected(read.error());
  std::int64_t length = 0;
  for (std::size_t i = wide; i > 0; --i) length = length * 256 + head[8 + i - 1];
  if (length <= most_header_bytes) return length;
  return bad_input(place,
                   fmt::format("a head of {} bytes found, at most {} expected", length, most_header_bytes),
                   save_again);
}

Status count_items(const ByteSource& source, NpyHeader& header) {
  const std::string place = source.place();
  header.count = 1;
  for (const std::int64_t extent : header.shape) {
    const auto product = bytes_of(header.count, extent, place.c_str());
    if (!product) return tl::make_unexpected(product.error());
    header.count = *product;
  }
  const auto bytes = bytes_of(header.count, header.item_bytes, place.c_str());
  if (!bytes) return tl::make_unexpected(bytes.error());
  return source.check_left(*bytes, "shape " + shape_text(header.shape));
}

}  // namespace

Result<NpyHeader> read_npy_header(ByteSource& source) {
  const auto length = read_length(source);
  if (!length) return tl::make_unexpected(length.error());
  std::string text(static_cast<std::size_t>(*length), '\0');
  if (auto read = source.read_exactly(std::as_writable_bytes(std::span(text))); !read)
    return tl::make_unexpected(read.error());
  Fields fields;
  const std::string place = source.place();
  if (!read_fields(text, fields)) {
    return bad_input(place, "the head is not that of an array of numbers: " + in_quotes(text, 120),
                     save_again);
  }
  NpyHeader header;
  if (auto known = read_type(place, *fields.descr, header); !known) return tl::make_unexpected(known.error());
  header.fortran_order = *fields.fortran_order;
  header.shape = *fields.shape;
  if (auto counted = count_items(source, header); !counted) return tl::make_unexpected(counted.error());
  return header;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "(";
  for (const std::int64_t extent : shape) text += fmt::format("{}{}", text.size() > 1 ? ", " : "", extent);
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string npy_header(std::string_view descr, const std::vector<std::int64_t>& shape) {
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr, shape_text(shape));
  constexpr std::size_t before = 10;  // magic, version and length
  text.append(63 - (before + text.size()) % 64, ' ');
  text += '\n';
  std::string head("\x93NUMPY\x01\x00", 8);
  head += static_cast<char>(text.size() & 0xFF);
  head += static_cast<char>(text.size() >> 8);
  return head + text;
}

}  // namespace accelbench
