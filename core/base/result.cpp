// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace accelbench {

std::string to_string(const Error& error) {
  std::string text = error.place.empty() ? "" : error.place + ": ";
  text += "error: " + error.message;
  if (!error.fix.empty()) text += "; " + error.fix;
  return text;
}

tl::unexpected<Error> bad_input(std::string place, std::string message, std::string fix) {
  return tl::make_unexpected(Error{ErrorKind::bad_input, std::move(place), std::move(message), std::move(fix)});
}

tl::unexpected<Error> unavailable(std::string place, std::string message, std::string fix) {
  return tl::make_unexpected(Error{ErrorKind::unavailable, std::move(place), std::move(message), std::move(fix)});
}

tl::unexpected<Error> failed(std::string place, std::string message, std::string fix) {
  return tl::make_unexpected(Error{ErrorKind::failed, std::move(place), std::move(message), std::move(fix)});
}

}  // namespace accelbench
