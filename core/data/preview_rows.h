// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/data/preview.h"

// The rows that a preview looks at, and what is made of them.
namespace accelbench {

/// What a source gives to a preview.
struct PreviewRows {
  enum class Value : std::uint8_t { good, missing, refused };

  std::vector<std::string> names;  ///< of the columns shown
  std::vector<ColumnRole> roles;
  std::int64_t rows = 0;
  std::vector<double> values;      ///< [rows, columns shown]; of labels nothing
  std::vector<Value> states;       ///< the same shape
  std::vector<std::string> words;  ///< of the label, a row each; empty without one
  std::vector<std::vector<std::string>>
      texts;                        ///< as written in the file, of the first rows; empty: not text
  std::vector<std::string> places;  ///< of rows: "data.csv:17"

  std::size_t columns() const { return names.size(); }
  std::size_t at(std::int64_t row, std::size_t column) const {
    return static_cast<std::size_t>(row) * columns() + column;
  }
};

/// Fills columns, rows and points; `rows` of them are shown.
void describe_rows(const PreviewRows& from, std::int64_t rows, Preview& preview);

/// Rows and columns of an image: pixels named alike and numbered (p0, p1, …), as many as a square has.
std::optional<ImageShape> square_of(const std::vector<std::string>& names);

/// The first records of a table of text. What would be refused is told in preview.problems; fails where there
/// is no table.
Result<PreviewRows> preview_text(const std::filesystem::path& path, const CsvData& spec, std::int64_t rows,
                                 Preview& preview);

}  // namespace accelbench
