// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The small text files under /proc and /sys, below a root that tests choose.
namespace accelbench {

/// The whole file up to 4 MiB, or nothing where it cannot be read.
std::optional<std::string> read_system_file(const std::filesystem::path& file);
/// The number that the file begins with.
std::optional<std::int64_t> read_system_number(const std::filesystem::path& file);
/// The entries of a folder in the order of their names; none where it cannot be listed.
std::vector<std::filesystem::path> list_system_folder(const std::filesystem::path& folder);

/// The number that a text begins with, after spaces.
std::optional<std::int64_t> leading_number(std::string_view text);
/// What stands behind `key` and a separator (':' or '=') on the first line that begins with it; quotes and
/// spaces taken off.
std::optional<std::string> value_of_key(std::string_view text, std::string_view key);
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace accelbench
