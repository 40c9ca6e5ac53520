// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/node.h"
#include "core/experiment/parse.h"

// The comments of a text by the keys where they stand, so that a rewritten text keeps them.
namespace accelbench {

/// Blank lines count as empty comments: a file looks the same after it was saved.
struct Comments {
  struct AtKey {
    std::vector<std::string> above;
    std::string trailing;            ///< behind the key's first line
    std::size_t column = 0;          ///< of the trailing one, from 1: it stays there where there is room
    std::vector<std::string> below;  ///< behind all that belongs to the key, as deep as the key
  };
  std::map<std::string, AtKey> at;  ///< by path, items of a list by id where they have one
  std::vector<std::string> end;     ///< after everything

  /// Comments of keys that have no line of their own any more go above the nearest parent that has one.
  void move_orphans(const std::set<std::string>& lines);
};

Comments find_comments(const ParsedText& parsed);

/// Path of an item: by its id where it has one (comments follow a row that moves), else by its index.
std::string item_path(const std::string& list, const Node& item, std::size_t index);

/// Paths that begin a line of their own when this tree is written.
std::set<std::string> line_paths(const Node& root);

}  // namespace accelbench
