// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/experiment/comments.h"
#include "core/experiment/node.h"

// A tree as YAML text.
namespace accelbench {

/// On one line: {units: 64, activation: relu}.
std::string emit_flow(const Node& node);

/// In block style but for the nodes marked `flow`, with the comments at their keys.
std::string emit_block(const Node& root, const Comments& comments);

}  // namespace accelbench
