// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <algorithm>

#include "core/data/csv.h"
#include "core/data/load_table.h"
#include "core/data/table.h"

namespace accelbench {
namespace {

Task task_of(std::int64_t classes) { return classes > 0 ? Task::classification : Task::regression; }

Result<Dataset> load_both(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (auto good = check_validation(spec); !good) return tl::make_unexpected(good.error());
  auto train = load_table(spec.source, {roots}, wanted);
  if (!train) return tl::make_unexpected(train.error());
  const TableLike like = like_of(*train, name_of_source(spec.source));
  const SourcePlace place{roots, "data.validation"};
  auto validation = load_table(validation_source(spec), place, task_of(train->classes), &like);
  if (!validation) return tl::make_unexpected(validation.error());
  if (auto good = check_like(validation->shape(), like, Columns::same, validation_place(spec)); !good)
    return tl::make_unexpected(good.error());
  return into_dataset(std::move(*train), std::move(*validation), spec.standardize);
}

/// Counts the records of a table of text; its classes are looked at when it is loaded.
Result<DataShape> text_validation_shape(const DataSpec& spec, const DataRoots& roots, DataShape shape) {
  const CsvData train = std::get<CsvData>(spec.source), files = std::get<CsvData>(validation_source(spec));
  const auto training = SourcePlace{roots}.file(train.path, "path");
  if (!training) return tl::make_unexpected(training.error());
  const auto path = SourcePlace{roots, "data.validation"}.file(files.path, "path");
  if (!path) return tl::make_unexpected(path.error());
  auto like = csv_like(*training, train);
  if (!like) return tl::make_unexpected(like.error());
  like->origin = train.path;
  const auto samples = csv_samples_like(*path, files, *like);
  if (!samples) return tl::make_unexpected(samples.error());
  shape.samples = *samples;
  return shape;
}

Result<DataShape> validation_shape(const DataSpec& spec, const DataRoots& roots, const DataShape& shape) {
  if (spec.kind() == DataSource::csv) return text_validation_shape(spec, roots, shape);
  return table_shape(validation_source(spec), {roots, "data.validation"}, task_of(shape.classes));
}

Result<DataShape> with_validation(const DataSpec& spec, const DataRoots& roots, DataShape shape) {
  if (auto good = check_validation(spec); !good) return tl::make_unexpected(good.error());
  const auto found = validation_shape(spec, roots, shape);
  if (!found) return found;
  const TableLike like{name_of_source(spec.source), shape, {}, {}, {}, {}};
  if (auto good = check_like(*found, like, Columns::same, validation_place(spec)); !good)
    return tl::make_unexpected(good.error());
  shape.validation_samples = found->samples;
  shape.classes = std::max(shape.classes, found->classes);
  return shape;
}

}  // namespace

Result<Dataset> load_dataset(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (spec.validation) return load_both(spec, roots, wanted);
  auto table = load_table(spec.source, {roots}, wanted);
  if (!table) return tl::make_unexpected(table.error());
  return into_dataset(std::move(*table), spec.validation_split, spec.standardize);
}

Result<DataShape> data_shape(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  auto shape = table_shape(spec.source, {roots}, wanted);
  if (!shape || !spec.validation) return shape;
  return with_validation(spec, roots, *shape);
}

}  // namespace accelbench
