// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accelbench {

/// One sentence on why a launch ended, of what mpirun (Open MPI 4.1 and 5.0) wrote to stderr: "rank 2 on host
/// h2 was killed (signal 9)". `hosts`: of each rank, as Launch has them. Empty where mpirun gave no reason
/// that is known. Open MPI's exit status does not tell: 5.0 ends with 0 after a cut link.
std::optional<std::string> why_it_ended(std::string_view messages, const std::vector<std::string>& hosts);

}  // namespace accelbench
