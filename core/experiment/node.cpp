// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/node.h"

#include <algorithm>
#include <charconv>

#include "core/experiment/scalars.h"

namespace accelbench {

const Node* Node::find(std::string_view key) const {
  const auto at = std::ranges::find(keys, key, &Key::name);
  return at == keys.end() ? nullptr : &items[static_cast<std::size_t>(at - keys.begin())];
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node& Node::set(std::string key, Node value) {
  if (Node* existing = find(key)) return *existing = std::move(value);
  keys.push_back({std::move(key), value.position});
  return items.emplace_back(std::move(value));
}

void Node::erase(std::string_view key) {
  const auto at = std::ranges::find(keys, key, &Key::name);
  if (at == keys.end()) return;
  items.erase(items.begin() + (at - keys.begin()));
  keys.erase(at);
}

Node plain_node(std::string text) {
  Node node;
  node.kind = Node::Kind::plain;
  node.text = std::move(text);
  return node;
}

Node text_node(std::string_view text) {
  Node node = plain_node(std::string(text));
  if (!is_plain_text(text)) node.kind = Node::Kind::quoted;
  return node;
}

Node mapping_node() {
  Node node;
  node.kind = Node::Kind::mapping;
  return node;
}

Node sequence_node() {
  Node node;
  node.kind = Node::Kind::sequence;
  return node;
}

std::string join_path(std::string_view parent, std::string_view child) {
  if (parent.empty()) return std::string(child);
  return std::string(parent) + "." + std::string(child);
}

std::string join_path(std::string_view parent, std::size_t index) {
  return join_path(parent, std::to_string(index));
}

bool is_within(std::string_view path, std::string_view ancestor) {
  if (ancestor.empty()) return true;
  return path.starts_with(ancestor) && (path.size() == ancestor.size() || path[ancestor.size()] == '.');
}

namespace {

const Node* child(const Node& node, std::string_view segment) {
  if (node.kind == Node::Kind::mapping) return node.find(segment);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
  if (error != std::errc() || end != segment.data() + segment.size()) return nullptr;
  return index < node.items.size() ? &node.items[index] : nullptr;
}

}  // namespace

const Node& nearest_node(const Node& root, std::string_view path) {
  const Node* node = &root;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const Node* next = child(*node, path.substr(0, dot));
    if (!next) break;
    node = next;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return *node;
}

}  // namespace accelbench
