// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string_view>

#include "core/results/comparison_report.h"

namespace accelbench {
namespace {

/// Text as text: what Markdown or HTML would read as something else is written so that it is not.
std::string plain(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '&')
      safe += "&amp;";
    else if (std::string_view("\\`*_[]#|~>").find(c) != std::string_view::npos)
      safe += std::string("\\") + c;
    else
      safe += c;
  }
  return safe;
}

std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string cell_text(const ReportCell& cell) {
  const std::string text = plain(cell.text);
  return cell.sure ? "**" + text + "**" : text;
}

std::string table_text(const ReportTable& table) {
  std::vector<std::string> titles, rules;
  for (const TextTable::Column& column : table.columns) {
    titles.push_back(plain(column.title));
    rules.push_back(column.align == TextTable::Align::right ? "---:" : "---");
  }
  std::string text = "\n" + row_of(titles) + row_of(rules);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const ReportCell& cell : row) cells.push_back(cell_text(cell));
    cells.resize(table.columns.size());
    text += row_of(cells);
  }
  return text + "\n";
}

std::string part_text(const ReportPart& part) {
  std::string text = "\n## " + plain(part.title) + "\n\n";
  for (const std::string& sentence : part.sentences) text += "- " + plain(sentence) + "\n";
  if (!part.table.empty()) text += table_text(part.table);
  for (const std::string& note : part.notes) text += "- " + plain(note) + "\n";
  return text;
}

/// A fence that the text does not hold.
std::string fence_for(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += "`";
  return fence;
}

/// Line by line: a terminal's control characters have no place here either.
std::string printable_lines(const std::string& text) {
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    all += printable(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return all;
}

}  // namespace

std::string report_as_markdown(const ReportDocument& document) {
  std::string text = "# " + plain(document.title) + "\n\n| | |\n| --- | --- |\n";
  for (const auto& [name, value] : document.head) text += row_of({plain(name), plain(value)});
  for (const ReportPart& part : document.parts)
    if (!part.page_only && !part.empty()) text += part_text(part);
  if (!document.command.empty())
    text += "\nRepeat this on another machine: `" + printable(document.command) + "`\n";
  for (const auto& [title, body] : document.texts) {
    const std::string fence = fence_for(body);
    text += "\n<details><summary>" + plain(title) + "</summary>\n\n" + fence + "yaml\n" +
            printable_lines(body) + fence + "\n\n</details>\n";
  }
  return text;
}

}  // namespace accelbench
