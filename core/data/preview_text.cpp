// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of a table of text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/text_file.h"
#include "core/data/csv_layout.h"
#include "core/data/csv_records.h"
#include "core/data/preview_rows.h"

namespace accelbench {
namespace {

using Value = PreviewRows::Value;

constexpr std::int64_t most_bytes = std::int64_t{64} << 20;  // read of a file
constexpr std::size_t most_shown_bytes = 200;                // of a field

/// The layout, or one without targets where the targets asked for are not there.
Result<CsvLayout> layout_of(const std::filesystem::path& path, const CsvData& spec, Preview& preview) {
  auto layout = find_layout(path, spec);
  if (layout) return layout;
  auto columns = find_columns(path, spec);
  if (!columns) return columns;
  preview.problems.push_back(layout.error());
  for (std::size_t c = 0; c < columns->columns; ++c) columns->features.push_back(c);
  return columns;
}

class Reader {
 public:
  Reader(CsvRecords records, const CsvLayout& layout, bool classes, Preview& preview)
      : records_(std::move(records)), layout_(layout), preview_(preview) {
    add_columns(layout.features, ColumnRole::feature);
    add_columns(layout.targets, classes ? ColumnRole::label : ColumnRole::target);
  }

  PreviewRows read(std::int64_t shown, std::int64_t most) {
    if (layout_.header) static_cast<void>(records_.next());
    while (rows_.rows < most && bytes_ < most_bytes) {
      const auto more = records_.next();
      if (!more) preview_.problems.push_back(more.error());
      at_end_ = more && !*more;
      if (!more || !*more) break;
      take_record(shown);
    }
    count_samples();
    return std::move(rows_);
  }

 private:
  void add_columns(const std::vector<std::size_t>& columns, ColumnRole role) {
    const auto room = static_cast<std::size_t>(Preview::most_columns);
    for (const std::size_t column : columns) {
      if (role == ColumnRole::feature && columns_.size() + 1 > room) break;
      columns_.push_back(column);
      rows_.names.push_back(layout_.name_of_column(column));
      rows_.roles.push_back(role);
    }
  }

  void take_record(std::int64_t shown) {
    const auto& fields = records_.fields();
    for (const auto field : fields) bytes_ += static_cast<std::int64_t>(field.size()) + 1;
    if (fields.size() != layout_.columns) return refuse_record(fields.size());
    rows_.places.push_back(records_.place());
    if (rows_.rows < shown) rows_.texts.emplace_back();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      take_field(fields[columns_[c]], rows_.roles[c]);
      if (rows_.rows < shown) rows_.texts.back().push_back(shown_text(fields[columns_[c]]));
    }
    ++rows_.rows;
  }

  static std::string shown_text(std::string_view field) {
    std::string quoted = in_quotes(field, most_shown_bytes);
    return quoted.substr(1, quoted.size() - 2);
  }

  void take_field(std::string_view field, ColumnRole role) {
    if (role == ColumnRole::label) {
      while (!field.empty() && (field.front() == ' ' || field.front() == '\t')) field.remove_prefix(1);
      while (!field.empty() && (field.back() == ' ' || field.back() == '\t')) field.remove_suffix(1);
      rows_.words.emplace_back(field);
      return add(0, field.empty() ? Value::missing : Value::good);
    }
    const auto number = parse_number(field);
    const bool good = number && std::fabs(*number) <= std::numeric_limits<float>::max();
    add(good ? double{static_cast<float>(*number)} : 0.0, good                ? Value::good
                                                          : is_missing(field) ? Value::missing
                                                                              : Value::refused);
  }

  void add(double value, Value state) {
    rows_.values.push_back(value);
    rows_.states.push_back(state);
  }

  void refuse_record(std::size_t fields) {
    if (!std::exchange(told_width_, true))
      preview_.problems.push_back(
          {ErrorKind::bad_input, records_.place(),
           fmt::format("{} fields found, {} expected as in the first line", fields, layout_.columns),
           "check delimiters and quotes in this line"});
  }

  void count_samples() {
    preview_.samples_about = rows_.rows;
    if (at_end_) preview_.samples = rows_.rows;
    if (!at_end_ && bytes_ > 0)
      preview_.samples_about =
          static_cast<std::int64_t>(static_cast<double>(rows_.rows) *
                                    static_cast<double>(records_.file_bytes()) / static_cast<double>(bytes_));
  }

  CsvRecords records_;
  const CsvLayout& layout_;
  Preview& preview_;
  PreviewRows rows_;
  std::vector<std::size_t> columns_;
  std::int64_t bytes_ = 0;
  bool at_end_ = false;
  bool told_width_ = false;
};

/// One problem for each column that has any.
void tell_columns(const PreviewRows& rows, Preview& preview) {
  for (std::size_t c = 0; c < rows.columns(); ++c)
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      const Value state = rows.states[rows.at(row, c)];
      if (state == Value::good) continue;
      const bool missing = state == Value::missing;
      preview.problems.push_back(
          {ErrorKind::bad_input, rows.places[static_cast<std::size_t>(row)] + ":" + rows.names[c],
           missing ? "a missing value found" : "no number that float32 holds",
           missing ? "fill the gap or remove the line" : "turn words into numbers or remove the column"});
      break;
    }
}

}  // namespace

Result<PreviewRows> preview_text(const std::filesystem::path& path, const CsvData& spec, std::int64_t rows,
                                 Preview& preview) {
  const auto layout = layout_of(path, spec, preview);
  if (!layout) return tl::make_unexpected(layout.error());
  auto records = CsvRecords::open(path, layout->delimiter);
  if (!records) return tl::make_unexpected(records.error());
  const bool classes = spec.task == Task::classification;
  preview.features = static_cast<std::int64_t>(layout->features.size());
  preview.targets = classes ? 0 : static_cast<std::int64_t>(layout->targets.size());
  constexpr std::int64_t most_values = 2'000'000;
  const std::int64_t most = std::clamp<std::int64_t>(
      most_values / std::max<std::int64_t>(1, preview.features), rows, std::max(rows, Preview::most_rows));
  PreviewRows found = Reader(std::move(*records), *layout, classes, preview).read(rows, most);
  if (found.rows == 0 && preview.problems.empty())
    preview.problems.push_back({ErrorKind::bad_input, path.string(), "no samples found, only a header", {}});
  tell_columns(found, preview);
  std::vector<std::string> names;
  if (layout->header && preview.features <= Preview::most_columns)
    names.assign(found.names.begin(), found.names.begin() + preview.features);
  if (!names.empty()) preview.image = square_of(names);
  return found;
}

}  // namespace accelbench
