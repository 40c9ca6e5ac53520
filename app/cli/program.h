// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>

namespace accelbench {

/// This very program, which is started again as a child engine.
std::filesystem::path this_program();

}  // namespace accelbench
