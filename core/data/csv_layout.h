// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/table.h"
#include "core/experiment/experiment.h"

// How a table of text is laid out: found out from its first records, or as the experiment says.
namespace accelbench {

struct CsvLayout {
  char delimiter = ',';
  bool header = false;
  std::vector<std::string> names;  ///< of all columns; empty without a header
  std::size_t columns = 0;
  std::vector<std::size_t> targets;   ///< columns of the targets, in the order asked for
  std::vector<std::size_t> features;  ///< all other columns, in the order of the file

  /// The column's name, or its number from 0 where there is none: for messages.
  std::string name_of_column(std::size_t column) const;
};

/// Delimiter: the one of tab, semicolon and comma that splits the first five records into equally many
/// fields, the most. Header: the first record is one where it has no number at all, or where a column has a
/// word in it and a number in the second record. Fields without a value count for neither.
Result<CsvLayout> find_layout(const std::filesystem::path& path, const CsvData& spec);

/// The same without choosing targets and features.
Result<CsvLayout> find_columns(const std::filesystem::path& path, const CsvData& spec);

/// The layout of a file whose columns are those of another table. Where both have names, columns are found by
/// them, in any order; otherwise by their places. Columns::same refuses columns that the other has not.
Result<CsvLayout> find_layout_like(const std::filesystem::path& path, const CsvData& spec,
                                   const TableLike& like, Columns columns);

/// A decimal number in the C locale with blanks around it and a sign before it; none for other text.
/// Infinities and numbers too large or too small for double come back as they are read: infinite or NaN.
std::optional<double> parse_number(std::string_view text);

/// Nothing, or one of the words that other programs write for a missing value (NA, NaN, null, …).
bool is_missing(std::string_view text);

}  // namespace accelbench
