// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/launch_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/programs.h"
#include "core/launch/shell.h"

namespace accelbench {
namespace {

/// A parameter of Open MPI's: `--mca NAME VALUE`; `--prtemca` for those of the part that starts processes,
/// which has a family of its own since Open MPI 5.
struct LaunchParameter {
  std::string family;
  std::string name;
  std::string value;
};
using LaunchParameters = std::vector<LaunchParameter>;

bool is_old(const MpirunVersion& version) { return version.major < 5; }
std::string family_of_launch(const MpirunVersion& version) { return is_old(version) ? "--mca" : "--prtemca"; }

/// Seconds after which a daemon whose host or link is gone is missed: 3 + 2 · 1. By default Open MPI waits
/// for minutes, and a stopped mpirun then hangs for good.
LaunchParameters keep_alive(const MpirunVersion& version) {
  LaunchParameters parameters;
  for (const auto& [name, value] : {std::pair{"time", "3"}, {"intvl", "1"}, {"probes", "2"}}) {
    parameters.push_back({family_of_launch(version), fmt::format("oob_tcp_keepalive_{}", name), value});
    // The name of later ones; 5.0.8 knows it and does nothing by it.
    if (!is_old(version)) parameters.push_back({"--prtemca", fmt::format("prte_keepalive_{}", name), value});
  }
  return parameters;
}

void append(LaunchParameters& to, LaunchParameters from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// How values go from rank to rank. ob1 and its own transports: what is chosen by itself differs from host to
/// host.
LaunchParameters transports(const MpirunVersion& version, std::string_view network, bool share_cores) {
  const char* memory = is_old(version) ? "vader" : "sm";
  LaunchParameters parameters = {{"--mca", "pml", "ob1"},
                                 {"--mca", "btl", fmt::format("self,{}{}", memory, network)}};
  // Reading another process' memory is forbidden in many containers, and there fails late.
  if (is_old(version)) parameters.push_back({"--mca", "btl_vader_single_copy_mechanism", "none"});
  if (share_cores) parameters.push_back({"--mca", "mpi_yield_when_idle", "1"});
  return parameters;
}

/// Where the first of Slurm's hosts is not asked for.
LaunchParameters without_slurm(const MpirunVersion& version) {
  return {{family_of_launch(version), "ras", "^slurm"}};
}

LaunchParameters of_this_host(const MpirunVersion& version, bool share_cores) {
  LaunchParameters parameters = transports(version, "", share_cores);
  append(parameters, without_slurm(version));
  if (is_old(version))
    append(parameters, {{"--mca", "plm", "isolated"}, {"--mca", "oob_tcp_if_include", "lo"}});
  return parameters;
}

LaunchParameters of_interface(const std::string& interface, const MpirunVersion& version) {
  if (interface.empty()) return {};
  const char* of_daemons = is_old(version) ? "oob_tcp_if_include" : "prte_if_include";
  return {{"--mca", "btl_tcp_if_include", interface}, {family_of_launch(version), of_daemons, interface}};
}

LaunchParameters of_agent(const std::filesystem::path& agent, const MpirunVersion& version) {
  const std::string path = agent.string();
  if (is_old(version))
    return {
        {"--mca", "plm", "rsh"}, {"--mca", "plm_rsh_agent", path}, {"--mca", "plm_rsh_no_tree_spawn", "1"}};
  return {{"--prtemca", "plm", "ssh"},
          {"--prtemca", "plm_ssh_agent", path},
          {"--prtemca", "plm_ssh_no_tree_spawn", "1"}};
}

LaunchParameters of_hosts(const ClusterSettings& cluster, const MpirunVersion& version,
                          const std::filesystem::path& agent) {
  LaunchParameters parameters = transports(version, ",tcp", false);
  append(parameters, without_slurm(version));
  append(parameters, of_agent(agent, version));
  append(parameters, of_interface(cluster.interface, version));
  append(parameters, keep_alive(version));
  return parameters;
}

/// Less those that the user's own arguments set.
std::vector<std::string> as_arguments(const LaunchParameters& parameters,
                                      const std::vector<std::string>& own) {
  std::vector<std::string> arguments;
  for (const auto& [family, name, value] : parameters)
    if (std::ranges::find(own, name) == own.end()) arguments.insert(arguments.end(), {family, name, value});
  arguments.insert(arguments.end(), own.begin(), own.end());
  return arguments;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::vector<std::string> for_any_launch(const LaunchingMachine& machine) {
  std::vector<std::string> arguments = {"--bind-to", "none"};
  if (machine.is_root) arguments.insert(arguments.begin(), "--allow-run-as-root");
  return arguments;
}

std::vector<std::string> rank_command(const LaunchRequest& request, const std::string& program) {
  std::vector<std::string> arguments = {"-np", std::to_string(request.ranks)};
  for (const auto& [name, value] : request.variables) append(arguments, {"-x", name + "=" + value});
  arguments.push_back(program.empty() ? request.program.string() : program);
  append(arguments, request.arguments);
  return arguments;
}

}  // namespace

std::vector<std::string> local_arguments(const LaunchRequest& request, const MpirunVersion& version,
                                         const LaunchingMachine& machine, bool share_cores) {
  std::vector<std::string> arguments = for_any_launch(machine);
  append(arguments, {"--map-by", "slot", "--host", fmt::format("localhost:{}", request.ranks)});
  append(arguments, as_arguments(of_this_host(version, share_cores), {}));
  append(arguments, rank_command(request, {}));
  return arguments;
}

std::vector<std::string> cluster_arguments(const LaunchRequest& request, const ClusterSettings& cluster,
                                           const MpirunVersion& version, const LaunchingMachine& machine,
                                           const ClusterFiles& files) {
  std::vector<std::string> arguments = for_any_launch(machine);
  // By slots, mpirun would put its own host first.
  const std::string hosts = files.hosts.string();
  append(arguments, {"--map-by", is_old(version) ? "seq" : "seq:FILE=" + hosts, "--hostfile", hosts});
  append(arguments, as_arguments(of_hosts(cluster, version, files.agent), cluster.mpirun_arguments));
  append(arguments, rank_command(request, cluster.program));
  return arguments;
}

std::vector<std::string> slurm_arguments(const LaunchRequest& request, const ClusterSettings& cluster,
                                         const MpirunVersion& version, const LaunchingMachine& machine) {
  LaunchParameters parameters = transports(version, ",tcp", false);
  append(parameters, of_interface(cluster.interface, version));
  append(parameters, keep_alive(version));
  std::vector<std::string> arguments = for_any_launch(machine);
  append(arguments, {"--map-by", "slot"});
  append(arguments, as_arguments(parameters, cluster.mpirun_arguments));
  append(arguments, rank_command(request, cluster.program));
  return arguments;
}

std::string host_file(const std::vector<std::string>& hosts_of_ranks, const LaunchingMachine& machine) {
  std::string text;
  for (const std::string& host : hosts_of_ranks)
    text += (is_this_host(host, machine) ? machine.host : host) + "\n";
  return text;
}

std::vector<std::string> agent_words(const ClusterSettings& cluster, const LaunchingMachine& machine) {
  if (!cluster.launch_agent.empty()) return {cluster.launch_agent};
  return {machine.ssh.string(),
          "-x",
          "-o",
          "BatchMode=yes",
          "-o",
          "ConnectTimeout=5",
          "-o",
          "ServerAliveInterval=2",
          "-o",
          "ServerAliveCountMax=3"};
}

std::string agent_script(const ClusterSettings& cluster, const LaunchingMachine& machine) {
  return "#!/bin/sh\n# Accelbench: mpirun starts its daemon on a host by this program.\nexec " +
         shell_words(agent_words(cluster, machine)) + " \"$@\"\n";
}

Status check_agent(const std::string& place, const ClusterSettings& cluster,
                   const LaunchingMachine& machine) {
  if (!cluster.launch_agent.empty() && !is_program(cluster.launch_agent))
    return unavailable(
        place + ".cluster",
        fmt::format("{}, the launch_agent of the settings, is no program", cluster.launch_agent),
        "correct it in " + settings_file().string() + ", or leave it out for ssh");
  if (!cluster.launch_agent.empty() || !machine.ssh.empty()) return {};
  return unavailable(
      place + ".cluster", "hosts are reached by ssh, which is not in PATH",
      "install it: sudo apt-get install openssh-client; or name a launch_agent in the settings");
}

}  // namespace accelbench
