// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/experiment/parse.h"
#include "core/experiment/scalars.h"
#include "core/experiment/schema.h"

// The archive that turns structs into a tree: every value that matters, in the order of the schema.
namespace accelbench {

Node flow_value_node(
    const std::string& text);  ///< of a YAML flow value; a text that is none becomes a quoted one

class NodeWriter {
 public:
  template <class Value>
  void operator()(const Key& key, const Value& member, const Limits& limits, std::string_view /*help*/) {
    if (!key.applies || is_left_out(key, member, limits)) return;
    result_.set(std::string(key.name), write(member, limits));
  }

  template <class... Alternative>
  void tagged(const Key& key, const std::variant<Alternative...>& member, std::string_view /*help*/) {
    result_.set(std::string(key.name),
                plain_node(std::string(name_of(static_cast<DataSource>(member.index())))));
    std::visit([this](const auto& alternative) { describe(*this, alternative); }, member);
  }

  template <class Value>
  void default_of(const Value&, Value) {}

  void set(std::string key, Node value) { result_.set(std::move(key), std::move(value)); }
  Node take() { return std::move(result_); }

  static Node write(bool value, const Limits& limits) {
    return plain_node(limits.form == Form::resolved ? "resolved" : value ? "true" : "false");
  }
  static Node write(std::int64_t value, const Limits&) { return plain_node(std::to_string(value)); }
  static Node write(std::uint64_t value, const Limits&) { return plain_node(std::to_string(value)); }
  static Node write(double value, const Limits&) { return plain_node(format_real(value)); }
  static Node write(const std::string& value, const Limits& limits);
  static Node write(const RoundsSpec& value, const Limits&);

  template <NamedEnum E>
  static Node write(E value, const Limits&) {
    return plain_node(std::string(name_of(value)));
  }

  template <class Value>
  static Node write(const std::optional<Value>& value, const Limits& limits) {
    return value ? write(*value, limits) : plain_node("all");
  }

  template <class Value>
  static Node write(const std::vector<Value>& values, const Limits& limits) {
    if (limits.form == Form::columns && values.size() == 1) return write(values[0], limits);
    Node list = sequence_node();
    for (const Value& value : values) list.items.push_back(write(value, limits));
    return list;
  }

  template <class Value>
  static Node write(const std::map<std::string, Value>& values, const Limits&) {
    Node node = mapping_node();
    for (const auto& [name, value] : values) node.set(name, write(value, any));
    return node;
  }

  template <class... Alternative>
  static Node write(const std::variant<Alternative...>& value, const Limits&) {
    const auto name = Alternatives<std::variant<Alternative...>>::names[value.index()];
    Node node = mapping_node();
    node.set(std::string(name),
             std::visit([](const auto& alternative) { return write(alternative, any); }, value));
    return node;
  }

  template <class Struct>
  requires std::is_class_v<Struct>
  static Node write(const Struct& value, const Limits&) {
    NodeWriter writer;
    describe(writer, value);
    return writer.take();
  }

 private:
  template <class Value>
  static bool is_left_out(const Key&, const Value&, const Limits&) {
    return false;
  }
  static bool is_left_out(const Key& key, const std::string& text, const Limits&) {
    return text.empty() && !key.required;
  }
  /// Left out, it would read back as the default row.
  static bool is_left_out(const Key&, const std::vector<AcceleratorSpec>&, const Limits&) { return false; }
  template <class Value>
  static bool is_left_out(const Key& key, const std::vector<Value>& values, const Limits&) {
    return values.empty() && !key.required;
  }
  template <class Value>
  static bool is_left_out(const Key&, const std::optional<Value>& value, const Limits& limits) {
    return !value && limits.form != Form::or_all;
  }

  Node result_ = mapping_node();
};

}  // namespace accelbench
