// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/user_folders.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace accelbench {
namespace {

namespace fs = std::filesystem;

// XDG: a value that is not an absolute path is to be ignored.
fs::path absolute_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && value[0] == '/' ? fs::path(value) : fs::path();
}

fs::path home() {
  if (const fs::path named = absolute_of("HOME"); !named.empty()) return named;
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr && entry->pw_dir != nullptr ? fs::path(entry->pw_dir) : fs::path("/");
}

}  // namespace

fs::path user_data_folder() {
  const fs::path data = absolute_of("XDG_DATA_HOME");
  return (data.empty() ? home() / ".local/share" : data) / "accelbench";
}

fs::path environment_folder(std::string_view engine) { return user_data_folder() / "engines" / engine; }

fs::path user_config_folder() {
  const fs::path config = absolute_of("XDG_CONFIG_HOME");
  return (config.empty() ? home() / ".config" : config) / "accelbench";
}

}  // namespace accelbench
