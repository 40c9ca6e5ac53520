// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/base/result.h"

// How a command ends, and where its words go: results to stdout, everything else to stderr.
namespace accelbench {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;  ///< a run failed, or a file could not be written
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_nothing_usable = 3;
inline constexpr int exit_interrupted = 130;

int exit_status(ErrorKind kind);

/// Tells an error; the status that the command ends with.
int tell(const Error& error);
int tell(const std::vector<Error>& errors);
/// A line on stderr.
void tell(const std::string& message);
/// A result, on stdout.
void print(const std::string& text);
/// Whether all results reached stdout; tells where not. A reader that had enough is no failure.
bool all_printed();

}  // namespace accelbench
