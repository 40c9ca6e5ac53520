// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/home_rows.h"

#include <algorithm>
#include <utility>

#include "core/data/load_table.h"

namespace accelbench {
namespace {

RowRange behind(std::int64_t first, RowRange range) { return {first + range.first, range.count}; }

/// Rows of a table as those of a set that all ranks share.
Samples shared_rows(Table table, std::int64_t rows, RowRange home) {
  Samples samples = all_rows(std::move(table));
  samples.samples = rows;
  samples.held = home;
  return samples;
}

/// The rows of a table that are neither trained nor seen: none.
Table no_rows(const Table& like) {
  Table table;
  table.features = like.features;
  table.targets = like.targets;
  table.classes = like.classes;
  return table;
}

Result<Table> load_validation(const DataSpec& spec, const DataRoots& roots, const HomeTables& tables,
                              const DataShape& shape) {
  const Task task = shape.classes > 0 ? Task::classification : Task::regression;
  if (!spec.validation)
    return load_table(spec.source, {roots}, task, nullptr, behind(tables.train_rows, tables.validation_home));
  const TableLike like = like_of(tables.train, name_of_source(spec.source));
  return load_table(validation_source(spec), {roots, "data.validation"}, task, &like, tables.validation_home);
}

/// Copies, so that the whole can go.
template <class T>
std::span<const T> keep(std::span<const T> values, std::int64_t width, RowRange range, std::vector<T>& to) {
  const auto part = values.subspan(static_cast<std::size_t>(range.first * width),
                                   static_cast<std::size_t>(range.count * width));
  to.assign(part.begin(), part.end());
  return to;
}

struct KeptRows {
  std::vector<float> x, y;
  std::vector<std::int32_t> labels;
};

Samples keep_rows(const Samples& whole, RowRange home) {
  auto kept = std::make_shared<KeptRows>();
  Samples samples = whole;
  samples.held = home;
  samples.x = keep(whole.x, whole.features, home, kept->x);
  if (!whole.y.empty()) samples.y = keep(whole.y, whole.targets, home, kept->y);
  if (!whole.labels.empty()) samples.labels = keep(whole.labels, 1, home, kept->labels);
  samples.storage = std::move(kept);
  return samples;
}

}  // namespace

RowRange home_rows(std::int64_t rows, int rank, int size, std::int64_t block) {
  const std::int64_t blocks = rows / block;
  const auto begin = [&](int of) { return of == size ? rows : blocks * of / size * block; };
  return {begin(rank), begin(rank + 1) - begin(rank)};
}

Result<HomeTables> load_home_rows(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted,
                                  int rank, int size) {
  const auto shape = data_shape(spec, roots, wanted);
  if (!shape) return tl::make_unexpected(shape.error());
  const auto train_rows = split_rows(shape->samples, spec.validation ? 0 : spec.validation_split);
  if (!train_rows) return tl::make_unexpected(train_rows.error());
  HomeTables tables;
  tables.train_rows = *train_rows;
  tables.validation_rows = spec.validation ? shape->validation_samples : shape->samples - *train_rows;
  tables.train_home = home_rows(tables.train_rows, rank, size);
  tables.validation_home = home_rows(tables.validation_rows, rank, size);
  auto train = load_table(spec.source, {roots}, wanted, nullptr, tables.train_home);
  if (!train) return tl::make_unexpected(train.error());
  train->classes = shape->classes;
  tables.train = std::move(*train);
  tables.validation = no_rows(tables.train);
  if (tables.validation_rows == 0) return tables;
  auto validation = load_validation(spec, roots, tables, *shape);
  if (!validation) return tl::make_unexpected(validation.error());
  tables.validation = std::move(*validation);
  return tables;
}

Dataset into_dataset(HomeTables tables, bool standardized, const GatherParts& gather) {
  Dataset dataset = described(tables.train);
  if (standardized) {
    const auto x = tables.train.x.as<float>();
    Moments moments = column_moments(x, tables.train.features, tables.train_rows, gather);
    scale(x, tables.train.features, moments);
    scale(tables.validation.x.as<float>(), tables.train.features, moments);
    dataset.mean = std::move(moments.mean);
    dataset.deviation = std::move(moments.deviation);
  }
  dataset.train = shared_rows(std::move(tables.train), tables.train_rows, tables.train_home);
  dataset.validation =
      shared_rows(std::move(tables.validation), tables.validation_rows, tables.validation_home);
  return dataset;
}

Dataset keep_home_rows(const Dataset& whole, int rank, int size) {
  Dataset dataset = whole;
  dataset.train = keep_rows(whole.train, home_rows(whole.train.samples, rank, size, 1));
  if (whole.validation.samples > 0)
    dataset.validation = keep_rows(whole.validation, home_rows(whole.validation.samples, rank, size, 1));
  return dataset;
}

}  // namespace accelbench
