// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/load_table.h"

#include <fmt/format.h>

#include "core/data/csv.h"
#include "core/data/idx.h"
#include "core/data/npy.h"
#include "core/data/roots.h"
#include "core/data/synthetic.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

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

// One overload a source and a question.
struct Load {
  const SourcePlace& place;
  std::optional<Task> wanted;
  const TableLike* like = nullptr;  ///< of the training part, for a validation set
  RowRange range = {};

  Result<Table> operator()(const SyntheticData& spec) const { return make_synthetic(spec, range); }
  Result<Table> operator()(const CsvData& spec) const {
    return with_file<Table>(place.file(spec.path, "path"), [&](const fs::path& path) {
      return like == nullptr ? load_csv(path, spec, range)
                             : load_csv_like(path, spec, *like, Columns::same, range);
    });
  }
  Result<Table> operator()(const NpyData& spec) const {
    return with_files<Table>(place.file(spec.x, "x"), place.file(spec.y, "y"),
                             [&](const auto& x, const auto& y) { return load_npy(x, y, wanted, range); });
  }
  Result<Table> operator()(const NpzData& spec) const {
    if (range != RowRange{}) return whole_only("an archive");
    return with_file<Table>(place.file(spec.path, "path"),
                            [&](const auto& path) { return load_npz(path, spec, wanted); });
  }
  Result<Table> operator()(const IdxData& spec) const {
    if (range != RowRange{}) return whole_only("idx");
    return with_files<Table>(place.file(spec.images, "images"), place.file(spec.labels, "labels"), load_idx);
  }

 private:
  Result<Table> whole_only(const char* format) const {
    return bad_input(place.key, fmt::format("{} is read as a whole, it cannot be spread over ranks", format),
                     "give the data as npy or csv, or write shard_data: false");
  }
};

struct Describe {
  const SourcePlace& place;
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

}  // namespace

Result<fs::path> SourcePlace::file(const std::string& path, const char* name) const {
  return resolve_path(path, roots, key + "." + name);
}

Result<Table> load_table(const DataSourceSpec& source, const SourcePlace& place, std::optional<Task> wanted,
                         const TableLike* like, RowRange range) {
  return std::visit(Load{place, wanted, like, range}, source);
}

Result<DataShape> table_shape(const DataSourceSpec& source, const SourcePlace& place,
                              std::optional<Task> wanted) {
  return std::visit(Describe{place, wanted}, source);
}

DataSourceSpec validation_source(const DataSpec& spec) {
  return std::visit(ValidationSource{*spec.validation}, spec.source);
}

std::string name_of_source(const DataSourceSpec& source) { return std::visit(NameOf{}, source); }

std::string validation_place(const DataSpec& spec) {
  return "data.validation (" + name_of_source(validation_source(spec)) + ")";
}

Status check_validation(const DataSpec& spec) {
  if (spec.kind() == DataSource::synthetic)
    return bad_input("data.validation", "synthetic data have no separate validation set",
                     "use validation_split");
  if (spec.validation_split > 0)
    return bad_input("data.validation_split", "stands together with data.validation", "keep one of them");
  return {};
}

}  // namespace accelbench
