// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/text_file.h"
#include "core/data/class_labels.h"
#include "core/data/csv_layout.h"
#include "core/data/csv_records.h"

namespace accelbench {
namespace {

class Reader {
 public:
  Reader(CsvRecords records, const CsvLayout& layout, std::string file, Task task)
      : records_(std::move(records)), layout_(layout), file_(std::move(file)), task_(task) {}

  const CsvRecords& records() const { return records_; }
  std::int64_t samples() const { return samples_; }

  /// To the first record behind the header.
  Status start() {
    if (!layout_.header) return {};
    const auto more = records_.next();
    return more ? Status{} : tl::make_unexpected(more.error());
  }

  /// Calls take(row) for each record; stops at the first error.
  template <class Take>
  Status each(const Take& take) {
    while (true) {
      const auto more = records_.next();
      if (!more) return tl::make_unexpected(more.error());
      if (!*more) return samples_ > 0 ? Status{} : bad_input(file_, "no samples found, only a header");
      if (auto whole = check_width(); !whole) return whole;
      if (auto taken = take(samples_); !taken) return taken;
      ++samples_;
    }
  }

  Status read_number(std::size_t column, float& value) const {
    const auto text = records_.fields()[column];
    const auto number = parse_number(text);
    if (!number || !std::isfinite(*number) || std::fabs(*number) > std::numeric_limits<float>::max()) {
      return refuse(column, text, number);
    }
    value = static_cast<float>(*number);
    return {};
  }

  Result<std::int32_t> read_label() {
    const std::size_t column = layout_.targets.front();
    std::string_view text = records_.fields()[column];
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    if (text.empty()) return bad_input(place_of(column), "a missing class found", fill_gap);
    return labels_.add(text, file_, records_.line());
  }

  Result<ClassLabels::Classes> classes() const {
    return labels_.finish(file_, layout_.name_of_column(layout_.targets.front()));
  }

  Result<std::vector<std::int32_t>> classes_like(const TableLike& like) const {
    return labels_.match({like.class_names, like.shape.classes, like.origin}, file_,
                         layout_.name_of_column(layout_.targets.front()));
  }

  bool classification() const { return task_ == Task::classification; }

 private:
  static constexpr const char* fill_gap = "fill the gap or remove the line";

  std::string place_of(std::size_t column) const {
    return records_.place() + ":" + layout_.name_of_column(column);
  }

  Status check_width() const {
    const std::size_t found = records_.fields().size();
    if (found == layout_.columns) return {};
    return bad_input(records_.place(),
                     fmt::format("{} fields found, {} expected as in the first line", found, layout_.columns),
                     "check delimiters and quotes in this line");
  }

  Status refuse(std::size_t column, std::string_view text, std::optional<double> number) const {
    if (is_missing(text)) {
      return bad_input(place_of(column),
                       text.empty() ? "a missing value found" : "a missing value found: " + in_quotes(text),
                       fill_gap);
    }
    if (number && std::isinf(*number)) {
      return bad_input(place_of(column), in_quotes(text) + " found, a finite number expected", fill_gap);
    }
    if (number)
      return bad_input(place_of(column), in_quotes(text) + " is outside the range of float32",
                       "rescale the column");
    const bool comma = text.find(',') != std::string_view::npos;
    return bad_input(
        place_of(column), in_quotes(text) + " found, a number expected",
        comma ? "write decimal points, not commas" : "turn words into numbers or remove the column");
  }

  CsvRecords records_;
  const CsvLayout& layout_;
  std::string file_;
  Task task_;
  ClassLabels labels_;
  std::int64_t samples_ = 0;
};

// Each field has at least one byte, and one more for the delimiter or line end behind it (but for the last).
std::int64_t most_samples(std::int64_t file_bytes, std::size_t columns) {
  return (file_bytes + 1) / (2 * static_cast<std::int64_t>(columns)) + 1;
}

// Memory for the most samples that a file of this size can hold: what is not written to costs nothing.
Result<Table> generous_table(const Reader& reader, const CsvLayout& layout, RowRange range) {
  const std::int64_t rows = range.within(most_samples(reader.records().file_bytes(), layout.columns)).count;
  const auto reserve = [&](std::size_t columns) {
    return Pages::reserve(rows * static_cast<std::int64_t>(columns) * 4, "data");
  };
  Table table;
  table.features = static_cast<std::int64_t>(layout.features.size());
  table.targets = reader.classification() ? 0 : static_cast<std::int64_t>(layout.targets.size());
  auto x = reserve(layout.features.size());
  auto y = reserve(reader.classification() ? 0 : layout.targets.size());
  auto labels = reserve(reader.classification() ? 1 : 0);
  if (!x || !y || !labels) return tl::make_unexpected(!x ? x.error() : !y ? y.error() : labels.error());
  table.x = std::move(*x);
  table.y = std::move(*y);
  table.labels = std::move(*labels);
  return table;
}

void shrink(Table& table, std::int64_t samples) {
  table.samples = samples;
  table.x.shrink(samples * table.features * 4);
  table.y.shrink(samples * table.targets * 4);
  if (table.labels.bytes() > 0) table.labels.shrink(samples * 4);
}

Status check_room(const Table& table, std::int64_t row) {
  if ((row + 1) * table.features * 4 > table.x.bytes())
    return bad_input("data", "the file grew while it was read", "try again");
  constexpr std::int64_t now_and_then = 65'536;
  return row % now_and_then == 0 ? fits_in_memory(row * (table.features + table.targets + 1) * 4, "data")
                                 : Status{};
}

/// Of a row that is not kept: its class counts.
Status pass_row(Reader& reader) {
  if (!reader.classification()) return {};
  const auto label = reader.read_label();
  return label ? Status() : tl::make_unexpected(label.error());
}

Status read_row(Reader& reader, const CsvLayout& layout, Table& table, std::int64_t row) {
  if (auto room = check_room(table, row); !room) return room;
  float* x = &table.x.as<float>()[static_cast<std::size_t>(row * table.features)];
  for (const std::size_t column : layout.features) {
    if (auto read = reader.read_number(column, *x++); !read) return read;
  }
  if (reader.classification()) {
    const auto label = reader.read_label();
    if (!label) return tl::make_unexpected(label.error());
    table.labels.as<std::int32_t>()[static_cast<std::size_t>(row)] = *label;
    return {};
  }
  float* y = &table.y.as<float>()[static_cast<std::size_t>(row * table.targets)];
  for (const std::size_t column : layout.targets) {
    if (auto read = reader.read_number(column, *y++); !read) return read;
  }
  return {};
}

void renumber(Table& table, const std::vector<std::int32_t>& classes) {
  for (auto& label : table.labels.as<std::int32_t>()) label = classes[static_cast<std::size_t>(label)];
}

/// From the order in which labels came to the order of classes: of this file, or of another table's.
Status number_classes(const Reader& reader, const TableLike* like, Table& table) {
  if (like != nullptr) {
    const auto known = reader.classes_like(*like);
    if (!known) return tl::make_unexpected(known.error());
    renumber(table, *known);
    table.classes = like->shape.classes;
    table.class_names = like->class_names;
    return {};
  }
  auto classes = reader.classes();
  if (!classes) return tl::make_unexpected(classes.error());
  renumber(table, classes->of_provisional);
  table.classes = classes->count;
  table.class_names = std::move(classes->names);
  return {};
}

std::vector<std::string> names_at(const CsvLayout& layout, const std::vector<std::size_t>& columns) {
  std::vector<std::string> names;
  if (layout.header)
    for (const std::size_t column : columns) names.push_back(layout.names[column]);
  return names;
}

/// What is known of the columns before a record is read.
void describe_columns(const CsvLayout& layout, Table& table) {
  table.feature_names = names_at(layout, layout.features);
  table.target_names = names_at(layout, layout.targets);
  table.target_columns.assign(layout.targets.begin(), layout.targets.end());
}

Result<Reader> open_reader(const std::filesystem::path& path, Task task, const CsvLayout& layout) {
  auto records = CsvRecords::open(path, layout.delimiter);
  if (!records) return tl::make_unexpected(records.error());
  Reader reader(std::move(*records), layout, path.string(), task);
  if (auto started = reader.start(); !started) return tl::make_unexpected(started.error());
  return reader;
}

Result<Table> load(const std::filesystem::path& path, Task task, const CsvLayout& layout,
                   const TableLike* like, RowRange range) {
  auto reader = open_reader(path, task, layout);
  if (!reader) return tl::make_unexpected(reader.error());
  auto table = generous_table(*reader, layout, range);
  if (!table) return table;
  const auto read = reader->each([&](std::int64_t row) {
    return range.holds(row) ? read_row(*reader, layout, *table, row - range.first) : pass_row(*reader);
  });
  if (!read) return tl::make_unexpected(read.error());
  shrink(*table, range.within(reader->samples()).count);
  if (reader->classification()) {
    if (auto numbered = number_classes(*reader, like, *table); !numbered)
      return tl::make_unexpected(numbered.error());
  }
  describe_columns(layout, *table);
  return table;
}

}  // namespace

Result<Table> load_csv(const std::filesystem::path& path, const CsvData& spec, RowRange range) {
  const auto layout = find_layout(path, spec);
  if (!layout) return tl::make_unexpected(layout.error());
  return load(path, spec.task, *layout, nullptr, range);
}

Result<Table> load_csv_like(const std::filesystem::path& path, const CsvData& spec, const TableLike& like,
                            Columns columns, RowRange range) {
  const auto layout = find_layout_like(path, spec, like, columns);
  if (!layout) return tl::make_unexpected(layout.error());
  const bool classes = like.shape.classes > 0 && columns != Columns::features;
  return load(path, classes ? Task::classification : Task::regression, *layout, &like, range);
}

Result<TableLike> csv_like(const std::filesystem::path& path, const CsvData& spec) {
  const auto layout = find_layout(path, spec);
  if (!layout) return tl::make_unexpected(layout.error());
  Table table;
  table.features = static_cast<std::int64_t>(layout->features.size());
  const bool classes = spec.task == Task::classification;
  table.targets = classes ? 0 : static_cast<std::int64_t>(layout->targets.size());
  table.classes = classes ? 2 : 0;
  describe_columns(*layout, table);
  return like_of(table, path.string());
}

Result<std::int64_t> csv_samples_like(const std::filesystem::path& path, const CsvData& spec,
                                      const TableLike& like) {
  const auto layout = find_layout_like(path, spec, like, Columns::same);
  if (!layout) return tl::make_unexpected(layout.error());
  auto reader = open_reader(path, spec.task, *layout);
  if (!reader) return tl::make_unexpected(reader.error());
  if (auto counted = reader->each([](std::int64_t) -> Status { return {}; }); !counted)
    return tl::make_unexpected(counted.error());
  return reader->samples();
}

Result<DataShape> csv_shape(const std::filesystem::path& path, const CsvData& spec) {
  const auto layout = find_layout(path, spec);
  if (!layout) return tl::make_unexpected(layout.error());
  auto reader = open_reader(path, spec.task, *layout);
  if (!reader) return tl::make_unexpected(reader.error());
  const auto counted = reader->each([&](std::int64_t) -> Status {
    if (!reader->classification()) return {};
    const auto label = reader->read_label();
    return label ? Status{} : tl::make_unexpected(label.error());
  });
  if (!counted) return tl::make_unexpected(counted.error());
  DataShape shape{reader->samples(), static_cast<std::int64_t>(layout->features.size()),
                  static_cast<std::int64_t>(layout->targets.size()), 0};
  if (!reader->classification()) return shape;
  const auto classes = reader->classes();
  if (!classes) return tl::make_unexpected(classes.error());
  shape.targets = 0;
  shape.classes = classes->count;
  return shape;
}

}  // namespace accelbench
