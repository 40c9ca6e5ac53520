// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/mapping_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/base/nearest.h"
#include "core/experiment/scalars.h"

namespace accelbench {

MappingReader::MappingReader(const Node& node, std::string path, Problems& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (node.kind != Node::Kind::mapping)
    problems_.add(node, path_, fmt::format("found {}, expected a mapping", describe_found(node)),
                  "write keys and values: {key: value}");
}

const Node* MappingReader::claim(const Key& key) {
  const Node* node = node_.find(key.name);
  if (!key.applies) {
    if (node) unused_.emplace_back(key, node);
    return nullptr;
  }
  known_.push_back(key.name);
  const std::string path = join_path(path_, key.name);
  if (node && node->kind == Node::Kind::null)
    problems_.add(*node, path, "this key has no value", "give it one, or remove the key");
  else if (!node && key.required && node_.kind == Node::Kind::mapping)
    problems_.add(node_, path, "this key is required", fmt::format("add {}: …", key.name));
  return node && node->kind != Node::Kind::null ? node : nullptr;
}

void MappingReader::finish() {
  for (const auto& [key, node] : unused_) tell_unused(key, *node);
  if (!chosen_) return;
  for (std::size_t i = 0; i < node_.keys.size(); ++i)
    if (node_.kind == Node::Kind::mapping) tell_unknown(i);
}

void MappingReader::tell_unused(const Key& key, const Node& node) {
  problems_.add(node, join_path(path_, key.name), fmt::format("this key is of use only for {}", key.users),
                fmt::format("remove it; keys here: {}", fmt::join(known_, ", ")));
}

void MappingReader::tell_unknown(std::size_t index) {
  const Node::Key& key = node_.keys[index];
  const auto is_key = [&](const auto& unused) { return unused.first.name == key.name; };
  if (std::ranges::find(known_, key.name) != known_.end() || std::ranges::any_of(unused_, is_key)) return;
  const std::string guess = did_you_mean(key.name, std::span<const std::string_view>(known_));
  Problem problem{join_path(path_, shown(key.name).substr(1, shown(key.name).size() - 2)), "unknown key",
                  guess.empty() ? fmt::format("keys here: {}", fmt::join(known_, ", ")) : guess};
  problem.position = key.position;
  problem.origin = node_.items[index].origin;
  problems_.add(std::move(problem));
  if (const auto meant = nearest(key.name, std::span<const std::string_view>(known_)))
    problems_.spoil(join_path(path_, *meant));
}

Node MappingReader::with_short_form(const Node& node, std::string_view key) {
  if (key.empty() || !node.is_scalar()) return node;
  Node full = mapping_node();
  full.position = node.position;
  full.origin = node.origin;
  full.set(std::string(key), node);
  return full;
}

bool MappingReader::refuse_list(const Node& node, const std::string& path) {
  std::string fix = node.is_scalar() ? "write [" + shown(node.text).substr(1) : "write a list: [a, b]";
  if (node.is_scalar()) fix.back() = ']';
  problems_.add(node, path, fmt::format("found {}, expected a list", describe_found(node)), std::move(fix));
  return false;
}

bool MappingReader::is_item(const Node& list, std::size_t index, const std::string& path,
                            const Limits& limits) {
  if (list.items[index].kind != Node::Kind::null || limits.form == Form::flow_value) return true;
  const Node& item = list.items[index];
  problems_.add(item.position.line > 0 ? item : list, join_path(path, index), "this item has no value",
                "give it one, or remove it");
  return false;
}

std::ptrdiff_t MappingReader::read_only_key(const Node& node, const std::string& path,
                                            const std::vector<std::string_view>& names) {
  const std::string expected = "a mapping of one key: " + choices_text(names);
  if (node.kind != Node::Kind::mapping || node.keys.size() != 1) {
    const std::string found = node.kind == Node::Kind::mapping
                                  ? fmt::format("a mapping of {} keys", node.keys.size())
                                  : describe_found(node);
    const std::string fix = node.is_scalar() ? "write {" + node.text + ": {}}" : "write {key: {…}}";
    problems_.add(node, path, fmt::format("found {}, expected {}", found, expected), fix);
    return -1;
  }
  const auto at = std::ranges::find(names, node.keys[0].name);
  if (at != names.end()) return at - names.begin();
  Problem problem{join_path(path, node.keys[0].name), "unknown key, expected " + choices_text(names),
                  did_you_mean(node.keys[0].name, std::span<const std::string_view>(names))};
  problem.position = node.keys[0].position;
  problem.origin = node.items[0].origin;
  problems_.add(std::move(problem));
  problems_.spoil(path);
  return -1;
}

bool MappingReader::read(const Node& node, const std::string& path, RoundsSpec& value, const Limits&) {
  if (node.is_scalar()) {
    value.until_resolved = false;
    const bool read = read_scalar(node, path, value.max, from_to(1, 10000), problems_);
    value.min = value.max;
    return read;
  }
  MappingReader reader(node, path, problems_);
  describe(reader, value);
  reader.finish();
  return node.kind == Node::Kind::mapping;
}

}  // namespace accelbench
