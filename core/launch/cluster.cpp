// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/cluster.h"

#include <fmt/format.h>

#include "core/base/nearest.h"
#include "core/base/text_file.h"

namespace accelbench {
namespace {

std::vector<std::string> names_of_clusters(const Settings& settings) {
  std::vector<std::string> names;
  for (const auto& [name, cluster] : settings.clusters) names.push_back(name);
  return names;
}

std::string how_to_add(const std::string& name) {
  return fmt::format("add it there: clusters: {{{}: {{hosts: [{{host: NAME, slots: N}}]}}}}", name);
}

}  // namespace

Result<const ClusterSettings*> find_cluster(const std::string& place, const std::string& name,
                                            const Settings& settings) {
  const auto found = settings.clusters.find(name);
  if (found == settings.clusters.end()) {
    const std::string near = did_you_mean(name, names_of_clusters(settings));
    return bad_input(place + ".cluster",
                     fmt::format("{} is no cluster of {}", in_quotes(name), settings_file().string()),
                     near.empty() ? how_to_add(name) : near);
  }
  if (found->second.hosts.empty() && !found->second.slurm)
    return unavailable(
        place + ".cluster",
        fmt::format("the cluster {} of {} has neither hosts nor slurm", name, settings_file().string()),
        how_to_add(name));
  return &found->second;
}

std::int64_t slots_of(const ClusterSettings& cluster) {
  std::int64_t slots = 0;
  for (const ClusterHost& host : cluster.hosts) slots += host.most_ranks;
  return slots;
}

Status check_slots(const std::string& place, const std::string& name, const ClusterSettings& cluster,
                   std::int64_t ranks) {
  const std::int64_t slots = slots_of(cluster);
  if (ranks <= slots) return {};
  return unavailable(
      place + ".ranks",
      fmt::format("{} ranks, but the hosts of the cluster {} have {} slot{}", ranks, name, slots,
                  slots == 1 ? "" : "s"),
      fmt::format("use at most {}, or give the hosts more slots in {}", slots, settings_file().string()));
}

std::vector<std::string> hosts_of_ranks(const ClusterSettings& cluster, std::int64_t ranks) {
  std::vector<std::string> hosts;
  for (const ClusterHost& host : cluster.hosts)
    for (std::int64_t slot = 0; slot < host.most_ranks && std::ssize(hosts) < ranks; ++slot)
      hosts.push_back(host.host);
  return hosts;
}

}  // namespace accelbench
