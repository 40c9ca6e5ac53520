// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Words and numbers for a terminal.
namespace accelbench {

/// Text from files and other programs without what could steer a terminal: control characters, bytes that are
/// no UTF-8 and marks that turn the direction of writing become '?'.
std::string printable(std::string_view text);
/// Columns that a terminal uses for a printable text: 2 for East Asian wide characters, 0 for combining
/// marks.
std::size_t display_width(std::string_view text);

inline constexpr const char* not_measured_mark = "—";

/// 1234567 → "1.23 M", with the SI prefixes; "—" where not measured.
std::string readable_count(std::optional<double> value);
/// 0.0075 → "7.50 ms".
std::string readable_seconds(std::optional<double> seconds);
/// 2147483648 → "2.00 GiB".
std::string readable_bytes(std::optional<double> bytes);
/// 0.987 → "98.7 %".
std::string readable_share(std::optional<double> share);
/// Four significant digits: losses and metrics.
std::string readable_number(std::optional<double> value);

/// Aligned columns, two spaces apart, titles first.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// One cell a column; what stands in cells is made printable.
  void add_row(std::vector<std::string> cells);
  std::string text() const;

 private:
  std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace accelbench
