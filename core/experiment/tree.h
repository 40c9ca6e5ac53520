// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/experiment/node.h"
#include "core/experiment/problem.h"
#include "core/experiment/yaml.h"

// Between trees and experiments; yaml.h is the outside of it.
namespace accelbench {

/// Every value that matters, in the order of the schema.
Node to_tree(const Experiment& experiment);

/// Types, keys and choices; ranges and what hangs together are judged by find_problems().
Experiment from_tree(const Node& root, Problems& problems);

/// Puts one value into the tree; its nodes remember "--set KEY=VALUE".
void apply_override(Node& root, const Override& override, Problems& problems);

/// Ranges, and all that hangs together, with key paths for places.
std::vector<Problem> find_problems(const Experiment& experiment);

}  // namespace accelbench
