// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/program.h"

#include <system_error>

namespace accelbench {

std::filesystem::path this_program() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path("accelbench-cli") : program;
}

}  // namespace accelbench
