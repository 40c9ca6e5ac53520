// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/write_ahead_log.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/input_file.h"

namespace accelbench {
namespace {

constexpr std::size_t header_bytes = 32;
constexpr std::size_t checked_bytes = 24;
constexpr std::uint32_t magic = 0x377f0682;  // plus 1 where checksums are taken of big-endian words

using Header = std::array<std::byte, header_bytes>;

std::uint32_t word_at(const Header& header, std::size_t at, bool big_endian) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i)
    word = word << 8 | std::to_integer<std::uint32_t>(header[at + (big_endian ? i : 3 - i)]);
  return word;
}

bool is_whole(const Header& header) {
  const std::uint32_t kind = word_at(header, 0, true);
  if ((kind & ~1U) != magic) return false;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  for (std::size_t at = 0; at < checked_bytes; at += 8) {
    first += word_at(header, at, kind != magic) + second;
    second += word_at(header, at + 4, kind != magic) + first;
  }
  return first == word_at(header, checked_bytes, true) && second == word_at(header, checked_bytes + 4, true);
}

}  // namespace

bool log_holds_frames(const std::filesystem::path& log) {
  auto file = InputFile::open(log);
  if (!file || file->size() <= static_cast<std::int64_t>(header_bytes)) return false;
  Header header;
  return file->read_exactly(header).has_value() && is_whole(header);
}

}  // namespace accelbench
