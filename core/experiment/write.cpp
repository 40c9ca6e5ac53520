// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/experiment/emit.h"
#include "core/experiment/node_writer.h"
#include "core/experiment/tree.h"
#include "core/experiment/yaml.h"

namespace accelbench {
namespace {

/// Sections and their lists of mappings in lines of their own, everything deeper on one line; `- target:
/// {…}`.
void choose_style(Node& node, int depth) {
  const bool is_list_of_mappings =
      node.kind == Node::Kind::sequence && !node.items.empty() && node.items[0].kind == Node::Kind::mapping;
  const bool is_named_item =
      depth == 3 && node.items.size() == 1 && node.items[0].kind == Node::Kind::mapping;
  node.flow = depth >= 2 && !(depth == 2 && is_list_of_mappings) && !is_named_item;
  for (Node& item : node.items) choose_style(item, depth + 1);
}

const Node* counterpart(const Node& original, const Node& node, std::size_t index) {
  if (original.kind != node.kind) return nullptr;
  if (node.kind == Node::Kind::mapping) return original.find(node.keys[index].name);
  for (std::size_t i = 0; i < original.items.size(); ++i)
    if (item_path("", original.items[i], i) == item_path("", node.items[index], index))
      return &original.items[i];
  return nullptr;
}

/// A person's choice between lines and braces stays.
void keep_style(Node& node, const Node& original) {
  if (node.kind == original.kind && !node.items.empty()) node.flow = original.flow;
  for (std::size_t i = 0; i < node.items.size(); ++i)
    if (const Node* other = counterpart(original, node, i)) keep_style(node.items[i], *other);
}

/// Block style cannot stand inside braces.
void spread_flow(Node& node, bool in_flow) {
  node.flow = node.flow || in_flow;
  for (Node& item : node.items) spread_flow(item, node.flow);
}

bool has_blank_line(const Comments& comments, const std::string& key) {
  const auto at = comments.at.find(key);
  return at != comments.at.end() && !at->second.above.empty() && at->second.above[0].empty();
}

/// A blank line before each section that is new, unless the original does without.
void space_sections(const Node& root, const Node& original, Comments& comments) {
  const auto& keys = original.keys;
  const auto is_spaced = [&](const Node::Key& key) { return has_blank_line(comments, key.name); };
  if (!keys.empty() && std::ranges::none_of(keys, is_spaced)) return;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    if (root.items[i].is_scalar() || original.find(root.keys[i].name)) continue;
    auto& above = comments.at[root.keys[i].name].above;
    above.insert(above.begin(), "");
  }
}

}  // namespace

Node flow_value_node(const std::string& text) {
  Problems problems;
  ParsedText parsed = parse_yaml(text, problems);
  const bool is_null = parsed.root.kind == Node::Kind::null;
  if (!problems.empty() || (is_null && spelling_of(text) != Spelling::null)) return text_node(text);
  return std::move(parsed.root);
}

Node NodeWriter::write(const std::string& value, const Limits& limits) {
  if (limits.form == Form::flow_value) return flow_value_node(value);
  const auto number = parse_unsigned(value);
  const bool may_be_number = limits.form == Form::number_or_text || limits.form == Form::columns;
  if (may_be_number && number && std::to_string(*number) == value) return plain_node(value);
  return text_node(value);
}

Node NodeWriter::write(const RoundsSpec& value, const Limits&) {
  if (!value.until_resolved) return plain_node(std::to_string(value.max));
  NodeWriter writer;
  describe(writer, value);
  return writer.take();
}

Node to_tree(const Experiment& experiment) {
  NodeWriter writer;
  writer.set("accelbench", plain_node("1"));
  describe(writer, experiment);
  return writer.take();
}

Experiment normalized(const Experiment& experiment) {
  Problems ignored;
  return from_tree(to_tree(experiment), ignored);
}

std::string write_experiment(const Experiment& experiment, std::string_view original) {
  return write_tree(to_tree(experiment), original);
}

std::string write_tree(Node root, std::string_view original) {
  choose_style(root, 0);
  Problems problems;
  const ParsedText parsed = parse_yaml(original, problems);
  Comments comments;
  if (problems.empty() && parsed.root.kind == Node::Kind::mapping) {
    keep_style(root, parsed.root);
    comments = find_comments(parsed);
  }
  root.flow = false;
  spread_flow(root, false);
  comments.move_orphans(line_paths(root));
  space_sections(root, parsed.root, comments);
  return emit_block(root, comments);
}

}  // namespace accelbench
