// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/model_data.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "core/data/byte_source.h"
#include "core/data/csv.h"
#include "core/data/idx.h"
#include "core/data/load_table.h"
#include "core/data/npy.h"
#include "core/data/npy_array.h"
#include "core/data/zip_archive.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<fs::path>;

enum class Format { text, npy, npz, idx };

/// By the first bytes of the file, unpacked where it is packed by gzip.
Result<Format> format_of(const fs::path& path) {
  auto source = open_perhaps_gzip(path);
  if (!source) return tl::make_unexpected(source.error());
  std::array<char, 6> bytes{};
  const auto count = (*source)->read(std::as_writable_bytes(std::span(bytes)));
  if (!count) return tl::make_unexpected(count.error());
  const std::string_view begin(bytes.data(), *count);
  if (begin == "\x93NUMPY") return Format::npy;
  if (begin.starts_with("PK")) return Format::npz;
  if (begin.starts_with(std::string_view("\0\0", 2))) return Format::idx;
  return Format::text;
}

Task task_of(const TableLike& like) {
  return like.shape.classes > 0 ? Task::classification : Task::regression;
}

Status check_count(const Files& files, std::size_t expected, const char* what) {
  if (files.size() == expected) return {};
  return bad_input(files.front().string(), fmt::format("{} files found, {} expected", files.size(), expected),
                   fmt::format("name {}", what));
}

Result<Table> features_alone(std::unique_ptr<ByteSource> source) {
  auto array = open_array(std::move(source), false);
  if (!array) return tl::make_unexpected(array.error());
  auto table = make_table({array->rows, array->columns, 0, 0});
  if (!table) return table;
  if (auto read = read_floats(*array, table->x.as<float>()); !read) return tl::make_unexpected(read.error());
  return table;
}

class Loader {
 public:
  Loader(const Files& files, const ModelColumns& model, Columns columns, const NpzData& keys,
         const CsvData& text)
      : files_(files), like_(model.like), columns_(columns), keys_(keys), text_(text) {}

  Result<Table> load() const {
    const auto format = format_of(files_.front());
    if (!format) return tl::make_unexpected(format.error());
    switch (*format) {
      case Format::npy:
        return load_arrays();
      case Format::npz:
        return load_archive();
      case Format::idx:
        return load_images();
      case Format::text:
        break;
    }
    if (auto one = check_count(files_, 1, "one table of text"); !one) return tl::make_unexpected(one.error());
    return load_csv_like(files_[0], text_, like_, columns_);
  }

 private:
  bool features_only() const { return columns_ == Columns::features; }

  Result<Table> load_arrays() const {
    if (!features_only()) {
      if (auto two = check_count(files_, 2, "x.npy and y.npy"); !two) return tl::make_unexpected(two.error());
      return load_npy(files_[0], files_[1], task_of(like_));
    }
    auto source = open_bytes(files_[0]);
    if (!source) return tl::make_unexpected(source.error());
    return features_alone(std::move(*source));
  }

  Result<Table> load_archive() const {
    if (auto one = check_count(files_, 1, "one archive"); !one) return tl::make_unexpected(one.error());
    if (!features_only()) return load_npz(files_[0], keys_, task_of(like_));
    const auto archive = ZipArchive::open(files_[0]);
    if (!archive) return tl::make_unexpected(archive.error());
    auto member = archive->open_member(keys_.x + ".npy");
    if (!member) return tl::make_unexpected(member.error());
    return features_alone(std::move(*member));
  }

  Result<Table> load_images() const {
    if (features_only()) return load_idx_images(files_[0]);
    if (auto two = check_count(files_, 2, "images and labels"); !two) return tl::make_unexpected(two.error());
    return load_idx(files_[0], files_[1]);
  }

  const Files& files_;
  const TableLike& like_;
  Columns columns_;
  const NpzData& keys_;
  const CsvData& text_;
};

/// Holds a table to the model and scales it.
Status fit_to_model(Table& table, const ModelColumns& model, Columns columns, const std::string& place) {
  if (auto good = check_like(table.shape(), model.like, columns, place); !good) return good;
  if (columns != Columns::features && table.classes > model.like.shape.classes)
    return bad_input(place,
                     fmt::format("class {} found, {} knows 0 to {}", table.classes - 1, model.like.origin,
                                 model.like.shape.classes - 1),
                     "leave these samples out");
  table.classes = table.classes > 0 ? model.like.shape.classes : 0;
  table.class_names = model.like.class_names;
  if (model.moments) scale(table.x.as<float>(), table.features, *model.moments);
  return {};
}

Result<Table> load_fitted(const DataSourceSpec& source, const SourcePlace& place, const ModelColumns& model) {
  auto table = load_table(source, place, task_of(model.like), &model.like);
  if (!table) return table;
  if (auto good = fit_to_model(*table, model, Columns::same, place.key); !good)
    return tl::make_unexpected(good.error());
  return table;
}

}  // namespace

Result<Table> load_for_model(const Files& files, const ModelColumns& model, Columns columns,
                             const NpzData& keys, const CsvData& text) {
  if (files.empty()) return bad_input("data", "no file is named", "name a file with samples");
  auto table = Loader(files, model, columns, keys, text).load();
  if (!table) return table;
  if (auto good = fit_to_model(*table, model, columns, files[0].string()); !good)
    return tl::make_unexpected(good.error());
  return table;
}

Result<Dataset> load_dataset_for_model(const DataSpec& spec, const DataRoots& roots,
                                       const ModelColumns& model) {
  auto train = load_fitted(spec.source, {roots}, model);
  if (!train) return tl::make_unexpected(train.error());
  if (!spec.validation) return into_dataset(std::move(*train), spec.validation_split, false);
  if (auto good = check_validation(spec); !good) return tl::make_unexpected(good.error());
  auto validation = load_fitted(validation_source(spec), {roots, "data.validation"}, model);
  if (!validation) return tl::make_unexpected(validation.error());
  return into_dataset(std::move(*train), std::move(*validation), false);
}

}  // namespace accelbench
