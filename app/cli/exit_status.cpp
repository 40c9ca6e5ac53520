// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_status.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/results/text_table.h"

namespace accelbench {
namespace {

int first_write_error = 0;

}  // namespace

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_input:
      return exit_bad_input;
    case ErrorKind::unavailable:
      return exit_nothing_usable;
    case ErrorKind::interrupted:
      return exit_interrupted;
    case ErrorKind::failed:
      break;
  }
  return exit_failed;
}

int tell(const Error& error) {
  tell(to_string(error));
  return exit_status(error.kind);
}

int tell(const std::vector<Error>& errors) {
  int status = exit_done;
  for (const Error& error : errors) status = std::max(status, tell(error));
  return status;
}

void tell(const std::string& message) {
  const std::string line = printable(message) + "\n";
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

void print(const std::string& text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if ((!whole || std::fflush(stdout) != 0) && first_write_error == 0) first_write_error = errno;
}

bool all_printed() {
  if (first_write_error == 0 || first_write_error == EPIPE) return true;
  tell(Error{ErrorKind::failed,
             "standard output",
             "cannot write: " + std::generic_category().message(first_write_error),
             {}});
  return false;
}

}  // namespace accelbench
