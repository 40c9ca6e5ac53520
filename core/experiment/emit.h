// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "core/experiment/comments.h"
#include "core/experiment/node.h"

// A tree as YAML text.
namespace accelbench {

/// On one line: {units: 64, activation: relu}.
std::string emit_flow(const Node& node);

/// In block style but for the nodes marked `flow`, with the comments at their keys.
std::string emit_block(const Node& root, const Comments& comments);

/// A whole file: sections in lines of their own, everything deeper on one line; comments and style of
/// `original`, the text that it replaces, are kept at their keys.
std::string write_tree(Node root, std::string_view original);

}  // namespace accelbench
