// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace accelbench {

/// What is said of a part that the format knows and this build has not: the one sentence that users and
/// scripts see.
inline std::string not_built_reason(std::string_view part) {
  return "unavailable: this build has no " + std::string(part) + " yet";
}

}  // namespace accelbench
