// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/emit.h"

#include <algorithm>

#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

std::string emit_scalar(const Node& node) {
  if (node.kind == Node::Kind::null) return "null";
  return node.kind == Node::Kind::quoted ? accelbench::quoted(node.text) : node.text;
}

std::string emit_key(const std::string& name) { return is_plain_text(name) ? name : accelbench::quoted(name); }

/// Whether a text of several lines can stand as it is below `key: |`.
bool fits_block(const Node& node) {
  const std::string& text = node.text;
  if (node.kind != Node::Kind::quoted || text.find('\n') == std::string::npos || text.ends_with("\n\n"))
    return false;
  const auto is_refused = [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; };
  if (text[0] == ' ' || text[0] == '\n' || std::ranges::any_of(text, is_refused)) return false;
  return text.find(" \n") == std::string::npos && text.find_first_of("\x7F\xC2\xE2\xEF") == std::string::npos;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

class BlockEmitter {
 public:
  explicit BlockEmitter(const Comments& comments) : comments_(comments) {}

  std::string emit(const Node& root) {
    entries(root, 0, "");
    for (const std::string& line : comments_.end) text_ += line + "\n";
    return std::move(text_);
  }

 private:
  void entries(const Node& node, std::size_t indent, const std::string& path) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const bool is_mapping = node.kind == Node::Kind::mapping;
      const std::string below =
          is_mapping ? join_path(path, node.keys[i].name) : item_path(path, node.items[i], i);
      lines(indent, below, &Comments::AtKey::above);
      begin_line(indent);
      text_ += is_mapping ? emit_key(node.keys[i].name) + ":" : "-";
      value(node.items[i], indent, below, !is_mapping);
      lines(indent, below, &Comments::AtKey::below);
    }
  }

  /// An item that is a block mapping begins on the line of its dash.
  void begin_line(std::size_t indent) {
    if (!after_dash_) text_ += std::string(indent, ' ');
    after_dash_ = false;
  }

  void value(const Node& node, std::size_t indent, const std::string& path, bool is_item) {
    const bool is_block = !node.is_scalar() && !node.flow && !node.items.empty();
    if (!is_block) {
      text_ += " ";
      fits_block(node) ? literal(node.text, indent + 2, path) : inline_value(node, path);
    } else if (is_item && node.kind == Node::Kind::mapping && !has_lines_above_first(node, path)) {
      text_ += " ";
      after_dash_ = true;
      dash_ = path;
      entries(node, indent + 2, path);
    } else {
      end_line(path);
      entries(node, indent + 2, path);
    }
  }

  bool has_lines_above_first(const Node& node, const std::string& path) const {
    const auto first = comments_.at.find(join_path(path, node.keys[0].name));
    return first != comments_.at.end() && !first->second.above.empty();
  }

  void inline_value(const Node& node, const std::string& path) {
    text_ += is_plain_text(node.text, false) ? node.text : emit_flow(node);
    end_line(path);
  }

  void literal(const std::string& text, std::size_t indent, const std::string& path) {
    const bool ends = text.back() == '\n';
    text_ += ends ? "|" : "|-";
    end_line(path);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (end > at) text_ += std::string(indent, ' ') + text.substr(at, end - at);
      text_ += '\n';
      at = end + 1;
    }
  }

  void end_line(const std::string& path) {
    if (!dash_.empty()) trailing(dash_);
    dash_.clear();
    trailing(path);
    text_ += '\n';
  }

  void trailing(const std::string& path) {
    const auto at = comments_.at.find(path);
    if (at == comments_.at.end() || at->second.trailing.empty()) return;
    const std::size_t begin = text_.rfind('\n') + 1;
    const auto width = static_cast<std::size_t>(std::ranges::count_if(text_.substr(begin), begins_character));
    text_ += std::string(at->second.column > width + 1 ? at->second.column - 1 - width : 1, ' ') +
             at->second.trailing;
  }

  void lines(std::size_t indent, const std::string& path, std::vector<std::string> Comments::AtKey::*which) {
    const auto at = comments_.at.find(path);
    if (at == comments_.at.end()) return;
    for (const std::string& line : at->second.*which)
      text_ += line.empty() ? "\n" : std::string(indent, ' ') + line + "\n";
  }

  const Comments& comments_;
  std::string text_;
  bool after_dash_ = false;
  std::string dash_;  ///< path of the item whose dash stands on this line
};

}  // namespace

std::string emit_flow(const Node& node) {
  if (node.kind == Node::Kind::null || node.is_scalar()) return emit_scalar(node);
  const bool is_mapping = node.kind == Node::Kind::mapping;
  std::string text = is_mapping ? "{" : "[";
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) text += ", ";
    if (is_mapping) text += emit_key(node.keys[i].name) + ": ";
    text += emit_flow(node.items[i]);
  }
  return text + (is_mapping ? "}" : "]");
}

std::string emit_block(const Node& root, const Comments& comments) {
  return BlockEmitter(comments).emit(root);
}

}  // namespace accelbench
