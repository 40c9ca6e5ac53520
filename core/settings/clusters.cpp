// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/clusters.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

bool is_web_address(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

/// Letters, digits and some signs, not a minus first: what programs take for a name and no option, and what a
/// file of hosts holds in one word.
bool is_plain_word(std::string_view text, std::string_view signs) {
  return !text.starts_with('-') && std::ranges::all_of(text, [&](char letter) {
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    return is_letter || (letter >= '0' && letter <= '9') || signs.find(letter) != std::string_view::npos;
  });
}

class ClusterCheck {
 public:
  ClusterCheck(const std::string& path, const ClusterSettings& cluster) : path_(path), cluster_(cluster) {}

  std::vector<Problem> problems() && {
    if (!cluster_.h2o.empty() && !is_web_address(cluster_.h2o))
      tell("h2o", "found " + shown(cluster_.h2o) + ", expected an address", "for example http://host:54321");
    if (!is_plain_word(cluster_.interface, "._-:/"))
      tell("interface", "found " + shown(cluster_.interface) + ", expected an interface or a network",
           "for example eth1 or 10.0.0.0/24");
    if (cluster_.slurm && !cluster_.hosts.empty())
      tell("slurm", "found hosts beside it, expected one of both", "leave hosts out: Slurm chooses them");
    check_hosts();
    check_texts("mpirun_arguments", cluster_.mpirun_arguments);
    if (cluster_.slurm) check_slurm(*cluster_.slurm);
    return std::move(problems_);
  }

 private:
  void tell(std::string_view key, std::string message, std::string fix) {
    problems_.push_back({join_path(path_, key), std::move(message), std::move(fix), false, {}, {}, nullptr});
  }

  void check_hosts() {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < cluster_.hosts.size(); ++i) {
      const std::string& host = cluster_.hosts[i].host;
      const std::string key = join_path("hosts", i);
      if (host.empty() || !is_plain_word(host, "._-"))
        tell(key, "found " + shown(host) + ", expected the name or address of a host", "for example node1");
      else if (!seen.insert(host).second)
        tell(key, "found " + shown(host) + " a second time, expected each host once", "add up its slots");
    }
  }

  void check_texts(std::string_view key, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (texts[i].empty() || texts[i].find('\n') != std::string::npos)
        tell(join_path(key, i), "found " + shown(texts[i]) + ", expected one argument", "take it out");
  }

  void check_slurm(const SlurmSettings& slurm) {
    const auto check = [this](std::string_view key, const std::string& text, std::string_view example) {
      if (!is_plain_word(text, "._-:,+@"))
        tell(join_path("slurm", key), "found " + shown(text) + ", expected one word",
             "for example " + std::string(example));
    };
    check("partition", slurm.partition, "short");
    check("account", slurm.account, "lab");
    check("time", slurm.time, "30");
    check_texts("slurm.arguments", slurm.arguments);
  }

  const std::string& path_;
  const ClusterSettings& cluster_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> cluster_problems(const std::string& path, const ClusterSettings& cluster) {
  return ClusterCheck(path, cluster).problems();
}

}  // namespace accelbench
