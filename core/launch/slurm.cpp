// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/launch/launch_arguments.h"

// Slurm chooses the hosts: mpirun, inside an allocation, starts its daemons by srun.
namespace accelbench {
namespace {

/// What the allocation is asked for; the same for salloc and sbatch.
std::vector<std::string> allocation_arguments(const LaunchRequest& request, const SlurmSettings& slurm) {
  std::vector<std::string> arguments = {fmt::format("--ntasks={}", request.ranks),
                                        fmt::format("--cpus-per-task={}", request.threads)};
  if (!slurm.partition.empty()) arguments.push_back("--partition=" + slurm.partition);
  if (!slurm.account.empty()) arguments.push_back("--account=" + slurm.account);
  if (!slurm.time.empty()) arguments.push_back("--time=" + slurm.time);
  arguments.insert(arguments.end(), slurm.arguments.begin(), slurm.arguments.end());
  return arguments;
}

/// One that no other job has: the last part of the scratch folder's name is drawn.
std::string job_name(const LaunchRequest& request) { return request.scratch.filename().string(); }

}  // namespace

Result<Launch> in_slurm(const LaunchRequest& request, const ClusterSettings& cluster, const Mpirun& mpirun,
                        const LaunchingMachine& machine) {
  Launch launch;
  launch.program = mpirun.program;
  launch.arguments = slurm_arguments(request, cluster, mpirun.version, machine);
  if (machine.in_allocation) return launch;
  if (machine.salloc.empty())
    return unavailable(request.place + ".cluster",
                       fmt::format("the cluster {} is Slurm's, but salloc is not in PATH", request.cluster),
                       "install Slurm's programs: sudo apt-get install slurm-client");
  std::vector<std::string> arguments = {"--quiet", "--no-bell", "--job-name=" + job_name(request)};
  for (std::string& argument : allocation_arguments(request, *cluster.slurm))
    arguments.push_back(std::move(argument));
  arguments.push_back(launch.program.string());
  arguments.insert(arguments.end(), launch.arguments.begin(), launch.arguments.end());
  launch.program = machine.salloc;
  launch.arguments = std::move(arguments);
  if (!machine.scancel.empty())
    launch.afterwards = {machine.scancel.string(), "--quiet", "--name=" + job_name(request)};
  return launch;
}

}  // namespace accelbench
