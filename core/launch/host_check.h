// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stop_token>
#include <string>

#include "core/base/result.h"
#include "core/launch/launch.h"
#include "core/settings/settings.h"

namespace accelbench {

/// How hosts are asked before a launch.
struct HostQuestion {
  std::string version;  ///< what PROGRAM --version must print there, on one line: "accelbench-cli 0.1.0"
  double limit_s = 5;   ///< for all hosts together: they are asked at the same time
};

/// Asks each host that would get a rank, by the cluster's launch agent: whether it answers, whether Open
/// MPI's daemon is there, and whether accelbench-cli has our version. `unavailable` with the first host that
/// is not fit and the command that shows or mends it. Nothing is asked for ranks on this host or in Slurm.
/// Blocks for at most the limit; not for a thread that must answer at once.
Status check_hosts(const LaunchRequest& request, const Settings& settings, const LaunchingMachine& machine,
                   const HostQuestion& question, const std::stop_token& stop = {});

}  // namespace accelbench
