// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/sweep_keys.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "core/experiment/emit.h"
#include "core/experiment/node_writer.h"
#include "core/experiment/schema.h"
#include "core/experiment/sweep.h"

namespace accelbench {
namespace {

constexpr std::array not_swept = {"name", "description", "comparison", "sweep", "data.validation"};
constexpr std::array not_swept_of_rows = {"id", "label", "color", "price_per_hour", "currency"};

/// The archive that lists single values with their present text.
class SweepKeyLister {
 public:
  SweepKeyLister(std::string path, std::vector<SweepKey>& keys) : path_(std::move(path)), keys_(keys) {}

  template <class Value>
  void operator()(const Key& key, const Value& member, const Limits& limits, std::string_view help) {
    const std::string path = join_path(path_, key.name);
    if (!key.applies || is_left_out(path, key.name)) return;
    help_ = help;
    list(path, member, limits);
  }
  template <class... Alternative>
  void tagged(const Key&, const std::variant<Alternative...>& member, std::string_view /*help*/) {
    std::visit([this](const auto& alternative) { describe(*this, alternative); }, member);
  }
  template <class Value>
  void default_of(const Value&, Value) {}

 private:
  static bool is_left_out(const std::string& path, std::string_view name) {
    if (std::ranges::find(not_swept, path) != not_swept.end()) return true;
    return path.starts_with("accelerators.") &&
           std::ranges::find(not_swept_of_rows, name) != not_swept_of_rows.end();
  }

  template <class Value>
  void add(const std::string& path, const Value& member, const Limits& limits,
           std::vector<std::string> choices) {
    keys_.push_back(
        {path, emit_flow(NodeWriter::write(member, limits)), std::move(choices), range_text(limits), help_});
  }

  void list(const std::string& path, bool member, const Limits& limits) {
    add(path, member, limits, {"false", "true"});
  }
  void list(const std::string& path, std::int64_t member, const Limits& limits) {
    add(path, member, limits, {});
  }
  void list(const std::string& path, std::uint64_t member, const Limits& limits) {
    add(path, member, limits, {});
  }
  void list(const std::string& path, double member, const Limits& limits) { add(path, member, limits, {}); }
  void list(const std::string& path, const std::string& member, const Limits& limits) {
    add(path, member, limits, {limits.words.begin(), limits.words.end()});
    if (member.empty()) keys_.back().value.clear();
  }
  template <NamedEnum E>
  void list(const std::string& path, E member, const Limits& limits) {
    std::vector<std::string> choices;
    for (const auto& named : Names<E>::table) choices.emplace_back(named.name);
    add(path, member, limits, std::move(choices));
  }
  template <class Value>
  void list(const std::string& path, const std::optional<Value>& member, const Limits& limits) {
    if (member) return list(path, *member, limits);
    const std::size_t before = keys_.size();
    if constexpr (std::is_arithmetic_v<Value>) list(path, Value{}, limits);
    for (std::size_t i = before; i < keys_.size(); ++i)
      keys_[i].value = limits.form == Form::or_all ? "all" : "";
  }
  template <class Value>
  void list(const std::string& path, const std::vector<Value>& members, const Limits& limits) {
    if constexpr (std::same_as<Value, LayerSpec>) add(path, members, any, {});
    if constexpr (std::is_class_v<Value> && !std::same_as<Value, std::string>)
      for (std::size_t i = 0; i < members.size(); ++i)
        list(item_path(path, i, members[i]), members[i], limits);
  }
  void list(const std::string& path, const std::vector<CallbackSpec>& members, const Limits& limits) {
    for (std::size_t i = 0; i < members.size(); ++i) list(join_path(path, i), members[i], limits);
  }
  template <class Value>
  void list(const std::string&, const std::map<std::string, Value>&, const Limits&) {}
  template <class... Alternative>
  void list(const std::string& path, const std::variant<Alternative...>& member, const Limits&) {
    const auto name = Alternatives<std::variant<Alternative...>>::names[member.index()];
    std::visit([&](const auto& alternative) { list(join_path(path, name), alternative, any); }, member);
  }
  template <class Struct>
  requires std::is_class_v<Struct>
  void list(const std::string& path, const Struct& member, const Limits&) {
    SweepKeyLister lister(path, keys_);
    describe(lister, member);
  }

  template <class Value>
  static std::string item_path(const std::string& path, std::size_t index, const Value&) {
    return join_path(path, index);
  }
  static std::string item_path(const std::string& path, std::size_t, const AcceleratorSpec& row) {
    return join_path(path, row.id);
  }

  std::string path_;
  std::vector<SweepKey>& keys_;
  std::string help_;
};

/// So many experiments of the sweep that every value of every axis is in one of them.
Experiment with_values(const Experiment& experiment, std::size_t number) {
  Experiment one = experiment;
  for (SweepAxis& axis : one.sweep) axis.values = {axis.values[number % axis.values.size()]};
  return one;
}

}  // namespace

std::vector<SweepKey> sweep_keys(const Experiment& experiment) {
  std::vector<SweepKey> keys;
  SweepKeyLister lister("", keys);
  describe(lister, experiment);
  return keys;
}

Result<std::vector<std::string>> read_sweep_values(std::string_view text) {
  Problems problems;
  const ParsedText parsed = parse_yaml("[" + std::string(text) + "]", problems);
  const bool list = problems.empty() && parsed.root.kind == Node::Kind::sequence;
  if (!list || parsed.root.items.empty())
    return bad_input("sweep", "values with commas between expected",
                     "write them as in: relu, sigmoid; lists in brackets, texts with commas in quotes");
  std::vector<std::string> values;
  for (const Node& item : parsed.root.items) {
    if (item.kind == Node::Kind::null)
      return bad_input("sweep", "an empty value found between two commas", "take a comma away");
    values.push_back(emit_flow(item));
  }
  return values;
}

std::string sweep_values_text(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

Status check_axis(const Experiment& experiment, const SweepAxis& axis) {
  Experiment one = experiment;
  one.sweep = {axis};
  const auto variants = expand_sweep(one);
  return variants ? Status{} : tl::make_unexpected(variants.error());
}

Status check_sweep(const Experiment& experiment, std::int64_t most) {
  if (Status few = check_count(experiment.sweep); !few) return few;
  if (count_variants(experiment.sweep) <= most) {
    const auto variants = expand_sweep(experiment);
    return variants ? Status{} : tl::make_unexpected(variants.error());
  }
  std::size_t longest = 0;
  for (const SweepAxis& axis : experiment.sweep) longest = std::max(longest, axis.values.size());
  for (std::size_t number = 0; number < longest; ++number)
    if (const auto variant = expand_sweep(with_values(experiment, number)); !variant)
      return tl::make_unexpected(variant.error());
  return {};
}

}  // namespace accelbench
