// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/launch.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "core/base/atomic_file.h"
#include "core/base/programs.h"
#include "core/launch/cluster.h"
#include "core/launch/launch_arguments.h"
#include "core/launch/shell.h"
#include "core/telemetry/machine.h"

namespace accelbench {
namespace {

namespace fs = std::filesystem;

std::string name_of_this_host() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

std::string without_domain(const std::string& host) { return host.substr(0, host.find('.')); }

std::string note_on_cores(std::int64_t ranks, std::int64_t threads, std::int64_t cores) {
  if (ranks * threads <= cores) return {};
  return fmt::format("{} ranks of {} thread{} share {} core{}", ranks, threads, threads == 1 ? "" : "s",
                     cores, cores == 1 ? "" : "s");
}

Status check_scratch(const fs::path& scratch) {
  if (scratch.is_absolute() && scratch.string().find_first_of(" \t\n:") == std::string::npos) return {};
  return bad_input(scratch.string(), "mpirun would split this path at a space or colon",
                   "set TMPDIR to a folder without such characters in its name");
}

Launch on_this_host(const LaunchRequest& request, const Mpirun& mpirun, const LaunchingMachine& machine) {
  Launch launch;
  launch.program = mpirun.program;
  launch.note = note_on_cores(request.ranks, request.threads, machine.cores);
  launch.arguments = local_arguments(request, mpirun.version, machine, !launch.note.empty());
  launch.hosts.assign(static_cast<std::size_t>(request.ranks), machine.host);
  return launch;
}

Launch on_hosts(const LaunchRequest& request, const ClusterSettings& cluster, const Mpirun& mpirun,
                const LaunchingMachine& machine) {
  const fs::path hosts = request.scratch / "hosts";
  const fs::path agent = request.scratch / "agent";
  Launch launch;
  launch.program = mpirun.program;
  launch.hosts = hosts_of_ranks(cluster, request.ranks);
  launch.files = {{hosts, host_file(launch.hosts, machine), false},
                  {agent, agent_script(cluster, machine), true}};
  launch.arguments = cluster_arguments(request, cluster, mpirun.version, machine, {hosts, agent});
  return launch;
}

}  // namespace

LaunchingMachine this_launching_machine() {
  LaunchingMachine machine;
  machine.host = name_of_this_host();
  machine.is_root = geteuid() == 0;
  machine.cores = static_cast<std::int64_t>(allowed_processors().size());
  machine.in_allocation = std::getenv("SLURM_JOB_ID") != nullptr;
  machine.ssh = find_program("ssh");
  machine.salloc = find_program("salloc");
  machine.scancel = find_program("scancel");
  return machine;
}

bool is_this_host(const std::string& host, const LaunchingMachine& machine) {
  return host == "localhost" || host == "127.0.0.1" || host == machine.host ||
         without_domain(host) == machine.host || host == without_domain(machine.host);
}

Result<Launch> plan_launch(const LaunchRequest& request, const Settings& settings, const Mpirun& mpirun,
                           const LaunchingMachine& machine) {
  if (auto good = check_scratch(request.scratch); !good) return tl::make_unexpected(good.error());
  if (request.cluster.empty()) return on_this_host(request, mpirun, machine);
  const auto cluster = find_cluster(request.place, request.cluster, settings);
  if (!cluster) return tl::make_unexpected(cluster.error());
  if ((*cluster)->slurm) return in_slurm(request, **cluster, mpirun, machine);
  if (auto good = check_slots(request.place, request.cluster, **cluster, request.ranks); !good)
    return tl::make_unexpected(good.error());
  if (auto good = check_agent(request.place, **cluster, machine); !good)
    return tl::make_unexpected(good.error());
  return on_hosts(request, **cluster, mpirun, machine);
}

Result<Launch> plan_launch(const LaunchRequest& request, const Settings& settings) {
  const auto mpirun = find_mpirun(request.place + ".ranks");
  if (!mpirun) return tl::make_unexpected(mpirun.error());
  return plan_launch(request, settings, *mpirun, this_launching_machine());
}

Status write_files(const Launch& launch) {
  for (const LaunchFile& file : launch.files) {
    if (auto written = write_file(file.path, file.text); !written) return written;
    if (chmod(file.path.c_str(), file.is_program ? 0700 : 0600) != 0)
      return failed(file.path.string(), "its permissions cannot be set");
  }
  return {};
}

std::string shell_line(const Launch& launch) {
  std::string line;
  for (const auto& [name, value] : launch.environment) line += name + "=" + shell_word(value) + " ";
  line += shell_word(launch.program.string());
  return launch.arguments.empty() ? line : line + " " + shell_words(launch.arguments);
}

}  // namespace accelbench
