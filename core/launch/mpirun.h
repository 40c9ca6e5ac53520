// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

// The mpirun of this machine: Open MPI's, 4.1 or newer.
namespace accelbench {

struct MpirunVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const MpirunVersion&) const = default;
};
std::string to_string(const MpirunVersion& version);

struct Mpirun {
  std::filesystem::path program;
  MpirunVersion version;
};

/// Of what `mpirun --version` prints: "mpirun (Open MPI) 4.1.4", "mpirun (Open MPI) 5.0.7". `bad_input` for
/// what is another MPI's or too old; `place` is that of the error.
Result<MpirunVersion> read_mpirun_version(std::string_view printed, const std::string& place);

/// mpirun of PATH, or mpirun.openmpi where that is another MPI's; asked for its version once a program.
/// `unavailable` with the command that installs it where it is not there, not Open MPI's, or too old.
Result<Mpirun> find_mpirun(const std::string& place);

}  // namespace accelbench
