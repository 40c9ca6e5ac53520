// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace accelbench {

/// The options of the desktop program. Without Qt: the manual lists them, too.
struct DesktopFlags {
  std::string experiment;
  std::string export_folder;
  bool train = false;
  bool compare = false;
  bool quit = false;
  bool new_window = false;
};

inline constexpr const char* desktop_purpose = "Accelbench: which accelerator should train my model?";
inline constexpr const char* desktop_name = "accelbench";

void describe_flags(CLI::App& app, DesktopFlags& flags);

}  // namespace accelbench
