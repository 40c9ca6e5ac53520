// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/data/idx.h"
#include "core/data/load_table.h"
#include "core/data/npy_array.h"
#include "core/data/preview_rows.h"
#include "core/data/synthetic.h"
#include "core/data/zip_archive.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Value = PreviewRows::Value;

constexpr std::int64_t most_values = 2'000'000;

std::int64_t rows_looked_at(std::int64_t samples, std::int64_t features, std::int64_t shown) {
  const std::int64_t most =
      std::max(std::min(Preview::most_rows, most_values / std::max<std::int64_t>(1, features)), shown);
  return std::min(samples, most);
}

std::string numbered(const char* stem, std::int64_t number, std::int64_t count) {
  return count == 1 ? stem : fmt::format("{}{}", stem, number);
}

/// Rows of numbers in the order features, then targets or the label.
class Numbers {
 public:
  Numbers(std::string place, std::int64_t features, std::int64_t targets, bool classes)
      : place_(std::move(place)), shown_features_(std::min(features, Preview::most_columns - 1)) {
    const std::int64_t shown_targets =
        classes ? 0 : std::min(targets, Preview::most_columns - shown_features_);
    for (std::int64_t c = 0; c < shown_features_; ++c) add_column(numbered("x", c, 2), ColumnRole::feature);
    for (std::int64_t c = 0; c < shown_targets; ++c)
      add_column(numbered("y", c, targets), ColumnRole::target);
    if (classes) add_column("class", ColumnRole::label);
  }

  /// x and y: a row of each; the label where there are classes.
  template <class X, class Y>
  void add_row(const X& x, const Y& y, std::optional<double> label) {
    rows_.places.push_back(fmt::format("{}[{}]", place_, rows_.rows));
    std::size_t feature = 0, target = 0;
    for (const ColumnRole role : rows_.roles) {
      if (role == ColumnRole::feature) add_value(static_cast<double>(x[feature++]));
      if (role == ColumnRole::target) add_value(static_cast<double>(y[target++]));
      if (role == ColumnRole::label) add_label(*label);
    }
    ++rows_.rows;
  }

  PreviewRows take() { return std::move(rows_); }

 private:
  void add_column(std::string name, ColumnRole role) {
    rows_.names.push_back(std::move(name));
    rows_.roles.push_back(role);
  }
  void add_value(double value) {
    const bool good = std::fabs(value) <= std::numeric_limits<float>::max();
    rows_.values.push_back(good ? double{static_cast<float>(value)} : value);
    rows_.states.push_back(good ? Value::good : std::isnan(value) ? Value::missing : Value::refused);
  }
  void add_label(double label) {
    const bool good = label >= 0 && label == std::floor(label);
    rows_.words.push_back(fmt::format("{}", label));
    rows_.values.push_back(label);
    rows_.states.push_back(good ? Value::good : Value::refused);
  }

  std::string place_;
  std::int64_t shown_features_;
  PreviewRows rows_;
};

void note_shape(const DataShape& shape, Preview& preview) {
  preview.samples = shape.samples;
  preview.samples_about = shape.samples;
  preview.features = shape.features;
  preview.targets = shape.targets;
}

Result<PreviewRows> rows_of(ArrayPair pair, std::int64_t shown, Preview& preview) {
  const std::int64_t features = pair.x.columns, targets = pair.y.columns;
  note_shape({pair.x.rows, features, pair.classes ? 0 : targets, 0}, preview);
  const std::int64_t rows = rows_looked_at(pair.x.rows, features + targets, shown);
  std::vector<double> x(static_cast<std::size_t>(rows * features)),
      y(static_cast<std::size_t>(rows * targets));
  if (auto read = read_first_rows(pair.x, rows, x); !read) return tl::make_unexpected(read.error());
  if (auto read = read_first_rows(pair.y, rows, y); !read) return tl::make_unexpected(read.error());
  Numbers numbers(pair.x.place(), features, targets, pair.classes);
  for (std::int64_t row = 0; row < rows; ++row) {
    const double* const answers = &y[static_cast<std::size_t>(row * targets)];
    numbers.add_row(&x[static_cast<std::size_t>(row * features)], answers, *answers);
  }
  return numbers.take();
}

struct Look {
  const SourcePlace& place;
  std::optional<Task> wanted;
  std::int64_t shown;
  Preview& found;

  Result<PreviewRows> operator()(SyntheticData spec) const {
    const auto shape = synthetic_shape(spec);
    if (!shape) return tl::make_unexpected(shape.error());
    note_shape(*shape, found);
    spec.samples = rows_looked_at(spec.samples, spec.features + spec.targets, shown);
    const auto table = make_synthetic(spec);
    if (!table) return tl::make_unexpected(table.error());
    Numbers numbers(std::string(name_of(spec.generator)), table->features, table->targets,
                    table->classes > 0);
    for (std::int64_t row = 0; row < table->samples; ++row) {
      const auto at = static_cast<std::size_t>(row);
      const bool classes = table->classes > 0;
      numbers.add_row(&table->x.as<float>()[at * static_cast<std::size_t>(table->features)],
                      table->y.as<float>().data() + at * static_cast<std::size_t>(table->targets),
                      classes ? std::optional<double>(table->labels.as<std::int32_t>()[at]) : std::nullopt);
    }
    return numbers.take();
  }

  Result<PreviewRows> operator()(const CsvData& spec) const {
    const auto path = place.file(spec.path, "path");
    if (!path) return tl::make_unexpected(path.error());
    return preview_text(*path, spec, shown, found);
  }

  Result<PreviewRows> operator()(const NpyData& spec) const {
    const auto x = place.file(spec.x, "x");
    if (!x) return tl::make_unexpected(x.error());
    const auto y = place.file(spec.y, "y");
    if (!y) return tl::make_unexpected(y.error());
    return of_sources(open_bytes(*x), open_bytes(*y));
  }

  Result<PreviewRows> operator()(const NpzData& spec) const {
    const auto path = place.file(spec.path, "path");
    if (!path) return tl::make_unexpected(path.error());
    const auto archive = ZipArchive::open(*path);
    if (!archive) return tl::make_unexpected(archive.error());
    return of_sources(archive->open_member(spec.x + ".npy"), archive->open_member(spec.y + ".npy"));
  }

  Result<PreviewRows> operator()(const IdxData& spec) const {
    const auto images = place.file(spec.images, "images");
    if (!images) return tl::make_unexpected(images.error());
    const auto labels = place.file(spec.labels, "labels");
    if (!labels) return tl::make_unexpected(labels.error());
    auto first = open_perhaps_gzip(*images);
    if (!first) return tl::make_unexpected(first.error());
    auto second = open_perhaps_gzip(*labels);
    if (!second) return tl::make_unexpected(second.error());
    return of_images(**first, **second);
  }

 private:
  using Source = Result<std::unique_ptr<ByteSource>>;

  Result<PreviewRows> of_sources(Source x, Source y) const {
    if (!x) return tl::make_unexpected(x.error());
    if (!y) return tl::make_unexpected(y.error());
    auto pair = open_pair(std::move(*x), std::move(*y), wanted);
    if (!pair) return tl::make_unexpected(pair.error());
    return rows_of(std::move(*pair), shown, found);
  }

  Result<PreviewRows> of_images(ByteSource& images, ByteSource& labels) const {
    const auto head = read_idx_header(images);
    if (!head) return tl::make_unexpected(head.error());
    const auto shape = idx_shape(images.place(), labels.place());
    if (!shape) return tl::make_unexpected(shape.error());
    note_shape(*shape, found);
    const std::int64_t rows = rows_looked_at(head->samples, head->values, shown);
    std::vector<float> x(static_cast<std::size_t>(rows * head->values));
    std::int64_t refused = 0;
    if (auto read = read_idx_values(images, *head, rows, x, &refused); !read)
      return tl::make_unexpected(read.error());
    if (refused > 0)
      found.problems.push_back({ErrorKind::bad_input, images.place(),
                                fmt::format("{} values outside 0 … 1 found", refused),
                                "scale the values to 0 … 1, or save them as unsigned bytes"});
    const auto classes = first_labels(labels, rows);
    if (!classes) return tl::make_unexpected(classes.error());
    if (head->shape.size() == 3) found.image = ImageShape{head->shape[1], head->shape[2]};
    Numbers numbers(images.place(), head->values, 0, true);
    for (std::int64_t row = 0; row < rows; ++row)
      numbers.add_row(&x[static_cast<std::size_t>(row * head->values)], static_cast<const float*>(nullptr),
                      static_cast<double>((*classes)[static_cast<std::size_t>(row)]));
    return numbers.take();
  }

  static Result<std::vector<std::int32_t>> first_labels(ByteSource& labels, std::int64_t rows) {
    const auto head = read_idx_header(labels);
    if (!head) return tl::make_unexpected(head.error());
    return read_idx_labels(labels, *head, rows);
  }
};

}  // namespace

Result<Preview> preview(const DataSpec& spec, const DataRoots& roots, std::int64_t rows,
                        std::optional<Task> wanted) {
  Preview found;
  const SourcePlace place{roots};
  const std::int64_t shown = std::clamp<std::int64_t>(rows, 0, Preview::most_rows);
  const auto looked = std::visit(Look{place, wanted, shown, found}, spec.source);
  if (!looked) return tl::make_unexpected(looked.error());
  describe_rows(*looked, shown, found);
  return found;
}

}  // namespace accelbench
