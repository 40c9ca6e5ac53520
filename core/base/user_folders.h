// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

// Where this program keeps what belongs to its user (XDG Base Directory Specification).
namespace accelbench {

/// For data: $XDG_DATA_HOME/accelbench, or ~/.local/share/accelbench. It need not be there yet.
std::filesystem::path user_data_folder();

/// For settings: $XDG_CONFIG_HOME/accelbench, or ~/.config/accelbench. It need not be there yet.
std::filesystem::path user_config_folder();

}  // namespace accelbench
