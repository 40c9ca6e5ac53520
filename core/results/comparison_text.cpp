// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "core/results/comparison_report.h"

namespace accelbench {
namespace {

constexpr std::size_t line_width = 118;
constexpr std::size_t cell_width = 46;

/// Words in lines of at most this width, those behind the first indented.
std::string wrapped(const std::string& text, std::size_t indent) {
  std::string all;
  std::size_t used = 0;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    const std::size_t wide = display_width(word);
    if (used > indent && used + 1 + wide > line_width)
      all += "\n" + std::string(indent, ' '), used = indent;
    else if (!all.empty())
      all += " ", ++used;
    all += word, used += wide;
    at = end + 1;
  }
  return all + "\n";
}

/// The beginning of a name that would push all others aside.
std::string fitted(std::string text) {
  if (display_width(text) <= cell_width) return text;
  while (display_width(text) > cell_width - 1) {
    text.pop_back();
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0xC0U) text.pop_back();
  }
  return text + "…";
}

using Rows = std::vector<std::vector<std::string>>;

Rows cells_of(const ReportTable& table) {
  Rows rows;
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (const ReportCell& cell : row) rows.back().push_back(fitted(printable(cell.text)));
    rows.back().resize(table.columns.size());
  }
  return rows;
}

std::size_t width_of(const ReportTable& table, const Rows& rows, std::size_t column) {
  std::size_t width = display_width(table.columns[column].title);
  for (const auto& row : rows) width = std::max(width, display_width(row[column]));
  return width;
}

/// As many columns as fit beside the keys, from this one on; at least one.
std::size_t last_fitting(const ReportTable& table, const Rows& rows, std::size_t from) {
  std::size_t used = width_of(table, rows, 0);
  for (std::size_t key = 1; key < table.keys; ++key) used += 2 + width_of(table, rows, key);
  std::size_t column = from;
  for (; column < table.columns.size(); ++column) {
    used += 2 + width_of(table, rows, column);
    if (used > line_width && column > from) break;
  }
  return column;
}

std::string block(const ReportTable& table, const Rows& rows, std::size_t from, std::size_t to) {
  const auto keys = static_cast<std::ptrdiff_t>(table.keys);
  std::vector<TextTable::Column> columns(table.columns.begin(), table.columns.begin() + keys);
  columns.insert(columns.end(), table.columns.begin() + static_cast<std::ptrdiff_t>(from),
                 table.columns.begin() + static_cast<std::ptrdiff_t>(to));
  for (TextTable::Column& column : columns) column.title = printable(column.title);
  TextTable text(std::move(columns));
  for (const auto& row : rows) {
    std::vector<std::string> cells(row.begin(), row.begin() + keys);
    cells.insert(cells.end(), row.begin() + static_cast<std::ptrdiff_t>(from),
                 row.begin() + static_cast<std::ptrdiff_t>(to));
    text.add_row(std::move(cells));
  }
  return text.text();
}

std::string table_as_text(const ReportTable& table) {
  const Rows rows = cells_of(table);
  std::string all;
  for (std::size_t from = table.keys; from < table.columns.size();) {
    const std::size_t to = last_fitting(table, rows, from);
    all += (all.empty() ? "" : "\n") + block(table, rows, from, to);
    from = to;
  }
  return all;
}

std::string part_as_text(const ReportPart& part) {
  std::string text = part.title.empty() ? "" : printable(part.title) + "\n";
  for (const std::string& sentence : part.sentences) text += "  " + wrapped(printable(sentence), 4);
  if (!part.table.empty()) text += table_as_text(part.table);
  for (const std::string& note : part.notes) text += "- " + wrapped(printable(note), 2);
  return text;
}

}  // namespace

std::string report_as_text(const ReportDocument& document) {
  std::size_t names = 0;
  for (const auto& [name, value] : document.head) names = std::max(names, display_width(name));
  std::string text = printable(document.title) + "\n";
  for (const auto& [name, value] : document.head)
    text += name + std::string(names - display_width(name) + 2, ' ') + wrapped(printable(value), names + 2);
  for (const ReportPart& part : document.parts)
    if (!part.page_only && !part.empty()) text += "\n" + part_as_text(part);
  return text;
}

}  // namespace accelbench
