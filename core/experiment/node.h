// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A YAML text as a tree of plain values that remember where they stood.
namespace accelbench {

/// Counted from 1, columns in characters; line 0: not from a text.
struct Position {
  int line = 0;
  int column = 0;
  bool operator==(const Position&) const = default;
};

struct Node {
  enum class Kind { null, plain, quoted, sequence, mapping };

  Kind kind = Kind::null;
  bool flow = false;  ///< written as {…} or […]; without meaning for scalars
  std::string text;   ///< of a scalar
  Position position;
  std::shared_ptr<const std::string> origin;  ///< "--set a.b=1" where a command line gave it; null: the file

  struct Key {
    std::string name;
    Position position;
  };
  std::vector<Key> keys;    ///< of a mapping, one for each item
  std::vector<Node> items;  ///< of a sequence, or the values of a mapping

  bool is_scalar() const { return kind == Kind::plain || kind == Kind::quoted; }
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  Node& set(std::string key, Node value);  ///< replaces or appends
  void erase(std::string_view key);
};

Node plain_node(std::string text);
Node text_node(std::string_view text);  ///< plain where YAML would read it back as text, quoted otherwise
Node mapping_node();
Node sequence_node();

/// "a.b" and "c" give "a.b.c"; an empty parent gives the child.
std::string join_path(std::string_view parent, std::string_view child);
std::string join_path(std::string_view parent, std::size_t index);
/// Whether `path` is `ancestor` or below it.
bool is_within(std::string_view path, std::string_view ancestor);

/// The node of a dotted path with list items by index, or the deepest of its ancestors that exists.
const Node& nearest_node(const Node& root, std::string_view path);

}  // namespace accelbench
