// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/flat_settings.h"

#include <set>

#include "core/experiment/tree.h"

namespace accelbench {
namespace {

void flatten(const Node& node, const std::string& path, FlatSettings& settings) {
  if (node.items.empty()) {
    settings[path] = node.is_scalar() ? node.text : "none";
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    flatten(node.items[i],
            node.kind == Node::Kind::mapping ? join_path(path, node.keys[i].name) : join_path(path, i),
            settings);
}

std::string value_in(const FlatSettings& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? "(not set)" : found->second;
}

}  // namespace

FlatSettings flat_settings(const Experiment& experiment) {
  FlatSettings settings;
  flatten(to_tree(experiment), "", settings);
  return settings;
}

std::vector<SettingDifference> differences_of(const FlatSettings& a, const FlatSettings& b) {
  std::set<std::string> keys;
  for (const auto* settings : {&a, &b})
    for (const auto& [key, value] : *settings) keys.insert(key);
  std::vector<SettingDifference> differences;
  for (const std::string& key : keys)
    if (value_in(a, key) != value_in(b, key))
      differences.push_back({key, value_in(a, key), value_in(b, key)});
  return differences;
}

}  // namespace accelbench
