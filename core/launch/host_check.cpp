// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/host_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/base/text_file.h"
#include "core/launch/cluster.h"
#include "core/launch/launch_arguments.h"
#include "core/launch/shell.h"
#include "core/run/captured_run.h"

namespace accelbench {
namespace {

constexpr std::string_view host_answers = "accelbench: this host answers";

/// One host's answer, judged against what it should be.
struct HostAnswer {
  std::string host;
  Result<CapturedRun> run;
};

std::string question_for_a_shell(const std::string& program) {
  return fmt::format("echo {}; command -v orted prted; exec {} --version", shell_word(host_answers),
                     shell_word(program));
}

class HostCheck {
 public:
  HostCheck(const LaunchRequest& request, const ClusterSettings& cluster, const LaunchingMachine& machine,
            const HostQuestion& question)
      : cluster_(cluster),
        machine_(machine),
        question_(question),
        place_(request.place + ".cluster"),
        program_(cluster.program.empty() ? request.program.string() : cluster.program) {}

  Status check(std::vector<std::string> hosts, const std::stop_token& stop) const {
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    std::vector<HostAnswer> answers;
    for (std::string& host : hosts)
      if (!is_this_host(host, machine_)) answers.push_back({std::move(host), CapturedRun{}});
    {
      std::vector<std::jthread> asking;
      for (HostAnswer& answer : answers)
        asking.emplace_back(
            [this, &answer, &stop] { answer.run = run_captured(command_for(answer.host), stop); });
    }
    for (const HostAnswer& answer : answers)
      if (Status fit = judge(answer); !fit) return fit;
    return {};
  }

 private:
  CapturedCommand command_for(const std::string& host) const {
    const std::vector<std::string> words = agent_words(cluster_, machine_);
    CapturedCommand command;
    command.program = words.front();
    command.arguments.assign(words.begin() + 1, words.end());
    command.arguments.push_back(host);
    command.arguments.push_back(question_for_a_shell(program_));
    command.limit_s = question_.limit_s;
    return command;
  }

  tl::unexpected<Error> refuse(std::string message, std::string fix) const {
    return unavailable(place_, std::move(message), std::move(fix));
  }

  std::string by_hand(const std::string& host, std::string_view command) const {
    std::vector<std::string> words = agent_words(cluster_, machine_);
    words.push_back(host);
    return shell_words(words) + " " + std::string(command);
  }

  Status judge(const HostAnswer& answer) const {
    if (!answer.run) return tl::make_unexpected(answer.run.error());
    const CapturedRun& run = *answer.run;
    if (run.output.find(host_answers) == std::string::npos) return no_answer(answer.host, run);
    const bool has_daemon =
        run.output.find("/orted\n") != std::string::npos || run.output.find("/prted\n") != std::string::npos;
    const auto& own = cluster_.mpirun_arguments;
    if (!has_daemon && std::ranges::find(own, "--prefix") == own.end())
      return refuse(fmt::format("host {} has no orted in its PATH, Open MPI's daemon", answer.host),
                    "install it there: sudo apt-get install openmpi-bin");
    if (run.output.find("\n" + question_.version + "\n") == std::string::npos)
      return other_version(answer.host, run);
    return {};
  }

  Status no_answer(const std::string& host, const CapturedRun& run) const {
    if (run.stopped) return tl::make_unexpected(Error{ErrorKind::interrupted, place_, "stopped", ""});
    const std::string why = run.timed_out ? fmt::format("nothing within {} seconds", question_.limit_s)
                                          : last_lines(run.error, 1);
    return refuse(fmt::format("host {} does not answer{}{}", host, why.empty() ? "" : ": ", why),
                  "try it by hand: " + by_hand(host, "true"));
  }

  Status other_version(const std::string& host, const CapturedRun& run) const {
    if (run.timed_out)
      return refuse(
          fmt::format("{} on host {} did not answer within {} seconds", program_, host, question_.limit_s),
          "try it by hand: " + by_hand(host, shell_word(program_) + " --version"));
    const std::size_t last = run.output.find_last_not_of('\n');
    const std::size_t begin = run.output.rfind('\n', last) + 1;
    const std::string found = run.output.substr(begin, last + 1 - begin);
    if (run.status != 0)
      return refuse(fmt::format("host {} cannot run {}: {}", host, program_, last_lines(run.error, 1)),
                    "install the same version there, or name its place in the settings (program)");
    return refuse(fmt::format("host {} has {}, expected {}", host, in_quotes(found), question_.version),
                  "install the same version on all hosts");
  }

  const ClusterSettings& cluster_;
  const LaunchingMachine& machine_;
  const HostQuestion& question_;
  std::string place_;
  std::string program_;
};

}  // namespace

Status check_hosts(const LaunchRequest& request, const Settings& settings, const LaunchingMachine& machine,
                   const HostQuestion& question, const std::stop_token& stop) {
  if (request.cluster.empty()) return {};
  const auto cluster = find_cluster(request.place, request.cluster, settings);
  if (!cluster) return tl::make_unexpected(cluster.error());
  if ((*cluster)->slurm) return {};
  if (auto good = check_agent(request.place, **cluster, machine); !good) return good;
  return HostCheck(request, **cluster, machine, question)
      .check(hosts_of_ranks(**cluster, request.ranks), stop);
}

}  // namespace accelbench
