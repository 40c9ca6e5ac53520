// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace accelbench {

/// One table of comma-separated values (RFC 4180, lines end in LF): numbers as the shortest text that reads
/// back equal.
class CsvText {
 public:
  CsvText& cell(std::string_view text);
  CsvText& cell(const char* text) { return cell(std::string_view(text)); }
  CsvText& cell(const std::string& text) { return cell(std::string_view(text)); }
  /// NaN is empty, as what was not measured.
  CsvText& cell(double value);
  CsvText& cell(std::int64_t value) { return raw(std::to_string(value)); }
  template <class T>
  CsvText& cell(const std::optional<T>& value) {
    return value ? cell(*value) : raw("");
  }
  template <class... Values>
  CsvText& cells(const Values&... values) {
    (cell(values), ...);
    return *this;
  }
  void end_row() { text_ += '\n', begun_ = false; }
  const std::string& text() const { return text_; }

 private:
  CsvText& raw(std::string_view value);
  std::string text_;
  bool begun_ = false;
};

/// Writes all of these files or says why not: without `force` none where one of the names is taken. Makes the
/// folder.
Status write_tables(const std::vector<std::pair<std::string, std::string>>& names_and_texts,
                    const std::filesystem::path& folder, bool force);

}  // namespace accelbench
