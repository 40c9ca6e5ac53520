// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/experiment/scalar_reader.h"
#include "core/experiment/schema.h"

// The archive that fills structs from a tree: each key that the schema names is looked up, the rest is
// refused.
namespace accelbench {

template <NamedEnum E>
std::vector<std::string_view> words_of() {
  std::vector<std::string_view> words;
  for (const auto& row : Names<E>::table) words.push_back(row.name);
  return words;
}

class MappingReader {
 public:
  /// `node` may be anything; a problem is told where it is no mapping.
  MappingReader(const Node& node, std::string path, Problems& problems);

  template <class Value>
  void operator()(const Key& key, Value& member, const Limits& limits, std::string_view /*help*/) {
    if (const Node* node = claim(key)) read(*node, join_path(path_, key.name), member, limits);
  }

  /// The key chooses the alternative, whose keys stand in this same mapping.
  template <class... Alternative>
  void tagged(const Key& key, std::variant<Alternative...>& member, std::string_view /*help*/) {
    DataSource kind{};
    const Node* node = claim(key);
    chosen_ = node && read(*node, join_path(path_, key.name), kind, any);
    if (chosen_) emplace(member, static_cast<std::size_t>(kind));
    std::visit([this](auto& alternative) { describe(*this, alternative); }, member);
  }

  /// What a key left out stands for, where that hangs on another key.
  template <class Value>
  void default_of(Value& member, Value value) {
    member = value;
  }

  void accept(std::string_view key) { known_.emplace_back(key); }
  /// Refuses the keys that nobody asked for.
  void finish();

 private:
  const Node* claim(const Key& key);

  template <class... Alternative>
  static void emplace(std::variant<Alternative...>& member, std::size_t index) {
    std::size_t at = 0;
    (void)((at++ == index ? (member.template emplace<Alternative>(), true) : false) || ...);
  }

  template <class Value>
  requires requires(Value& value, Problems& problems) { read_scalar(Node{}, "", value, any, problems); }
  bool read(const Node& node, const std::string& path, Value& value, const Limits& limits) {
    return read_scalar(node, path, value, limits, problems_);
  }

  template <NamedEnum E>
  bool read(const Node& node, const std::string& path, E& value, const Limits&) {
    const std::ptrdiff_t index = read_word(node, path, words_of<E>(), problems_);
    if (index >= 0) value = Names<E>::table[static_cast<std::size_t>(index)].value;
    return index >= 0;
  }

  template <class Value>
  bool read(const Node& node, const std::string& path, std::optional<Value>& value, const Limits& limits) {
    value.reset();
    if (limits.form == Form::or_all && node.is_scalar() && node.text == "all") return true;
    Value inner{};
    if (!read(node, path, inner, limits)) return false;
    value = std::move(inner);
    return true;
  }

  template <class Value>
  bool read(const Node& node, const std::string& path, std::vector<Value>& values, const Limits& limits) {
    values.clear();
    if (limits.form == Form::columns && node.is_scalar())
      return read(node, path, values.emplace_back(), limits);
    if (node.kind != Node::Kind::sequence) return refuse_list(node, path);
    for (std::size_t i = 0; i < node.items.size(); ++i)
      if (is_item(node, i, path, limits))
        read(node.items[i], join_path(path, i), values.emplace_back(), limits);
    return true;
  }

  /// Keys that the writer of the file chose.
  template <class Value>
  bool read(const Node& node, const std::string& path, std::map<std::string, Value>& values, const Limits&) {
    values.clear();
    const MappingReader checked(node, path, problems_);
    for (std::size_t i = 0; i < node.keys.size(); ++i)
      read(node.items[i], join_path(path, node.keys[i].name), values[node.keys[i].name], any);
    return node.kind == Node::Kind::mapping;
  }

  template <class... Alternative>
  bool read(const Node& node, const std::string& path, std::variant<Alternative...>& value, const Limits&) {
    const auto& names = Alternatives<std::variant<Alternative...>>::names;
    const std::ptrdiff_t index = read_only_key(node, path, {names.begin(), names.end()});
    if (index < 0) return false;
    emplace(value, static_cast<std::size_t>(index));
    const std::string below = join_path(path, node.keys[0].name);
    return std::visit([&](auto& alternative) { return read(node.items[0], below, alternative, any); }, value);
  }

  template <class Struct>
  requires std::is_class_v<Struct> &&
      (!std::same_as<Struct, std::string>)bool read(const Node& node, const std::string& path, Struct& value,
                                                    const Limits&) {
    const Node full = with_short_form(node, short_form<Struct>);
    MappingReader reader(full, path, problems_);
    describe(reader, value);
    reader.finish();
    return full.kind == Node::Kind::mapping;
  }

  bool read(const Node& node, const std::string& path, RoundsSpec& value, const Limits& limits);

  static Node with_short_form(const Node& node, std::string_view key);
  bool refuse_list(const Node& node, const std::string& path);
  bool is_item(const Node& list, std::size_t index, const std::string& path, const Limits& limits);
  std::ptrdiff_t read_only_key(const Node& node, const std::string& path,
                               const std::vector<std::string_view>& names);
  void tell_unused(const Key& key, const Node& node);
  void tell_unknown(std::size_t index);

  const Node& node_;
  std::string path_;
  Problems& problems_;
  std::vector<std::string_view> known_;  ///< keys with a meaning here
  std::vector<std::pair<Key, const Node*>> unused_;
  bool chosen_ = true;  ///< false: nobody knows which keys belong here
};

}  // namespace accelbench
