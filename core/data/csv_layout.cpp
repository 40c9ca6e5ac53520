// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/base/nearest.h"
#include "core/base/text_file.h"
#include "core/data/csv_records.h"

namespace accelbench {
namespace {

using Record = std::vector<std::string>;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Result<std::vector<Record>> first_records(const std::filesystem::path& path, char delimiter,
                                          std::size_t most) {
  auto records = CsvRecords::open(path, delimiter);
  if (!records) return tl::make_unexpected(records.error());
  std::vector<Record> found;
  while (found.size() < most) {
    const auto more = records->next();
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) break;
    found.emplace_back(records->fields().begin(), records->fields().end());
  }
  return found;
}

// 1 where the records differ in their fields: such a delimiter does not make a table.
std::size_t common_fields(const std::vector<Record>& records) {
  if (records.empty()) return 1;
  const std::size_t fields = records.front().size();
  return std::ranges::all_of(records, [&](const Record& record) { return record.size() == fields; }) ? fields
                                                                                                     : 1;
}

Result<char> find_delimiter(const std::filesystem::path& path, const CsvData& spec) {
  if (spec.delimiter) {
    if (spec.delimiter->size() == 1 &&
        std::string_view("\"\r\n").find((*spec.delimiter)[0]) == std::string_view::npos &&
        (*spec.delimiter)[0] != '\0') {
      return (*spec.delimiter)[0];
    }
    return bad_input("data.delimiter", in_quotes(*spec.delimiter) + " found, one character expected",
                     "write ',' or ';' or \"\\t\"");
  }
  char best = ',';
  std::size_t most = 1;
  for (const char delimiter :
       {'\t', ';', ','}) {  // of equals the first: commas stand inside numbers and texts, too
    const auto records = first_records(path, delimiter, 5);
    if (!records)
      continue;  // quotes that only another delimiter explains; what is broken for all is told by the reader
    if (const std::size_t fields = common_fields(*records); fields > most) {
      best = delimiter;
      most = fields;
    }
  }
  return best;
}

bool is_number(std::string_view text) { return parse_number(text).has_value(); }
bool is_word(std::string_view text) { return !is_missing(text) && !is_number(text); }

bool looks_like_header(const std::vector<Record>& records) {
  const Record& first = records.front();
  if (std::ranges::none_of(first, is_number) && std::ranges::any_of(first, is_word)) return true;
  if (records.size() < 2) return false;
  for (std::size_t c = 0; c < std::min(first.size(), records[1].size()); ++c) {
    if (is_word(first[c]) && is_number(records[1][c])) return true;
  }
  return false;
}

Status take_names(const std::filesystem::path& path, const Record& record, CsvLayout& layout) {
  for (const auto& field : record) {
    const auto name = trimmed(field);
    if (!is_utf8(name)) {
      return bad_input(path.string() + ":1", "the column name " + in_quotes(name) + " is not UTF-8",
                       "save the file as UTF-8 text");
    }
    layout.names.emplace_back(name.substr(0, 1000));
  }
  return {};
}

Result<std::size_t> named_column(const CsvLayout& layout, const std::string& wanted) {
  const auto count = std::ranges::count(layout.names, wanted);
  if (count == 1)
    return static_cast<std::size_t>(std::ranges::find(layout.names, wanted) - layout.names.begin());
  if (count > 1)
    return bad_input("data.target", fmt::format("{} columns are named {}", count, in_quotes(wanted)),
                     "rename them");
  std::string fix = did_you_mean(wanted, layout.names);
  if (fix.empty()) {
    fix = "the columns are ";
    for (std::size_t i = 0; i < std::min<std::size_t>(12, layout.names.size()); ++i) {
      fix += (i > 0 ? ", " : "") + in_quotes(layout.names[i]);
    }
    if (layout.names.size() > 12) fix += fmt::format(" and {} more", layout.names.size() - 12);
  }
  return bad_input("data.target", "no column is named " + in_quotes(wanted), fix);
}

Result<std::size_t> numbered_column(const CsvLayout& layout, const std::string& wanted) {
  std::size_t column = 0;
  const char* const end = wanted.data() + wanted.size();
  const auto [stop, error] = std::from_chars(wanted.data(), end, column);
  if (error == std::errc() && stop == end && column < layout.columns) return column;
  return bad_input("data.target",
                   fmt::format("{} found; without a header the target is a column's number from 0 to {}",
                               in_quotes(wanted), layout.columns - 1),
                   "write a number, or header: true if the first line has names");
}

Status choose_targets(const CsvData& spec, CsvLayout& layout) {
  std::vector<bool> chosen(layout.columns, false);
  if (spec.target.empty()) layout.targets = {layout.columns - 1};
  for (const auto& wanted : spec.target) {
    const auto column = layout.header ? named_column(layout, wanted) : numbered_column(layout, wanted);
    if (!column) return tl::make_unexpected(column.error());
    if (chosen[*column]) {
      return bad_input("data.target", in_quotes(wanted) + " is named twice", "name each column once");
    }
    chosen[*column] = true;
    layout.targets.push_back(*column);
  }
  chosen[layout.targets.back()] = true;
  if (spec.task == Task::classification && layout.targets.size() != 1) {
    return bad_input("data.target",
                     fmt::format("{} columns found, classification has one", layout.targets.size()));
  }
  for (std::size_t c = 0; c < layout.columns; ++c) {
    if (!chosen[c]) layout.features.push_back(c);
  }
  if (layout.features.empty())
    return bad_input("data.target", "every column is a target: no feature is left");
  return {};
}

}  // namespace

std::string CsvLayout::name_of_column(std::size_t column) const {
  return column < names.size() && !names[column].empty() ? names[column] : fmt::format("{}", column);
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<double>::quiet_NaN();
  return value;
}

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 14> words = {"",     "NA",   "N/A",  "n/a", "#N/A", "NaN", "nan",
                                                      "null", "NULL", "None", "?",   ".",    "-",   "NAN"};
  return std::ranges::find(words, trimmed(text)) != words.end();
}

Result<CsvLayout> find_columns(const std::filesystem::path& path, const CsvData& spec) {
  const auto delimiter = find_delimiter(path, spec);
  if (!delimiter) return tl::make_unexpected(delimiter.error());
  const auto records = first_records(path, *delimiter, 2);
  if (!records) return tl::make_unexpected(records.error());
  if (records->empty()) return bad_input(path.string(), "the file is empty, a table expected");
  CsvLayout layout;
  layout.delimiter = *delimiter;
  layout.columns = records->front().size();
  layout.header = spec.header.value_or(looks_like_header(*records));
  if (layout.header) {
    if (auto named = take_names(path, records->front(), layout); !named)
      return tl::make_unexpected(named.error());
  }
  return layout;
}

Result<CsvLayout> find_layout(const std::filesystem::path& path, const CsvData& spec) {
  auto layout = find_columns(path, spec);
  if (!layout) return layout;
  if (layout->columns < 2) {
    return bad_input(path.string(), "one column found, at least one feature and one target expected",
                     "check the delimiter: comma, semicolon and tab are found out, others must be written: "
                     "delimiter: '|'");
  }
  if (auto chosen = choose_targets(spec, *layout); !chosen) return tl::make_unexpected(chosen.error());
  return layout;
}

}  // namespace accelbench
