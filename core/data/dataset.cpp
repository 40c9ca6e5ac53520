// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/base/not_built.h"
#include "core/data/csv.h"
#include "core/data/npy.h"
#include "core/data/roots.h"
#include "core/data/synthetic.h"
#include "core/data/table.h"

namespace accelbench {
namespace {

tl::unexpected<Error> not_built(std::string_view part) {
  return unavailable("data", not_built_reason(part), "use csv or npy files");
}

// One overload a source and a question. Adding a source of data is one file and two functions here.
struct Load {
  const DataRoots& roots;
  std::optional<Task> wanted;

  Result<Table> operator()(const SyntheticData& spec) const { return make_synthetic(spec); }
  Result<Table> operator()(const CsvData& spec) const {
    const auto path = resolve_path(spec.path, roots, "data.path");
    if (!path) return tl::make_unexpected(path.error());
    return load_csv(*path, spec);
  }
  Result<Table> operator()(const NpyData& spec) const {
    const auto x = resolve_path(spec.x, roots, "data.x");
    if (!x) return tl::make_unexpected(x.error());
    const auto y = resolve_path(spec.y, roots, "data.y");
    if (!y) return tl::make_unexpected(y.error());
    return load_npy(*x, *y, wanted);
  }
  Result<Table> operator()(const NpzData&) const { return not_built("npz data"); }
  Result<Table> operator()(const IdxData&) const { return not_built("idx data"); }
};

struct Describe {
  const DataRoots& roots;
  std::optional<Task> wanted;

  Result<DataShape> operator()(const SyntheticData& spec) const { return synthetic_shape(spec); }
  Result<DataShape> operator()(const CsvData& spec) const {
    const auto path = resolve_path(spec.path, roots, "data.path");
    if (!path) return tl::make_unexpected(path.error());
    return csv_shape(*path, spec);
  }
  Result<DataShape> operator()(const NpyData& spec) const {
    const auto x = resolve_path(spec.x, roots, "data.x");
    if (!x) return tl::make_unexpected(x.error());
    const auto y = resolve_path(spec.y, roots, "data.y");
    if (!y) return tl::make_unexpected(y.error());
    return npy_shape(*x, *y, wanted);
  }
  Result<DataShape> operator()(const NpzData&) const { return not_built("npz data"); }
  Result<DataShape> operator()(const IdxData&) const { return not_built("idx data"); }
};

}  // namespace

Result<Dataset> load_dataset(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (spec.validation)
    return unavailable("data.validation", not_built_reason("data.validation"), "use validation_split");
  auto table = std::visit(Load{roots, wanted}, spec.source);
  if (!table) return tl::make_unexpected(table.error());
  return into_dataset(std::move(*table), spec.validation_split, spec.standardize);
}

Result<DataShape> data_shape(const DataSpec& spec, const DataRoots& roots, std::optional<Task> wanted) {
  if (spec.validation)
    return unavailable("data.validation", not_built_reason("data.validation"), "use validation_split");
  return std::visit(Describe{roots, wanted}, spec.source);
}

}  // namespace accelbench
