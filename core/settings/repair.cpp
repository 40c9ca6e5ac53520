// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstddef>
#include <tuple>

#include "core/experiment/emit.h"
#include "core/experiment/field_lister.h"
#include "core/experiment/parse.h"
#include "core/settings/fields.h"
#include "core/settings/schema.h"
#include "core/settings/settings.h"

// Settings that were broken by hand: what is wrong where, and the text without it.
namespace accelbench {
namespace {

bool is_at_or_before(const Position& a, const Position& b) {
  return std::tie(a.line, a.column) <= std::tie(b.line, b.column);
}

/// The last key that begins at or before the position; the number of keys where there is none.
std::size_t key_at(const Node& mapping, const Position& position) {
  std::size_t found = mapping.keys.size();
  for (std::size_t i = 0; i < mapping.keys.size(); ++i)
    if (is_at_or_before(mapping.keys[i].position, position)) found = i;
  return found;
}

bool erase_item_at(Node& list, const Position& position) {
  const auto at = std::ranges::find(list.items, position, &Node::position);
  if (at == list.items.end()) return false;
  list.items.erase(at);
  return true;
}

/// The deepest key or item at a position, and what it leaves empty.
bool erase_at(Node& mapping, const Position& position) {
  const std::size_t i = key_at(mapping, position);
  if (i == mapping.keys.size()) return false;
  Node& value = mapping.items[i];
  const bool inside = value.kind == Node::Kind::mapping    ? erase_at(value, position)
                      : value.kind == Node::Kind::sequence ? erase_item_at(value, position)
                                                           : false;
  if (!inside || value.items.empty()) {
    mapping.keys.erase(mapping.keys.begin() + static_cast<std::ptrdiff_t>(i));
    mapping.items.erase(mapping.items.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return true;
}

std::vector<Field> list_settings_fields() {
  std::vector<Field> fields;
  FieldLister lister("", fields);
  const Settings settings;
  describe(lister, settings);
  return fields;
}

}  // namespace

Result<std::string> without_key(std::string_view text, const SettingsProblem& problem) {
  Problems problems;
  ParsedText parsed = parse_yaml(text, problems);
  if (problem.key.empty() || !problems.empty() || !erase_at(parsed.root, problem.position))
    return bad_input(problem.error.place, "cannot be mended key by key", "open the file and mend it there");
  return parsed.root.items.empty() ? std::string() : write_tree(std::move(parsed.root), text);
}

const std::vector<Field>& settings_fields() {
  static const std::vector<Field> fields = list_settings_fields();
  return fields;
}

}  // namespace accelbench
