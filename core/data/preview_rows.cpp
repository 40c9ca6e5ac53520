// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/preview_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/data/class_labels.h"

namespace accelbench {
namespace {

using Value = PreviewRows::Value;

/// Least, most, mean and deviation in two passes, then the parts.
void describe_numbers(const std::vector<double>& values, PreviewColumn& column) {
  column.values = static_cast<std::int64_t>(values.size());
  column.histogram.assign(Preview::bins, 0);
  if (values.empty()) return;
  const auto [least, most] = std::ranges::minmax(values);
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value / count;  // no overflow
  for (const double value : values) squares += (value - sum) / count * (value - sum);
  column.least = least;
  column.most = most;
  column.mean = sum;
  column.deviation = std::sqrt(squares);
  const double width = (most - least) / static_cast<double>(Preview::bins);
  for (const double value : values) {
    const double bin = width > 0 ? std::floor((value - least) / width) : 0;
    ++column.histogram[std::min(static_cast<std::size_t>(bin), Preview::bins - 1)];
  }
}

void note_place(const PreviewRows& from, std::int64_t row, PreviewColumn& column) {
  if (column.places.size() < Preview::most_places)
    column.places.push_back(from.places[static_cast<std::size_t>(row)]);
}

void describe_column(const PreviewRows& from, std::size_t c, PreviewColumn& column) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < from.rows; ++row) {
    const Value state = from.states[from.at(row, c)];
    if (state == Value::good) values.push_back(from.values[from.at(row, c)]);
    if (state == Value::good) continue;
    ++(state == Value::missing ? column.missing : column.refused);
    note_place(from, row, column);
  }
  describe_numbers(values, column);
}

/// The classes found; of sorted data the first rows may hold but one.
std::optional<ClassLabels::Classes> finish(const ClassLabels& labels, const PreviewRows& from,
                                           const PreviewColumn& column, Preview& preview) {
  const auto first = std::ranges::find_if(from.words, [](const std::string& word) { return !word.empty(); });
  if (first == from.words.end()) return std::nullopt;
  const bool alone = std::ranges::all_of(
      from.words, [&](const std::string& word) { return word.empty() || word == *first; });
  if (alone && preview.samples != from.rows) return ClassLabels::Classes{{0}, {*first}, 1};
  auto found = labels.finish(from.places[0].substr(0, from.places[0].rfind(':')), column.name);
  if (found) return std::move(*found);
  preview.problems.push_back(found.error());
  return std::nullopt;
}

/// Numbers of the classes by row, −1 without one.
std::vector<std::int32_t> describe_label(const PreviewRows& from, PreviewColumn& column, Preview& preview) {
  ClassLabels labels;
  std::vector<std::int32_t> classes(static_cast<std::size_t>(from.rows), -1);
  for (std::int64_t row = 0; row < from.rows; ++row) {
    const std::string& word = from.words[static_cast<std::size_t>(row)];
    const auto number = word.empty() ? Result<std::int32_t>(-1) : labels.add(word, from.places[0], row);
    classes[static_cast<std::size_t>(row)] = number.value_or(-1);
    if (number.value_or(-1) >= 0) continue;
    ++(word.empty() ? column.missing : column.refused);
    note_place(from, row, column);
  }
  auto found = finish(labels, from, column, preview);
  if (!found) return std::vector<std::int32_t>(classes.size(), -1);
  column.histogram.assign(static_cast<std::size_t>(found->count), 0);
  for (std::int32_t& of : classes) {
    if (of < 0) continue;
    of = found->of_provisional[static_cast<std::size_t>(of)];
    ++column.values;
    ++column.histogram[static_cast<std::size_t>(of)];
  }
  for (std::size_t k = 0; k < column.histogram.size(); ++k)
    column.labels.push_back(found->names.empty() ? fmt::format("{}", k) : found->names[k]);
  column.labels.resize(std::min(column.labels.size(), Preview::most_labels));
  column.histogram.resize(column.labels.size());
  return classes;
}

PreviewCell cell_of(const PreviewRows& from, std::int64_t row, std::size_t column) {
  const bool refused = from.states[from.at(row, column)] != Value::good;
  if (static_cast<std::size_t>(row) < from.texts.size())
    return {from.texts[static_cast<std::size_t>(row)][column], refused};
  if (from.roles[column] == ColumnRole::label) return {from.words[static_cast<std::size_t>(row)], refused};
  return {fmt::format("{}", static_cast<float>(from.values[from.at(row, column)])), refused};
}

void add_plotted(const PreviewRows& from, const std::vector<std::int32_t>& classes, Preview& preview) {
  preview.plotted_rows = std::min(from.rows, static_cast<std::int64_t>(Preview::most_points));
  preview.plotted.assign(static_cast<std::size_t>(preview.plotted_rows) * from.columns(),
                         std::numeric_limits<float>::quiet_NaN());
  for (std::int64_t row = 0; row < preview.plotted_rows; ++row)
    for (std::size_t column = 0; column < from.columns(); ++column) {
      const std::size_t at = from.at(row, column);
      if (from.roles[column] == ColumnRole::label) {
        const auto number = classes[static_cast<std::size_t>(row)];
        if (number >= 0) preview.plotted[at] = static_cast<float>(number);
      } else if (from.states[at] == Value::good) {
        preview.plotted[at] = static_cast<float>(from.values[at]);
      }
    }
}

void add_pixels(const PreviewRows& from, Preview& preview) {
  if (!preview.image) return;
  const auto pixels = static_cast<std::size_t>(preview.image->rows * preview.image->columns);
  if (pixels > from.columns()) {  // more than are shown
    preview.image.reset();
    return;
  }
  for (std::size_t row = 0; row < preview.rows.size(); ++row)
    for (std::size_t column = 0; column < pixels; ++column) {
      const std::size_t at = from.at(static_cast<std::int64_t>(row), column);
      preview.pixels.push_back(from.states[at] == Value::good ? static_cast<float>(from.values[at]) : 0.0F);
    }
}

}  // namespace

void describe_rows(const PreviewRows& from, std::int64_t rows, Preview& preview) {
  preview.looked_at = from.rows;
  std::vector<std::int32_t> classes;
  for (std::size_t c = 0; c < from.columns(); ++c) {
    PreviewColumn column;
    column.name = from.names[c];
    column.role = from.roles[c];
    if (column.role == ColumnRole::label)
      classes = describe_label(from, column, preview);
    else
      describe_column(from, c, column);
    preview.columns.push_back(std::move(column));
  }
  for (std::int64_t row = 0; row < std::min(rows, from.rows); ++row) {
    preview.rows.emplace_back();
    for (std::size_t c = 0; c < from.columns(); ++c) preview.rows.back().push_back(cell_of(from, row, c));
  }
  add_plotted(from, classes, preview);
  add_pixels(from, preview);
}

std::optional<ImageShape> square_of(const std::vector<std::string>& names) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(names.size()))));
  if (side < 4 || static_cast<std::size_t>(side * side) != names.size()) return std::nullopt;
  const std::string stem = names[0].substr(0, names[0].find_last_not_of("0123456789") + 1);
  const std::string first = names[0].substr(stem.size());
  if (first != "0" && first != "1") return std::nullopt;
  const std::size_t begin = first == "0" ? 0 : 1;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] != fmt::format("{}{}", stem, i + begin)) return std::nullopt;
  return ImageShape{side, side};
}

}  // namespace accelbench
