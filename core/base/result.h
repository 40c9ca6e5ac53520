// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <tl/expected.hpp>

// How an expected failure is told: where, what was found, what was expected, what to do.
namespace accelbench {

/// Decides the exit status of a command: bad_input 2, unavailable 3, failed 1, interrupted 130.
enum class ErrorKind { bad_input, unavailable, failed, interrupted };

struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string place;    ///< "seed.accel.yaml:12:5", a path, a device id; may be empty
  std::string message;  ///< what was found and what was expected
  std::string fix;      ///< what a person can do about it; may be empty

  bool operator==(const Error&) const = default;
};

/// "PLACE: error: MESSAGE; FIX" (parts that are empty are left out).
std::string to_string(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

tl::unexpected<Error> bad_input(std::string place, std::string message, std::string fix = {});
tl::unexpected<Error> unavailable(std::string place, std::string message, std::string fix = {});
tl::unexpected<Error> failed(std::string place, std::string message, std::string fix = {});

}  // namespace accelbench
