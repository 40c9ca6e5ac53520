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

/// "STATUS: REASON", the status once also where the reason begins with it.
inline std::string status_and_reason(std::string_view status, std::string_view reason) {
  const std::string begin = std::string(status) + ": ";
  return reason.starts_with(begin) ? std::string(reason) : begin + std::string(reason);
}

}  // namespace accelbench
