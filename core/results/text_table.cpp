// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace accelbench {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// The blocks of Unicode's East Asian Width W and F, and of its combining marks, that occur in names.
constexpr std::array wide_ranges = {Range{0x1100, 0x115F}, Range{0x2E80, 0xA4CF},   Range{0xAC00, 0xD7A3},
                                    Range{0xF900, 0xFAFF}, Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
                                    Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1FAFF}, Range{0x20000, 0x3FFFD}};
constexpr std::array narrow_ranges = {Range{0x0300, 0x036F}, Range{0x200B, 0x200D}, Range{0x20D0, 0x20FF},
                                      Range{0xFE00, 0xFE0F}};
constexpr std::array steering_ranges = {Range{0x00, 0x1F}, Range{0x7F, 0x9F}, Range{0x200E, 0x200F},
                                        Range{0x2028, 0x202E}, Range{0x2066, 0x2069}};

template <std::size_t n>
bool within(char32_t point, const std::array<Range, n>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return range.first <= point && point <= range.last; });
}

struct Decoded {
  char32_t point = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

// The shortest form only, no surrogates, at most U+10FFFF: what else is called UTF-8 can hide control
// characters.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_of(byte(0));
  if (length == 0 || length > text.size()) return {};
  char32_t point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    point = (point << 6) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < least[length] || point > 0x10FFFF || surrogate) return {};
  return {point, length, true};
}

// Three significant digits with a prefix: 999.6 would round to four and takes the next prefix.
std::string scaled(double value, double step, const std::array<std::string_view, 7>& units) {
  std::size_t unit = 0;
  while (std::fabs(value) >= step - 0.5 && unit + 1 < units.size()) value /= step, ++unit;
  const bool whole = std::fabs(value) >= 99.95 || (unit == 0 && value == std::floor(value));
  const int decimals = whole ? 0 : std::fabs(value) >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f}{}{}", value, decimals, units[unit].empty() ? "" : " ", units[unit]);
}

constexpr std::array<std::string_view, 7> decimal_units = {"", "k", "M", "G", "T", "P", "E"};
constexpr std::array<std::string_view, 7> byte_units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    const bool good = decoded.valid && !within(decoded.point, steering_ranges);
    clean += good ? text.substr(0, decoded.bytes) : "?";
    text.remove_prefix(decoded.bytes);
  }
  return clean;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    width += within(decoded.point, wide_ranges) ? 2 : within(decoded.point, narrow_ranges) ? 0 : 1;
    text.remove_prefix(decoded.bytes);
  }
  return width;
}

std::string readable_count(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return not_measured_mark;
  return scaled(*value, 1000, decimal_units);
}

std::string readable_seconds(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds)) return not_measured_mark;
  if (*seconds >= 3600) return fmt::format("{:.2f} h", *seconds / 3600);
  if (*seconds >= 120) return fmt::format("{:.1f} min", *seconds / 60);
  if (*seconds >= 1 || *seconds <= 0) return fmt::format("{:.2f} s", *seconds);
  return *seconds >= 1e-3 ? fmt::format("{:.3g} ms", *seconds * 1e3)
                          : fmt::format("{:.3g} µs", *seconds * 1e6);
}

std::string readable_bytes(std::optional<double> bytes) {
  if (!bytes || !std::isfinite(*bytes)) return not_measured_mark;
  return scaled(*bytes, 1024, byte_units);
}

std::string readable_share(std::optional<double> share) {
  if (!share || !std::isfinite(*share)) return not_measured_mark;
  return fmt::format("{:.1f} %", *share * 100);
}

std::string readable_number(std::optional<double> value) {
  return value && !std::isnan(*value) ? fmt::format("{:.4g}", *value) : not_measured_mark;
}

void TextTable::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  return widths;
}

std::string TextTable::text() const {
  const std::vector<std::size_t> wide = widths();
  std::string all;
  const auto add_line = [&](const auto& cell_at) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_at(i);
      const std::string padding(wide[i] - display_width(cell), ' ');
      line += (i == 0 ? "" : "  ") + (columns_[i].align == Align::left ? cell + padding : padding + cell);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    all += line + "\n";
  };
  add_line([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  for (const auto& row : rows_) add_line([&](std::size_t i) -> const std::string& { return row[i]; });
  return all;
}

}  // namespace accelbench
