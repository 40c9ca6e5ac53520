// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/input_file.h"
#include "core/base/result.h"

// A table of text, record by record, as RFC 4180 has it.
namespace accelbench {

/// Reads a file once, from the front, through a buffer. Fields may be quoted ("" for a quote inside, line
/// ends allowed); lines end with LF, CRLF or CR; a byte order mark of UTF-8 and empty lines are skipped.
class CsvRecords {
 public:
  /// Longer records are refused: a file of one line is no table.
  static constexpr std::int64_t most_record_bytes = std::int64_t{16} << 20;

  static Result<CsvRecords> open(const std::filesystem::path& path, char delimiter);

  /// Goes to the next record; false at the end. Errors are placed at "file:line".
  Result<bool> next();
  /// Of the current record; valid until the next one.
  const std::vector<std::string_view>& fields() const { return fields_; }
  /// Where the current record begins, from 1.
  std::int64_t line() const { return line_; }
  /// "file:line" of the current record.
  std::string place() const;
  std::int64_t file_bytes() const { return file_.size(); }

 private:
  enum class Found { record, end_of_buffer, bad };
  CsvRecords(InputFile file, char delimiter) : file_(std::move(file)), delimiter_(delimiter) {}

  Status skip_marks();
  Result<bool> skip_empty_lines();
  Status refill();
  Found parse();
  Found parse_quoted();
  Found parse_plain();
  Found end_field();
  std::size_t left() const { return end_ - at_; }
  Found incomplete() const { return at_end_ ? Found::record : Found::end_of_buffer; }
  Found complain(std::string message, std::string fix);

  InputFile file_;
  char delimiter_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of the current record
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;  // nothing follows the buffer
  bool record_done_ = false;
  std::int64_t line_ = 1;
  std::int64_t next_line_ = 1;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields with quotes inside
  Error problem_;
};

}  // namespace accelbench
