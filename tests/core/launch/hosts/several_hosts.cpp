// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/launch/hosts/several_hosts.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/base/programs.h"
#include "core/launch/shell.h"

namespace accelbench::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view family = "accelbench-test-";

CapturedRun run_tool(const std::string& tool, std::vector<std::string> arguments) {
  CapturedCommand command;
  command.program = find_program(tool);
  command.arguments = std::move(arguments);
  auto run = run_captured(command);
  if (!run) throw std::runtime_error(to_string(run.error()));
  return *run;
}

void must(const std::string& tool, std::vector<std::string> arguments) {
  const std::string line = tool + " " + shell_words(arguments);
  const CapturedRun run = run_tool(tool, std::move(arguments));
  if (!run.ended_well()) throw std::runtime_error(line + ": " + run.error);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::vector<pid_t> processes_in(const std::string& space) {
  std::vector<pid_t> processes;
  for (const std::string& word : words_of(run_tool("ip", {"netns", "pids", space}).output))
    processes.push_back(static_cast<pid_t>(std::stol(word)));
  return processes;
}

std::string name_of_process(pid_t process) {
  std::string name;
  std::getline(std::ifstream("/proc/" + std::to_string(process) + "/comm"), name);
  return name;
}

void remove_space(const std::string& space) {
  for (const pid_t process : processes_in(space)) kill(process, SIGKILL);
  run_tool("ip", {"netns", "del", space});
}

std::vector<std::string> spaces_of_tests() {
  std::vector<std::string> spaces;
  for (const std::string& word : words_of(run_tool("ip", {"netns", "list"}).output))
    if (word.starts_with(family)) spaces.push_back(word);
  return spaces;
}

/// Of tests that are not running any more.
void remove_left_overs() {
  for (const std::string& space : spaces_of_tests()) {
    long process = 0;
    std::from_chars(space.data() + family.size(), space.data() + space.size(), process);
    if (process > 0 && kill(static_cast<pid_t>(process), 0) != 0) remove_space(space);
  }
}

}  // namespace

std::string SeveralHosts::why_not() {
  if (geteuid() != 0) return "network namespaces need root";
  for (const char* tool : {"ip", "tc", "unshare", "mount"})
    if (find_program(tool).empty()) return std::string(tool) + " is not in PATH (iproute2, util-linux)";
  const std::string probe = std::string(family) + std::to_string(getpid()) + "-probe";
  if (const CapturedRun made = run_tool("ip", {"netns", "add", probe}); !made.ended_well())
    return "no network namespace can be made: " + last_lines(made.error, 1);
  const CapturedRun entered = run_tool(
      "ip", {"netns", "exec", probe, "unshare", "--uts", "mount", "--bind", "/etc/hosts", "/etc/hosts"});
  const CapturedRun linked = run_tool("ip", {"-n", probe, "link", "add", "br0", "type", "bridge"});
  remove_space(probe);
  if (!entered.ended_well()) return "no namespace can be entered: " + last_lines(entered.error, 1);
  return linked.ended_well() ? "" : "no bridge can be made: " + last_lines(linked.error, 1);
}

SeveralHosts::SeveralHosts(int count)
    : count_(count), prefix_(std::string(family) + std::to_string(getpid()) + "-") {
  remove_left_overs();
  auto scratch = ScratchFolder::make({}, "several-hosts");
  if (!scratch) throw std::runtime_error(to_string(scratch.error()));
  scratch_.emplace(std::move(*scratch));
  write_programs();
  must("ip", {"netns", "add", space("switch")});
  must("ip", {"-n", space("switch"), "link", "add", "br0", "type", "bridge"});
  must("ip", {"-n", space("switch"), "link", "set", "br0", "up"});
  for (int host = 0; host < count; ++host) make_host(host);
}

SeveralHosts::~SeveralHosts() {
  for (int host = 0; host < count_; ++host) remove_space(space(host));
  remove_space(space("switch"));
}

void SeveralHosts::write_programs() {
  // Names are looked up in no network: each look-up would take seconds.
  std::string names = "127.0.0.1 localhost\n";
  for (int host = 0; host < count_; ++host)
    names += "10.77.0." + std::to_string(10 + host) + " " + name(host) + "\n";
  const std::string enter_text = "#!/bin/sh\nhost=$1; shift\nexec ip netns exec " + prefix_ +
                                 "\"$host\" unshare --uts sh -c 'mount --bind " +
                                 (scratch() / "names").string() +
                                 " /etc/hosts && hostname \"$0\" && exec \"$@\"' \"$host\" \"$@\"\n";
  Launch files;
  files.files = {{scratch() / "names", names, false},
                 {enter(), enter_text, true},
                 {scratch() / "reach",
                  "#!/bin/sh\nhost=$1; shift\nexec " + enter().string() + " \"$host\" sh -c \"$*\"\n", true}};
  if (const Status written = write_files(files); !written)
    throw std::runtime_error(to_string(written.error()));
}

void SeveralHosts::make_host(int host) const {
  const std::string port = "p" + std::to_string(host);
  must("ip", {"netns", "add", space(host)});
  must("ip", {"-n", space(host), "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns",
              space("switch")});
  must("ip",
       {"-n", space(host), "addr", "add", "10.77.0." + std::to_string(10 + host) + "/24", "dev", "eth0"});
  must("ip", {"-n", space(host), "link", "set", "eth0", "up"});
  must("ip", {"-n", space(host), "link", "set", "lo", "up"});
  must("ip", {"-n", space("switch"), "link", "set", port, "master", "br0", "up"});
}

ClusterSettings SeveralHosts::cluster(const std::vector<int>& order, std::int64_t slots) const {
  ClusterSettings cluster;
  for (const int host : order) cluster.hosts.push_back({name(host), slots});
  cluster.launch_agent = (scratch() / "reach").string();
  cluster.interface = "10.77.0.0/24";
  cluster.mpirun_arguments = {"--mca", "mpi_yield_when_idle", "1"};  // all hosts share the processors
  return cluster;
}

LaunchingMachine SeveralHosts::machine(int host) const {
  LaunchingMachine machine = this_launching_machine();
  machine.host = name(host);
  return machine;
}

CapturedCommand SeveralHosts::on(int host, const fs::path& program,
                                 std::vector<std::string> arguments) const {
  CapturedCommand command;
  command.program = enter();
  command.arguments = {name(host), program.string()};
  command.arguments.insert(command.arguments.end(), std::make_move_iterator(arguments.begin()),
                           std::make_move_iterator(arguments.end()));
  return command;
}

void SeveralHosts::set_link(int host, bool up) const {
  must("ip", {"-n", space("switch"), "link", "set", "p" + std::to_string(host), up ? "up" : "down"});
}

bool SeveralHosts::shape(int host, const std::vector<std::string>& words) const {
  std::vector<std::string> arguments = {"-n",  space(host), "qdisc", "replace",
                                        "dev", "eth0",      "root",  "netem"};
  arguments.insert(arguments.end(), words.begin(), words.end());
  return run_tool("tc", std::move(arguments)).ended_well();
}

std::vector<pid_t> SeveralHosts::processes(int host, std::string_view wanted) const {
  std::vector<pid_t> processes = processes_in(space(host));
  if (!wanted.empty())
    std::erase_if(processes, [&](pid_t process) { return name_of_process(process) != wanted; });
  return processes;
}

int SeveralHosts::signal(int host, std::string_view wanted, int number) const {
  const std::vector<pid_t> found = processes(host, wanted);
  for (const pid_t process : found) kill(process, number);
  return static_cast<int>(found.size());
}

std::vector<std::string> SeveralHosts::left_running() const {
  std::vector<std::string> left;
  for (int host = 0; host < count_; ++host)
    for (const pid_t process : processes(host))
      if (const std::string found = name_of_process(process); !found.empty())
        left.push_back(name(host) + ": " + found);
  return left;
}

}  // namespace accelbench::testing
