// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/launch/launch.h"
#include "core/run/captured_run.h"
#include "core/run/scratch_folder.h"

// Several hosts on this machine, for tests: a network namespace each, joined by a bridge in one of its own.
namespace accelbench::testing {

/// Hosts h0, h1, … with the addresses 10.77.0.10, 10.77.0.11, … They share the files and processors of this
/// machine, and nothing of its network. Everything in them is killed and they are removed with this object;
/// what a killed test left behind goes with the next one.
class SeveralHosts {
 public:
  /// Why none can be made here (not root, no `ip`, a container that forbids it); empty where they can.
  static std::string why_not();
  explicit SeveralHosts(int count);
  ~SeveralHosts();
  SeveralHosts(const SeveralHosts&) = delete;
  SeveralHosts& operator=(const SeveralHosts&) = delete;

  /// For the settings: the hosts in this order, one slot each.
  ClusterSettings cluster(const std::vector<int>& order, std::int64_t slots = 1) const;
  /// What this_launching_machine() is on that host.
  LaunchingMachine machine(int host) const;
  /// A program called `enter HOST PROGRAM ARGUMENT...`.
  std::filesystem::path enter() const { return scratch_->path() / "enter"; }
  const std::filesystem::path& scratch() const { return scratch_->path(); }
  CapturedCommand on(int host, const std::filesystem::path& program,
                     std::vector<std::string> arguments) const;

  void set_link(int host, bool up) const;
  /// As `tc qdisc … netem` has it, for what the host sends: "delay 20ms loss 1%". False where the kernel has
  /// no netem.
  bool shape(int host, const std::vector<std::string>& words) const;

  /// The processes of a host, of one name (/proc/PID/comm) or all.
  std::vector<pid_t> processes(int host, std::string_view name = {}) const;
  /// To all of that name on the host; how many there were.
  int signal(int host, std::string_view name, int number) const;
  /// "h1: orted", of every process that is left in any host.
  std::vector<std::string> left_running() const;

 private:
  std::string space(const std::string& host) const { return prefix_ + host; }
  std::string space(int host) const { return space(name(host)); }
  static std::string name(int host) { return "h" + std::to_string(host); }
  void write_programs();
  void make_host(int host) const;

  int count_;
  std::string prefix_;  ///< of the namespaces' names; holds our process id
  std::optional<ScratchFolder> scratch_;
};

}  // namespace accelbench::testing
