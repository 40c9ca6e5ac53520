// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/base/result.h"
#include "core/data/table.h"

// Tables of text. Every value must be there and finite; errors say "file:line:column name".
namespace accelbench {

/// Reads the file once, straight into the table's memory; of other rows than these only the classes.
Result<Table> load_csv(const std::filesystem::path& path, const CsvData& spec, RowRange range = {});

/// A table with the columns and classes of another (find_layout_like in csv_layout.h); with Columns::features
/// neither targets nor classes are read.
Result<Table> load_csv_like(const std::filesystem::path& path, const CsvData& spec, const TableLike& like,
                            Columns columns, RowRange range = {});

/// Counts records and classes without reading the numbers.
Result<DataShape> csv_shape(const std::filesystem::path& path, const CsvData& spec);
/// Its columns, and names of columns, without counting records.
Result<TableLike> csv_like(const std::filesystem::path& path, const CsvData& spec);
/// Counts the records of a table with the columns of another.
Result<std::int64_t> csv_samples_like(const std::filesystem::path& path, const CsvData& spec,
                                      const TableLike& like);

}  // namespace accelbench
