// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/table.h"

// From a source of data in an experiment to a table or its shape: the one place that knows all of them.
// Adding a source of data is one file of its own and two functions in load_table.cpp.
namespace accelbench {

/// Where a source is told, and which files it may read.
struct SourcePlace {
  const DataRoots& roots;
  std::string key = "data";  ///< or "data.validation": for errors

  Result<std::filesystem::path> file(const std::string& path, const char* name) const;
};

/// With `like`, a table of text has its columns and classes (Columns::same). Of these rows alone: refused
/// where the source must be read as a whole.
Result<Table> load_table(const DataSourceSpec& source, const SourcePlace& place, std::optional<Task> wanted,
                         const TableLike* like = nullptr, RowRange range = {});
Result<DataShape> table_shape(const DataSourceSpec& source, const SourcePlace& place,
                              std::optional<Task> wanted);

/// The source of a separate validation set: that of the training part with other files.
DataSourceSpec validation_source(const DataSpec& spec);
/// How a source is called in messages: its files as the experiment names them.
std::string name_of_source(const DataSourceSpec& source);
/// Refuses a validation set for generators, and beside a split.
Status check_validation(const DataSpec& spec);
/// "data.validation (x.npy and y.npy)".
std::string validation_place(const DataSpec& spec);

}  // namespace accelbench
