// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/system_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace accelbench {
namespace {

constexpr std::size_t largest_system_file = std::size_t{4} << 20;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\"";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace

// open/read and not a stream: files of /sys answer errors on read, and some take milliseconds for each call.
std::optional<std::string> read_system_file(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  std::string text;
  std::array<char, 8192> part{};
  ssize_t count = 0;
  while (text.size() < largest_system_file && (count = read(descriptor, part.data(), part.size())) > 0)
    text.append(part.data(), static_cast<std::size_t>(count));
  close(descriptor);
  if (count < 0) return std::nullopt;
  return text;
}

std::optional<std::int64_t> read_system_number(const std::filesystem::path& file) {
  const auto text = read_system_file(file);
  return text ? leading_number(*text) : std::nullopt;
}

std::vector<std::filesystem::path> list_system_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    entries.push_back(entry->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::optional<std::int64_t> leading_number(std::string_view text) {
  text = trimmed(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::optional<std::string> value_of_key(std::string_view text, std::string_view key) {
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with(key)) continue;
    const std::string_view rest = trimmed(line.substr(key.size()));
    if (rest.empty() || (rest.front() != ':' && rest.front() != '=')) continue;
    return std::string(trimmed(rest.substr(1)));
  }
  return std::nullopt;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace accelbench
