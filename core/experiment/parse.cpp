// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/parse.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

/// Where lines begin, to turn bytes into lines and columns. Columns are counted on from the last answer:
/// places come in ascending order, and a megabyte on one line must not be counted again for each.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size(); ++at)
      if (text[at] == '\n') begins_.push_back(at + 1);
  }
  Position position(std::size_t byte) const {
    byte = std::min(byte, text_.size());
    const auto line = std::ranges::upper_bound(begins_, byte) - begins_.begin();
    const std::size_t begin = begins_[static_cast<std::size_t>(line - 1)];
    if (last_byte_ < begin || last_byte_ > byte) last_byte_ = begin, last_column_ = 0;
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    last_column_ += std::ranges::count_if(text_.substr(last_byte_, byte - last_byte_), is_start);
    last_byte_ = byte;
    return {static_cast<int>(line), static_cast<int>(last_column_) + 1};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_{0};
  mutable std::size_t last_byte_ = 0;
  mutable std::ptrdiff_t last_column_ = 0;
};

/// Builds the tree from the parser's events and notes what is refused.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(ParsedText& parsed, const Lines& lines, Problems& problems)
      : parsed_(parsed), lines_(lines), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, Node{}, 0, ""); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(mark, Node{}, anchor, ""); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = plain_node(value);
    if (std::string_view("\"'|>").find(byte_at(mark)) != std::string_view::npos && tag == "!") {
      node.kind = Node::Kind::quoted;
      parsed_.not_plain.push_back(static_cast<std::size_t>(mark.pos));
    }
    add(mark, std::move(node), anchor, tag);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, sequence_node(), anchor, tag, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, mapping_node(), anchor, tag, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Node node;
    std::set<std::string> names;
    bool has_key = false;  ///< a key is read and waits for its value
    bool kept = true;      ///< false: the key was refused, so its value goes too
  };

  char byte_at(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(mark.pos);
    return mark.pos >= 0 && at < parsed_.text.size() ? parsed_.text[at] : '\0';
  }
  Position position(const YAML::Mark& mark) const {
    return mark.pos < 0 ? Position{} : lines_.position(static_cast<std::size_t>(mark.pos));
  }
  void refuse(Position at, std::string message, std::string fix) {
    problems_.add({"", std::move(message), std::move(fix), false, {}, at, nullptr});
  }

  /// An explicit "!" reads like a quoted text in the events: only the byte tells.
  void refuse_marks(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag) {
    const char byte = byte_at(mark);
    if (byte == '*')
      refuse(position(mark), "found an alias (*), which is not allowed", "write the value out again");
    else if (byte == '&' || anchor != 0)
      refuse(position(mark), "found an anchor (&), which is not allowed", "remove it");
    else if (byte == '!' || (!tag.empty() && tag != "?" && tag != "!"))
      refuse(position(mark), "found a tag (!), which is not allowed", "remove it: types follow from the key");
  }

  bool too_much(const YAML::Mark& mark) {
    if (++nodes_ == most_nodes + 1)
      refuse(position(mark), fmt::format("more than {} values", most_nodes), "an experiment needs far fewer");
    if (levels_.size() == most_depth + 1)
      refuse(position(mark), fmt::format("nested deeper than {} levels", most_depth),
             "an experiment needs 5");
    return nodes_ > most_nodes || levels_.size() > most_depth;
  }

  void add(const YAML::Mark& mark, Node node, YAML::anchor_t anchor, const std::string& tag) {
    refuse_marks(mark, anchor, tag);
    node.position = position(mark);
    if (too_much(mark)) node.kind = Node::Kind::null;
    place(std::move(node));
  }

  void open(const YAML::Mark& mark, Node node, YAML::anchor_t anchor, const std::string& tag,
            YAML::EmitterStyle::value style) {
    refuse_marks(mark, anchor, tag);
    node.position = position(mark);
    node.flow = style == YAML::EmitterStyle::Flow;
    too_much(mark);
    levels_.push_back({std::move(node), {}, false, true});
  }

  void close() {
    Node node = std::move(levels_.back().node);
    levels_.pop_back();
    place(std::move(node));
  }

  void place(Node node) {
    if (levels_.empty())
      parsed_.root = std::move(node);
    else if (levels_.back().node.kind == Node::Kind::sequence)
      append(std::move(node));
    else if (!levels_.back().has_key)
      take_key(std::move(node));
    else
      take_value(std::move(node));
  }

  void append(Node node) {
    if (nodes_ <= most_nodes && levels_.size() <= most_depth)
      levels_.back().node.items.push_back(std::move(node));
  }

  void take_key(Node key) {
    Level& level = levels_.back();
    level.has_key = true;
    level.kept = nodes_ <= most_nodes && levels_.size() <= most_depth && key_is_fine(level, key);
    if (level.kept) level.node.keys.push_back({std::move(key.text), key.position});
  }

  bool key_is_fine(Level& level, const Node& key) {
    if (!key.is_scalar()) {
      refuse(key.position, "found a key that is no plain word", "keys are plain words");
      return false;
    }
    if (key.text == "<<") {
      refuse(key.position, "found a merge key (<<), which is not allowed", "write the values out again");
      return false;
    }
    if (level.names.insert(key.text).second) return true;
    refuse(key.position, fmt::format("found the key {} twice in one mapping", shown(key.text)),
           "keep one of them");
    return false;
  }

  void take_value(Node node) {
    Level& level = levels_.back();
    level.has_key = false;
    if (!level.kept) return;
    // A missing value is reported by the parser at whatever comes next: its key is where a person looks.
    if (node.kind == Node::Kind::null) node.position = level.node.keys.back().position;
    level.node.items.push_back(std::move(node));
  }

  ParsedText& parsed_;
  const Lines& lines_;
  Problems& problems_;
  std::vector<Level> levels_;
  std::size_t nodes_ = 0;
};

std::string with_unix_lines(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r')
      result += text[at];
    else if (at + 1 == text.size() || text[at + 1] != '\n')
      result += '\n';
  }
  return result;
}

bool is_refused_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F;
}

/// Bytes that no YAML text may hold; true when the text can go to the parser.
bool check_bytes(const std::string& text, const Lines& lines, Problems& problems) {
  const auto refuse = [&](std::size_t at, std::string message, std::string fix) {
    problems.add({"", std::move(message), std::move(fix), false, {}, lines.position(at), nullptr});
    return false;
  };
  if (const auto at = find_invalid_utf8(text))
    return refuse(*at, fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text[*at])),
                  "save the file as UTF-8");
  const auto control = std::ranges::find_if(text, is_refused_control);
  if (control == text.end()) return true;
  return refuse(static_cast<std::size_t>(control - text.begin()),
                fmt::format("found the control character 0x{:02x}", static_cast<unsigned char>(*control)),
                "remove it, or write it as an escape in double quotes");
}

/// yaml-cpp ends an open quote at the end of the text without a word.
void check_quotes(ParsedText& parsed, const Lines& lines, Problems& problems) {
  const auto is_open = [&](std::size_t at) { return end_of_scalar(parsed.text, at) == std::string::npos; };
  const auto open = std::ranges::find_if(parsed.not_plain, is_open);
  if (open == parsed.not_plain.end()) return;
  parsed.root = Node{};  // what the quote swallowed would be missed as well
  problems.add({"", "this quote is never closed", "close it", false, {}, lines.position(*open), nullptr});
}

class SecondDocument final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { at = mark.pos; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
  int at = 0;
};

bool is_behind_tab(const std::string& text, int mark) {
  if (mark <= 0 || static_cast<std::size_t>(mark) > text.size()) return false;
  const std::size_t begin = text.rfind('\n', static_cast<std::size_t>(mark) - 1) + 1;
  const std::size_t content = std::min(text.find_first_not_of(" \t", begin), text.size());
  return text.find('\t', begin) < content;
}

void run_parser(ParsedText& parsed, const Lines& lines, Problems& problems) {
  const auto refuse = [&](int at, std::string message, std::string fix) {
    const auto byte = static_cast<std::size_t>(std::max(at, 0));
    problems.add({"", std::move(message), std::move(fix), false, {}, lines.position(byte), nullptr});
  };
  try {
    std::istringstream stream(parsed.text);
    YAML::Parser parser(stream);
    TreeBuilder builder(parsed, lines, problems);
    parser.HandleNextDocument(builder);
    SecondDocument second;
    if (parser.HandleNextDocument(second))
      refuse(second.at, "found text after the end of the experiment", "one file holds one experiment");
  } catch (const YAML::Exception& exception) {
    parsed.root = Node{};
    if (is_behind_tab(parsed.text, exception.mark.pos))
      return refuse(exception.mark.pos, "found a tab in the indentation", "indent with spaces");
    refuse(exception.mark.pos, "not valid YAML: " + exception.msg,
           "check indentation, quotes and brackets up to here");
  }
}

}  // namespace

ParsedText parse_yaml(std::string_view text, Problems& problems) {
  ParsedText parsed;
  if (text.size() > most_text_bytes) {
    problems.add({"",
                  fmt::format("larger than {} bytes", most_text_bytes),
                  "data belong into files of their own",
                  false,
                  {},
                  {1, 1},
                  nullptr});
    return parsed;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  parsed.text = with_unix_lines(text);
  const Lines lines(parsed.text);
  if (!check_bytes(parsed.text, lines, problems)) return parsed;
  run_parser(parsed, lines, problems);
  std::ranges::sort(parsed.not_plain);
  check_quotes(parsed, lines, problems);
  return parsed;
}

namespace {

std::size_t end_of_quotes(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\')
      ++at;
    else if (text[at] == quote && quote == '\'' && at + 1 < text.size() && text[at + 1] == quote)
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return std::string::npos;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string::npos ? text.size() : end + 1;
}

/// Lines that are empty or as deep as the first line that is not.
std::size_t end_of_block(std::string_view text, std::size_t begin) {
  std::size_t end = end_of_line(text, begin);
  std::size_t depth = 0;
  for (std::size_t line = end; line < text.size(); line = end_of_line(text, line)) {
    const std::size_t content = text.find_first_not_of(' ', line);
    const bool is_blank = content == std::string::npos || text[content] == '\n';
    if (is_blank) continue;
    if (depth == 0) depth = content - line;
    if (depth == 0 || content - line < depth) break;
    end = end_of_line(text, line);
  }
  return end;
}

}  // namespace

std::size_t end_of_scalar(std::string_view text, std::size_t begin) {
  return text[begin] == '"' || text[begin] == '\'' ? end_of_quotes(text, begin) : end_of_block(text, begin);
}

}  // namespace accelbench
