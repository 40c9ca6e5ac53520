// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string_view>

// Where this program keeps what belongs to its user (XDG Base Directory Specification).
namespace accelbench {

/// For data: $XDG_DATA_HOME/accelbench, or ~/.local/share/accelbench. It need not be there yet.
std::filesystem::path user_data_folder();

/// For the environment of an outside engine's own: engines/NAME in the folder for data.
std::filesystem::path environment_folder(std::string_view engine);

/// For settings: $XDG_CONFIG_HOME/accelbench, or ~/.config/accelbench. It need not be there yet.
std::filesystem::path user_config_folder();

}  // namespace accelbench
