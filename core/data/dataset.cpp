// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <algorithm>

#include "core/data/csv.h"
#include "core/data/idx.h"
#include "core/data/npy.h"
#include "core/data/roots.h"
#include "core/data/synthetic.h"
#include "core/data/table.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

/// Where a source is told in the experiment, and which files it may read.
struct Place {
  const DataRoots& roots;
  std::string key = "data";

  Result<fs::path> file(const std::string& path, const char* name) const {
    return resolve_path(path, roots, key + "." + name);
  }
};

/// Calls with(first, second) with the two files of a source.
template <class T, class With>
Result<T> with_files(const Result<fs::path>& first, const Result<fs::path>& second, const With& with) {
  if (!first) return tl::make_unexpected(first.error());
  if (!second) return tl::make_unexpected(second.error());
  return with(*first, *second);
}

template <class T, class With>
Result<T> with_file(const Result<fs::path>& file, const With& with) {
  return with_files<T>(file, file, [&](const fs::path& path, const fs::path&) { return with(path); });
}

// One overload a source and a question. Adding a source of data is one file and two functions here.
struct Load {
  Place place;
  std::optional<Task> wanted;
  const TableLike* like = nullptr;  ///< of the training part, for a validation set

  Result<Table> operator()(const SyntheticData& spec) const { return make_synthetic(spec); }
  Result<Table> operator()(const CsvData& spec) const {
    return with_file<Table>(place.file(spec.path, "path"), [&](const fs::path& path) {
      return like == nullptr ? load_csv(path, spec) : load_csv_like(path, spec, *like, Columns::same);
    });
  }
  Result<Table> operator()(const NpyData& spec) const {
    return with_files<Table>(place.file(spec.x, "x"), place.file(spec.y, "y"),
                             [&](const auto& x, const auto& y) { return load_npy(x, y, wanted); });
  }
  Result<Table> operator()(const NpzData& spec) const {
    return with_file<Table>(place.file(spec.path, "path"),
                            [&](const auto& path) { return load_npz(path, spec, wanted); });
  }
  Result<Table> operator()(const IdxData& spec) const {
    return with_files<Table>(place.file(spec.images, "images"), place.file(spec.labels, "labels"), load_idx);
  }
};

struct Describe {
  Place place;
  std::optional<Task> wanted;

  Result<DataShape> operator()(const SyntheticData& spec) const { return synthetic_shape(spec); }
  Result<DataShape> operator()(const CsvData& spec) const {
    return with_file<DataShape>(place.file(spec.path, "path"),
                                [&](const auto& path) { return csv_shape(path, spec); });
  }
  Result<DataShape> operator()(const NpyData& spec) const {
    return with_files<DataShape>(place.file(spec.x, "x"), place.file(spec.y, "y"),
                                 [&](const auto& x, const auto& y) { return npy_shape(x, y, wanted); });
  }
  Result<DataShape> operator()(const NpzData& spec) const {
    return with_file<DataShape>(place.file(spec.path, "path"),
                                [&](const auto& path) { return npz_shape(path, spec, wanted); });
  }
  Result<DataShape> operator()(const IdxData& spec) const {
    return with_files<DataShape>(place.file(spec.images, "images"), place.file(spec.labels, "labels"),
                                 idx_shape);
  }
};

/// The source of the validation set: that of the training part with other files.
struct ValidationSource {
  const ValidationFiles& files;

  DataSourceSpec operator()(SyntheticData spec) const { return spec; }
  DataSourceSpec operator()(CsvData spec) const {
    spec.path = files.path;
    return spec;
  }
  DataSourceSpec operator()(const NpyData&) const { return NpyData{files.x, files.y}; }
  DataSourceSpec operator()(const NpzData& spec) const {
    return NpzData{files.path, files.x.empty() ? spec.x : files.x, files.y.empty() ? spec.y : files.y};
  }
  DataSourceSpec operator()(const IdxData&) const { return IdxData{files.images, files.labels}; }
};

/// How a source is called in messages: its files as the experiment names them.
struct NameOf {
  std::string operator()(const SyntheticData&) const { return "the training part"; }
  std::string operator()(const CsvData& spec) const { return spec.path; }
  std::string operator()(const NpyData& spec) const { return spec.x + " and " + spec.y; }
  std::string operator()(const NpzData& spec) const {
    return spec.path + " (" + spec.x + ", " + spec.y + ")";
  }
  std::string operator()(const IdxData& spec) const { return spec.images; }
};

Status check_validation(const DataSpec& spec) {
  if (spec.kind() == DataSource::synthetic)
    return bad_input("data.validation", "synthetic data have no separate validation set",
                     "use validation_split");
  if (spec.validation_split > 0)
    return bad_input("data.validation_split", "stands together with data.validation", "keep one of them");
  return {};
}

Result<Dataset> load_both(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (auto good = check_validation(spec); !good) return tl::make_unexpected(good.error());
  auto train = std::visit(Load{{roots}, wanted}, spec.source);
  if (!train) return tl::make_unexpected(train.error());
  const DataSourceSpec source = std::visit(ValidationSource{*spec.validation}, spec.source);
  const TableLike like = like_of(*train, std::visit(NameOf{}, spec.source));
  const Task task = train->classes > 0 ? Task::classification : Task::regression;
  auto validation = std::visit(Load{{roots, "data.validation"}, task, &like}, source);
  if (!validation) return tl::make_unexpected(validation.error());
  const std::string place = "data.validation (" + std::visit(NameOf{}, source) + ")";
  if (auto good = check_like(validation->shape(), like, Columns::same, place); !good)
    return tl::make_unexpected(good.error());
  return into_dataset(std::move(*train), std::move(*validation), spec.standardize);
}

/// The shape of the validation set. Classes of a table of text are looked at when it is loaded.
struct DescribeValidation {
  Place place;
  const DataSpec& spec;
  const DataShape& shape;

  Result<DataShape> operator()(const CsvData& files) const {
    const auto training = Place{place.roots}.file(std::get<CsvData>(spec.source).path, "path");
    const auto samples =
        with_files<std::int64_t>(training, place.file(files.path, "path"),
                                 [&](const auto& train, const auto& path) -> Result<std::int64_t> {
                                   auto like = csv_like(train, files);
                                   if (!like) return tl::make_unexpected(like.error());
                                   like->origin = std::visit(NameOf{}, spec.source);
                                   return csv_samples_like(path, files, *like);
                                 });
    if (!samples) return tl::make_unexpected(samples.error());
    return DataShape{*samples, shape.features, shape.targets, shape.classes};
  }
  template <class Other>
  Result<DataShape> operator()(const Other& files) const {
    return Describe{place, shape.classes > 0 ? Task::classification : Task::regression}(files);
  }
};

Result<DataShape> with_validation(const DataSpec& spec, const DataRoots& roots, DataShape shape) {
  if (auto good = check_validation(spec); !good) return tl::make_unexpected(good.error());
  const DataSourceSpec source = std::visit(ValidationSource{*spec.validation}, spec.source);
  const auto found = std::visit(DescribeValidation{{roots, "data.validation"}, spec, shape}, source);
  if (!found) return found;
  const TableLike like{std::visit(NameOf{}, spec.source), shape, {}, {}, {}, {}};
  const std::string place = "data.validation (" + std::visit(NameOf{}, source) + ")";
  if (auto good = check_like(*found, like, Columns::same, place); !good)
    return tl::make_unexpected(good.error());
  shape.validation_samples = found->samples;
  shape.classes = std::max(shape.classes, found->classes);
  return shape;
}

}  // namespace

Result<Dataset> load_dataset(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (spec.validation) return load_both(spec, roots, wanted);
  auto table = std::visit(Load{{roots}, wanted}, spec.source);
  if (!table) return tl::make_unexpected(table.error());
  return into_dataset(std::move(*table), spec.validation_split, spec.standardize);
}

Result<DataShape> data_shape(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  auto shape = std::visit(Describe{{roots}, wanted}, spec.source);
  if (!shape || !spec.validation) return shape;
  return with_validation(spec, roots, *shape);
}

}  // namespace accelbench
