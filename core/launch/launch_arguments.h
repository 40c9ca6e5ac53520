// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/launch/launch.h"

// The parts of a launch: mpirun's arguments and the files that they name.
namespace accelbench {

struct ClusterFiles {
  std::filesystem::path hosts;
  std::filesystem::path agent;
};

/// All ranks on this host, over shared memory; nothing of it listens on a network.
std::vector<std::string> local_arguments(const LaunchRequest& request, const MpirunVersion& version,
                                         const LaunchingMachine& machine, bool share_cores);
std::vector<std::string> cluster_arguments(const LaunchRequest& request, const ClusterSettings& cluster,
                                           const MpirunVersion& version, const LaunchingMachine& machine,
                                           const ClusterFiles& files);
/// Slurm says which hosts.
std::vector<std::string> slurm_arguments(const LaunchRequest& request, const ClusterSettings& cluster,
                                         const MpirunVersion& version, const LaunchingMachine& machine);

/// One line a rank. This machine stands under the name that mpirun has for it.
std::string host_file(const std::vector<std::string>& hosts_of_ranks, const LaunchingMachine& machine);
/// The program that is started as `... HOST COMMAND` with its own arguments: the launch agent of the
/// settings, or ssh.
std::vector<std::string> agent_words(const ClusterSettings& cluster, const LaunchingMachine& machine);
/// `unavailable` where that program is not there.
Status check_agent(const std::string& place, const ClusterSettings& cluster, const LaunchingMachine& machine);
/// A shell file that is called as `agent HOST COMMAND...` and runs the command there. It holds no text of the
/// settings that is not quoted.
std::string agent_script(const ClusterSettings& cluster, const LaunchingMachine& machine);

/// In the allocation that we are in, or in one of our own by salloc; `unavailable` without Slurm.
Result<Launch> in_slurm(const LaunchRequest& request, const ClusterSettings& cluster, const Mpirun& mpirun,
                        const LaunchingMachine& machine);

}  // namespace accelbench
