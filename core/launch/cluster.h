// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/settings/settings.h"

// A cluster of the settings as a place for ranks. `place` is the accelerator's: "accelerators.four".
namespace accelbench {

/// `bad_input` for a name that the settings do not know (with the nearest one), `unavailable` for a cluster
/// that has neither hosts nor Slurm. The pointer is into `settings`.
Result<const ClusterSettings*> find_cluster(const std::string& place, const std::string& name,
                                            const Settings& settings);

std::int64_t slots_of(const ClusterSettings& cluster);
/// `unavailable` for more ranks than slots.
Status check_slots(const std::string& place, const std::string& name, const ClusterSettings& cluster,
                   std::int64_t ranks);
/// The host of each rank: the slots of the first host, then those of the second.
std::vector<std::string> hosts_of_ranks(const ClusterSettings& cluster, std::int64_t ranks);

}  // namespace accelbench
