// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/experiment/emit.h"
#include "core/experiment/fields.h"
#include "core/experiment/mapping_reader.h"
#include "core/experiment/node_writer.h"

// The archive that lists the fields of a schema instead of visiting values.
namespace accelbench {

inline std::string with_range(std::string what, const Limits& limits) {
  const std::string range = range_text(limits);
  return range.empty() ? what : what + " " + range;
}

template <class... Alternative, class Visit>
void for_each_alternative(const std::variant<Alternative...>&, Visit visit) {
  (visit(Alternative{}), ...);
}

/// Every alternative, one item of each list; keys that the writer of a file chooses stand as NAME.
class FieldLister {
 public:
  FieldLister(std::string path, std::vector<Field>& fields) : path_(std::move(path)), fields_(fields) {}

  template <class Value>
  void operator()(const Key& key, const Value& member, const Limits& limits, std::string_view help) {
    const std::string path = join_path(path_, key.name);
    const auto is_known = [&](const Field& field) { return field.path == path; };
    if (std::ranges::any_of(fields_, is_known)) return;
    const std::string standard = key.required ? "required" : standard_text(member, limits);
    fields_.push_back({path, type_text(member, limits), standard, std::string(help), std::string(key.users)});
    below(path, member);
  }

  template <class... Alternative>
  void tagged(const Key& key, const std::variant<Alternative...>& member, std::string_view help) {
    fields_.push_back({join_path(path_, key.name), choices_text(words_of<DataSource>()), "required",
                       std::string(help), ""});
    for_each_alternative(member, [this](const auto& alternative) { describe(*this, alternative); });
  }

  template <class Value>
  void default_of(const Value&, Value) {}

 private:
  static std::string type_text(bool, const Limits& limits) {
    return limits.form == Form::resolved ? "resolved" : "true or false";
  }
  static std::string type_text(std::int64_t, const Limits& limits) {
    return with_range("a whole number", limits) + (limits.form == Form::or_all ? ", or all" : "");
  }
  static std::string type_text(std::uint64_t, const Limits&) {
    return "a whole number from 0 to 18446744073709551615";
  }
  static std::string type_text(double, const Limits& limits) { return with_range("a number", limits); }
  static std::string type_text(const std::string&, const Limits& limits) {
    if (limits.form == Form::flow_value) return "any values";
    if (limits.form == Form::number_or_text || limits.form == Form::columns) return "texts or whole numbers";
    return limits.words.empty() ? "a text" : choices_text(limits.words);
  }
  template <NamedEnum E>
  static std::string type_text(E, const Limits&) {
    return choices_text(words_of<E>());
  }
  template <class Value>
  static std::string type_text(const std::optional<Value>&, const Limits& limits) {
    return type_text(Value{}, limits);
  }
  template <class Value>
  static std::string type_text(const std::map<std::string, Value>&, const Limits&) {
    return "a mapping of names";
  }
  template <class Value>
  static std::string type_text(const std::vector<Value>&, const Limits& limits) {
    return "a list: " + type_text(Value{}, limits);
  }
  template <class... Alternative>
  static std::string type_text(const std::variant<Alternative...>&, const Limits&) {
    const auto& names = Alternatives<std::variant<Alternative...>>::names;
    return "a mapping of one key: " + choices_text({names.begin(), names.end()});
  }
  template <class Struct>
  requires std::is_class_v<Struct>
  static std::string type_text(const Struct&, const Limits&) {
    return short_form<Struct>.empty() ? "a mapping" : "a mapping, or its " + std::string(short_form<Struct>);
  }

  template <class Value>
  static std::string standard_text(const Value& value, const Limits& limits) {
    const Node node = NodeWriter::write(value, limits);
    if (node.kind == Node::Kind::mapping) return "—";
    return node.is_scalar() && !node.text.empty() ? emit_flow(node) : "none";
  }
  template <class Value>
  static std::string standard_text(const std::optional<Value>&, const Limits& limits) {
    return limits.form == Form::or_all ? "all" : "none";
  }

  template <class Value>
  void below(const std::string&, const Value&) {}
  template <class Value>
  void below(const std::string& path, const std::optional<Value>&) {
    below(path, Value{});
  }
  template <class Value>
  void below(const std::string& path, const std::vector<Value>&) {
    below(join_path(path, "N"), Value{});
  }
  template <class Value>
  void below(const std::string& path, const std::map<std::string, Value>&) {
    below(join_path(path, "NAME"), Value{});
  }
  template <class... Alternative>
  void below(const std::string& path, const std::variant<Alternative...>& value) {
    std::size_t index = 0;
    const auto& names = Alternatives<std::variant<Alternative...>>::names;
    for_each_alternative(
        value, [&](const auto& alternative) { below(join_path(path, names[index++]), alternative); });
  }
  template <class Struct>
  requires std::is_class_v<Struct> &&
      (!std::same_as<Struct, std::string>)void below(const std::string& path, const Struct& value) {
    FieldLister lister(path, fields_);
    describe(lister, value);
  }

  std::string path_;
  std::vector<Field>& fields_;
};

}  // namespace accelbench
