// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

// Programs on this machine, found without starting any.
namespace accelbench {

/// Whether it is a file that this user may start.
bool is_program(const std::filesystem::path& path);
/// The folders of a text like PATH. Only absolute ones: what stands in the current folder is not to be
/// started by chance.
std::vector<std::filesystem::path> path_folders(std::string_view path);
/// An executable of this name in PATH, or an empty path.
std::filesystem::path find_program(std::string_view name);

}  // namespace accelbench
