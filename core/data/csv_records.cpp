// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_records.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "core/base/text_file.h"

namespace accelbench {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 20;
constexpr std::size_t most_fields = std::size_t{1} << 20;
constexpr const char* save_as_utf8 = "save the file as UTF-8 text";

// One quote for each pair of them.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

Result<CsvRecords> CsvRecords::open(const std::filesystem::path& path, char delimiter) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  CsvRecords records(std::move(*file), delimiter);
  if (auto ready = records.skip_marks(); !ready) return tl::make_unexpected(ready.error());
  return records;
}

std::string CsvRecords::place() const { return fmt::format("{}:{}", file_.path().string(), line_); }

Status CsvRecords::skip_marks() {
  if (auto filled = refill(); !filled) return filled;
  const std::string_view head(buffer_.data(), end_);
  if (head.starts_with("\xef\xbb\xbf")) at_ = 3;
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
    return bad_input(place(), "UTF-16 found, UTF-8 expected", save_as_utf8);
  }
  return {};
}

// Moves the record that is being read to the front and reads on behind it.
Status CsvRecords::refill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  at_ -= begin_;
  begin_ = 0;
  if (end_ >= static_cast<std::size_t>(most_record_bytes)) {
    return bad_input(place(), fmt::format("a record of more than {} MiB found", most_record_bytes >> 20),
                     "check the quotes and line ends: this is no table");
  }
  if (buffer_.size() < end_ + chunk_bytes) buffer_.resize(end_ + std::max(end_, chunk_bytes));
  const auto room = std::as_writable_bytes(std::span(buffer_).subspan(end_));
  const auto got = file_.read(room);
  if (!got) return tl::make_unexpected(got.error());
  end_ += *got;
  at_end_ = *got < room.size();
  return {};
}

// False where nothing but empty lines is left.
Result<bool> CsvRecords::skip_empty_lines() {
  while (true) {
    if (left() < 2 && !at_end_) {
      begin_ = at_;
      if (auto filled = refill(); !filled) return tl::make_unexpected(filled.error());
    }
    if (left() == 0) return false;
    const char first = buffer_[at_];
    if (first != '\n' && first != '\r') return true;
    at_ += first == '\r' && left() > 1 && buffer_[at_ + 1] == '\n' ? 2 : 1;
    ++next_line_;
  }
}

Result<bool> CsvRecords::next() {
  const auto more = skip_empty_lines();
  if (!more || !*more) return more;
  begin_ = at_;
  line_ = next_line_;
  while (true) {
    const Found found = parse();
    if (found == Found::record) return true;
    if (found == Found::bad) return tl::make_unexpected(problem_);
    at_ = begin_;
    if (auto filled = refill(); !filled) return tl::make_unexpected(filled.error());
  }
}

CsvRecords::Found CsvRecords::complain(std::string message, std::string fix) {
  problem_ = Error{ErrorKind::bad_input, fmt::format("{}:{}", file_.path().string(), next_line_),
                   std::move(message), std::move(fix)};
  return Found::bad;
}

CsvRecords::Found CsvRecords::parse() {
  fields_.clear();
  unescaped_.clear();
  next_line_ = line_;
  record_done_ = false;
  while (!record_done_) {
    const Found found = left() > 0 && buffer_[at_] == '"' ? parse_quoted() : parse_plain();
    if (found != Found::record) return found;
    if (fields_.size() > most_fields)
      return complain(fmt::format("more than {} fields found", most_fields), "");
  }
  return Found::record;
}

// Behind a field: a delimiter, a line end or the end of the file.
CsvRecords::Found CsvRecords::end_field() {
  if (left() == 0) {
    record_done_ = true;
    return incomplete();
  }
  const char mark = buffer_[at_];
  if (mark == delimiter_) {
    ++at_;
    return Found::record;
  }
  if (mark == '\r' && left() == 1 && !at_end_) return Found::end_of_buffer;
  at_ += mark == '\r' && left() > 1 && buffer_[at_ + 1] == '\n' ? 2 : 1;
  ++next_line_;
  record_done_ = true;
  return Found::record;
}

CsvRecords::Found CsvRecords::parse_plain() {
  const char* const start = buffer_.data() + at_;
  const char* const stop = buffer_.data() + end_;
  const char* p = start;
  while (p != stop && *p != delimiter_ && *p != '\n' && *p != '\r' && *p != '\0') ++p;
  at_ += static_cast<std::size_t>(p - start);
  if (p != stop && *p == '\0') return complain("a zero byte found, text expected", save_as_utf8);
  fields_.emplace_back(start, static_cast<std::size_t>(p - start));
  return end_field();
}

CsvRecords::Found CsvRecords::parse_quoted() {
  const std::size_t start = ++at_;
  bool escapes = false;
  while (true) {
    if (left() == 0) {
      if (!at_end_) return Found::end_of_buffer;
      next_line_ = line_;
      return complain("a quoted field begins in this record and never ends", "close it with \"");
    }
    const char letter = buffer_[at_++];
    if (letter == '\0') return complain("a zero byte found, text expected", save_as_utf8);
    if (letter == '\n') ++next_line_;
    if (letter != '"') continue;
    if (left() == 0 && !at_end_) return Found::end_of_buffer;
    if (left() == 0 || buffer_[at_] != '"') break;
    escapes = true;
    ++at_;
  }
  std::string_view text(buffer_.data() + start, at_ - 1 - start);
  while (left() > 0 && (buffer_[at_] == ' ' || buffer_[at_] == '\t') && buffer_[at_] != delimiter_) ++at_;
  if (left() > 0 && buffer_[at_] != delimiter_ && buffer_[at_] != '\n' && buffer_[at_] != '\r') {
    return complain("text found behind a closing quote: " + in_quotes(text),
                    "write \"\" for a quote inside a quoted field");
  }
  if (escapes) text = unescaped_.emplace_back(without_escapes(text));
  fields_.push_back(text);
  return end_field();
}

}  // namespace accelbench
