// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/programs.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace accelbench {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

std::vector<fs::path> path_folders(std::string_view path) {
  std::vector<fs::path> folders;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const fs::path folder(path.substr(begin, end - begin));
    if (folder.is_absolute()) folders.push_back(folder);
    begin = end + 1;
  }
  return folders;
}

fs::path find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  for (const fs::path& folder : path_folders(path != nullptr ? path : ""))
    if (is_program(folder / name)) return folder / name;
  return {};
}

}  // namespace accelbench
