// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "core/base/nearest.h"
#include "core/experiment/parse.h"
#include "core/experiment/scalars.h"
#include "core/experiment/tree.h"

namespace accelbench {
namespace {

using Origin = std::shared_ptr<const std::string>;

void mark(Node& node, const Origin& origin) {
  node.origin = origin;
  for (Node& item : node.items) mark(item, origin);
}

bool has_block_style(const Node& node) {
  if (node.is_scalar() || node.kind == Node::Kind::null) return false;
  return !node.flow || std::ranges::any_of(node.items, has_block_style);
}

/// One step down the tree at the front of `rest`.
class Walk {
 public:
  Walk(Node& root, const Override& override, Origin origin, Problems& problems)
      : node_(&root), rest_(override.key), origin_(std::move(origin)), problems_(problems) {}

  /// The mapping or list that holds the last segment, which stays in rest(); null with a problem told.
  Node* to_parent() {
    while (node_) {
      const std::string_view segment =
          node_->kind == Node::Kind::sequence ? item_segment() : rest_.substr(0, rest_.find('.'));
      if (segment.size() == rest_.size()) break;
      step(segment);
    }
    return node_;
  }

  std::string_view rest() const { return rest_; }

  /// The item that the segment names by index or id; null with a problem told.
  Node* item(Node& list, std::string_view segment) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
    const bool is_index = error == std::errc() && end == segment.data() + segment.size();
    for (Node& candidate : list.items)
      if (id_of(candidate) == segment) return &candidate;
    if (is_index && index < list.items.size()) return &list.items[index];
    refuse_item(list, segment);
    return nullptr;
  }

 private:
  static std::string_view id_of(const Node& item) {
    const Node* id = item.kind == Node::Kind::mapping ? item.find("id") : nullptr;
    return id && id->is_scalar() ? std::string_view(id->text) : std::string_view();
  }

  /// Ids may hold dots: the longest id that the rest begins with.
  std::string_view item_segment() const {
    std::size_t length = std::min(rest_.find('.'), rest_.size());
    for (const Node& item : node_->items)
      if (!id_of(item).empty() && is_within(rest_, id_of(item)))
        length = std::max(length, id_of(item).size());
    return rest_.substr(0, length);
  }

  void step(std::string_view segment) {
    path_ = join_path(path_, segment);
    rest_.remove_prefix(segment.size() + 1);
    if (node_->kind == Node::Kind::sequence)
      node_ = item(*node_, segment);
    else
      node_ = key(segment);
  }

  /// A mapping that is not there yet is made; `optimizer: adam` opens into its long form.
  Node* key(std::string_view segment) {
    Node* child = node_->find(segment);
    if (!child || child->kind == Node::Kind::null) {
      Node fresh = mapping_node();
      mark(fresh, origin_);
      return &node_->set(std::string(segment), std::move(fresh));
    }
    if (child->is_scalar()) return open(*child, segment);
    return child;
  }

  Node* open(Node& scalar, std::string_view segment) {
    const std::string_view inner = segment == "optimizer" ? "name" : segment == "start_from" ? "path" : "";
    if (inner.empty()) {
      problems_.add(
          {path_, "has one value and no keys below it", "set it as a whole", false, {}, {}, origin_});
      return nullptr;
    }
    Node full = mapping_node();
    full.position = scalar.position;
    full.set(std::string(inner), scalar);
    return &(scalar = std::move(full));
  }

  void refuse_item(const Node& list, std::string_view segment) {
    std::vector<std::string> ids;
    for (const Node& candidate : list.items)
      if (!id_of(candidate).empty()) ids.emplace_back(id_of(candidate));
    std::string has =
        list.items.empty() ? "the list is empty" : fmt::format("items are 0 to {}", list.items.size() - 1);
    if (!ids.empty()) has += fmt::format(", ids {}", fmt::join(ids, ", "));
    const std::string guess = did_you_mean(segment, ids);
    problems_.add({path_,
                   fmt::format("no item {} in this list", shown(segment)),
                   guess.empty() ? has : guess,
                   false,
                   {},
                   {},
                   origin_});
  }

  Node* node_;
  std::string_view rest_;
  Origin origin_;
  Problems& problems_;
  std::string path_;
};

/// The value as a tree; false with a problem told where it is not one flow value.
bool parse_value(const Override& override, const Origin& origin, Node& value, Problems& problems) {
  Problems own;
  value = parse_yaml(override.value, own).root;
  const bool is_empty = value.kind == Node::Kind::null && spelling_of(override.value) != Spelling::null;
  const auto refuse = [&](std::string message, std::string fix) {
    problems.add({override.key, std::move(message), std::move(fix), false, {}, {}, origin});
    return false;
  };
  if (!own.empty()) return refuse(own.all()[0].message, own.all()[0].fix);
  if (is_empty || override.value.empty())
    return refuse("no value after =", "put texts that begin with # in quotes");
  if (has_block_style(value)) return refuse("expected one flow value", "write {key: value} or [a, b]");
  mark(value, origin);
  return true;
}

}  // namespace

Result<Override> parse_override(std::string_view text) {
  const std::string place = "--set " + std::string(text);
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return bad_input(place, "expected KEY=VALUE", "for example training.epochs=10");
  const std::string_view key = text.substr(0, equals);
  const auto is_fine = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("_.-").find(c) != std::string_view::npos;
  };
  const bool has_gap = key.starts_with('.') || key.ends_with('.') || key.find("..") != std::string_view::npos;
  if (!std::ranges::all_of(key, is_fine) || has_gap || key.size() > 1000)
    return bad_input(place, shown(key) + " is no dotted key", "for example training.epochs=10");
  return Override{std::string(key), std::string(text.substr(equals + 1))};
}

void apply_override(Node& root, const Override& override, Problems& problems) {
  const auto origin = std::make_shared<const std::string>("--set " + override.key + "=" + override.value);
  Node value;
  if (root.kind != Node::Kind::mapping || !parse_value(override, origin, value, problems)) return;
  Walk walk(root, override, origin, problems);
  Node* parent = walk.to_parent();
  if (!parent) return;
  if (parent->kind == Node::Kind::sequence) {
    if (Node* item = walk.item(*parent, walk.rest())) *item = std::move(value);
  } else if (value.kind == Node::Kind::null) {
    parent->erase(walk.rest());
  } else {
    parent->set(std::string(walk.rest()), std::move(value));
  }
}

}  // namespace accelbench
