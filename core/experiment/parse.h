// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/node.h"
#include "core/experiment/problem.h"

// YAML text to a tree, by yaml-cpp's parser, refusing what an experiment has no use for: anchors, aliases,
// tags, merge keys, duplicate keys, several documents, bombs of nesting or size.
namespace accelbench {

inline constexpr std::size_t most_text_bytes = 1U << 20;
inline constexpr std::size_t most_nodes = 100'000;
inline constexpr std::size_t most_depth = 16;

struct ParsedText {
  Node root;
  std::string text;                    ///< as parsed: without byte order mark, lines end with '\n'
  std::vector<std::size_t> not_plain;  ///< bytes of `text` where a quoted or block scalar begins, ascending
};

/// Problems have positions but no paths.
ParsedText parse_yaml(std::string_view text, Problems& problems);

/// The byte after the quoted or block scalar that begins at `begin`; npos where its quote is never closed.
std::size_t end_of_scalar(std::string_view text, std::size_t begin);

}  // namespace accelbench
