// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_file.h"

#include <fmt/format.h>

#include "core/base/input_file.h"

namespace accelbench {
namespace {

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

struct Sequence {
  std::size_t length;
  unsigned char second_low,
      second_high;  // the bounds that keep out overlong forms, surrogates and what is past U+10FFFF
};

// By the first byte: table 3-7 of the Unicode standard.
Sequence sequence_of(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// Bytes of the character that begins the text; 0 where none does.
std::size_t character_length(std::string_view text) {
  if (byte_at(text, 0) < 0x80) return 1;
  const Sequence sequence = sequence_of(byte_at(text, 0));
  if (sequence.length == 0 || text.size() < sequence.length) return 0;
  if (byte_at(text, 1) < sequence.second_low || byte_at(text, 1) > sequence.second_high) return 0;
  for (std::size_t i = 2; i < sequence.length; ++i) {
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  }
  return sequence.length;
}

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& path, std::int64_t most_bytes) {
  auto file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  if (file->size() > most_bytes) {
    return bad_input(path.string(),
                     fmt::format("{} bytes found, at most {} expected", file->size(), most_bytes));
  }
  // One byte more than it has: a file that grows (or one of /proc, whose size is told as 0) is noticed.
  std::string text(static_cast<std::size_t>(file->size()) + 1, '\0');
  const auto got = file->read(std::as_writable_bytes(std::span(text)));
  if (!got) return tl::make_unexpected(got.error());
  if (*got == text.size()) return bad_input(path.string(), "the file grew while it was read", "try again");
  text.resize(*got);
  return text;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string in_quotes(std::string_view text, std::size_t most_bytes) {
  std::string shown = "'";
  std::size_t used = 0;
  while (used < text.size() && used < most_bytes) {
    const std::size_t length = character_length(text.substr(used));
    const bool control = length == 1 && (byte_at(text, used) < 0x20 || byte_at(text, used) == 0x7F);
    if (length == 0 || control) {
      shown += fmt::format("\\x{:02x}", byte_at(text, used++));
    } else {
      shown += text.substr(used, length);
      used += length;
    }
  }
  return shown + (used < text.size() ? "…'" : "'");
}

}  // namespace accelbench
