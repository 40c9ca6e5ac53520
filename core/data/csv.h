// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

#include "core/base/result.h"
#include "core/data/table.h"

// Tables of text. Every value must be there and finite; errors say "file:line:column name".
namespace accelbench {

/// Reads the file once, straight into the table's memory.
Result<Table> load_csv(const std::filesystem::path& path, const CsvData& spec);

/// Counts records and classes without reading the numbers.
Result<DataShape> csv_shape(const std::filesystem::path& path, const CsvData& spec);

}  // namespace accelbench
