// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/comments.h"

#include <algorithm>

namespace accelbench {
namespace {

struct Line {
  std::string path;
  int column = 0;
};

/// The outermost key or item that begins on each line.
using LineOwners = std::map<int, Line>;

void own(LineOwners& owners, const Position& position, const std::string& path) {
  if (position.line > 0) owners.try_emplace(position.line, Line{path, position.column});
}

void find_owners(const Node& node, const std::string& path, LineOwners& owners) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const bool is_mapping = node.kind == Node::Kind::mapping;
    const std::string below =
        is_mapping ? join_path(path, node.keys[i].name) : item_path(path, node.items[i], i);
    Position begin = is_mapping ? node.keys[i].position : node.items[i].position;
    if (!is_mapping && !node.flow) begin.column -= 2;  // its dash
    own(owners, begin, below);
    find_owners(node.items[i], below, owners);
  }
}

std::string parent_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}

/// Walks a text line by line, passing over quoted and block scalars.
class CommentFinder {
 public:
  explicit CommentFinder(const ParsedText& parsed) : text_(parsed.text), skips_(parsed.not_plain) {
    find_owners(parsed.root, "", owners_);
    for (const auto& [line, owner] : owners_) columns_.emplace(owner.path, owner.column);
  }

  Comments find() {
    while (at_ < text_.size()) read_line();
    result_.end.insert(result_.end.end(), pending_.begin(), pending_.end());
    return std::move(result_);
  }

 private:
  void read_line() {
    ++line_;
    const std::size_t begin = at_;
    const auto owner = owners_.find(line_);
    if (owner != owners_.end()) settle(owner->second);
    const std::size_t comment = skip_to_comment();
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const bool is_blank =
        text_.substr(begin, std::min(comment, end) - begin).find_first_not_of(" \t") == std::string::npos;
    if (is_blank && !crossed_)
      pend(begin, std::min(comment, end), end);
    else if (comment < end)
      trail(comment, end);
    at_ = end + 1;
  }

  /// To the comment of this line or its end; the lines of a scalar that spans several count as one.
  std::size_t skip_to_comment() {
    crossed_ = false;
    for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (next_ < skips_.size() && skips_[next_] == at_) skip_scalar();
      if (at_ >= text_.size() || text_[at_] == '\n') break;
      if (text_[at_] == '#' &&
          (at_ == 0 || std::string_view(" \t\n").find(text_[at_ - 1]) != std::string_view::npos))
        return at_;
    }
    return std::string::npos;
  }

  void skip_scalar() {
    const std::size_t begin = skips_[next_++];
    const bool is_quoted = text_[begin] == '"' || text_[begin] == '\'';
    std::size_t end = std::min(end_of_scalar(text_, begin), text_.size());
    if (!is_quoted) {
      take_header_comment(begin);
      if (end > begin + 1 && text_[end - 1] == '\n') --end;
    }
    const auto lines = std::ranges::count(text_.substr(begin, end - begin), '\n');
    line_ += static_cast<int>(lines);
    crossed_ = crossed_ || lines > 0;
    at_ = end;
  }

  /// `description: |   # like this`
  void take_header_comment(std::size_t begin) {
    const std::size_t end = std::min(text_.find('\n', begin), text_.size());
    const std::size_t mark = text_.substr(begin, end - begin).find(" #");
    if (mark != std::string::npos) trail(begin + mark + 1, end);
  }

  void pend(std::size_t begin, std::size_t comment, std::size_t end) {
    pending_.emplace_back(text_.substr(comment, end - comment));
    columns_pending_.push_back(static_cast<int>(comment - begin) + 1);
  }

  void trail(std::size_t begin, std::size_t end) {
    std::string comment(text_.substr(begin, end - begin));
    if (last_.path.empty()) return result_.end.push_back(std::move(comment));
    Comments::AtKey& key = result_.at[last_.path];
    if (!key.trailing.empty()) return key.above.push_back(std::move(comment));
    key.trailing = std::move(comment);
    key.column = column_of(begin);
  }

  std::size_t column_of(std::size_t byte) const {
    const std::size_t line = byte == 0 ? 0 : text_.rfind('\n', byte - 1) + 1;
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(
               std::ranges::count_if(text_.substr(line, byte - line), begins_character)) +
           1;
  }

  /// Comments before a key belong to it, but those that stand deeper belong behind what came before.
  void settle(const Line& owner) {
    std::size_t deeper = 0;
    for (std::size_t i = 0; i < pending_.size(); ++i)
      if (!pending_[i].empty() && columns_pending_[i] > owner.column) deeper = i + 1;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (i < deeper)
        result_.at[before(deeper_column(i, deeper))].below.push_back(std::move(pending_[i]));
      else
        result_.at[owner.path].above.push_back(std::move(pending_[i]));
    }
    pending_.clear();
    columns_pending_.clear();
    last_ = owner;
  }

  /// A blank line stands as deep as the next comment.
  int deeper_column(std::size_t index, std::size_t end) const {
    while (index + 1 < end && pending_[index].empty()) ++index;
    return columns_pending_[index];
  }

  /// The last key, or the parent of it, that stands at this column.
  std::string before(int column) const {
    for (std::string path = last_.path; !path.empty(); path = parent_of(path)) {
      const auto at = columns_.find(path);
      if (at != columns_.end() && at->second <= column) return path;
    }
    return last_.path;
  }

  std::string_view text_;
  const std::vector<std::size_t>& skips_;
  LineOwners owners_;
  std::map<std::string, int> columns_;
  Comments result_;
  std::vector<std::string> pending_;
  std::vector<int> columns_pending_;
  Line last_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  int line_ = 0;
  bool crossed_ = false;
};

void collect_lines(const Node& node, const std::string& path, std::set<std::string>& lines) {
  if (node.flow || node.is_scalar()) return;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const bool is_mapping = node.kind == Node::Kind::mapping;
    const std::string below =
        is_mapping ? join_path(path, node.keys[i].name) : item_path(path, node.items[i], i);
    lines.insert(below);
    collect_lines(node.items[i], below, lines);
  }
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& line : from)
    if (!line.empty()) to.push_back(line);
}

}  // namespace

std::string item_path(const std::string& list, const Node& item, std::size_t index) {
  const Node* id = item.kind == Node::Kind::mapping ? item.find("id") : nullptr;
  return id && id->is_scalar() ? join_path(list, id->text) : join_path(list, index);
}

std::set<std::string> line_paths(const Node& root) {
  std::set<std::string> lines;
  collect_lines(root, "", lines);
  return lines;
}

Comments find_comments(const ParsedText& parsed) { return CommentFinder(parsed).find(); }

void Comments::move_orphans(const std::set<std::string>& lines) {
  const std::map<std::string, AtKey> all = std::move(at);
  at.clear();
  for (const auto& [path, comments] : all)
    if (lines.contains(path)) at[path] = comments;
  for (const auto& [path, comments] : all) {
    if (lines.contains(path)) continue;
    std::string home = path;
    while (!home.empty() && !lines.contains(home)) home = parent_of(home);
    std::vector<std::string>& to = home.empty() ? end : at[home].above;
    append(to, comments.above);
    if (!comments.trailing.empty()) to.push_back(comments.trailing);
    append(to, comments.below);
  }
}

}  // namespace accelbench
