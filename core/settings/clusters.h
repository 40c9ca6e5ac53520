// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/experiment/problem.h"
#include "core/settings/settings.h"

namespace accelbench {

/// What is wrong with a cluster beyond types and ranges; `path` is its key.
std::vector<Problem> cluster_problems(const std::string& path, const ClusterSettings& cluster);

}  // namespace accelbench
