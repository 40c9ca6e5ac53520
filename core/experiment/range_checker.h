// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/experiment/problem.h"
#include "core/experiment/schema.h"

// The archive that holds every value against what its key allows.
namespace accelbench {

class RangeChecker {
 public:
  RangeChecker(std::string path, std::vector<Problem>& problems)
      : path_(std::move(path)), problems_(problems) {}

  template <class Value>
  void operator()(const Key& key, const Value& member, const Limits& limits, std::string_view /*help*/) {
    if (!key.applies) return;
    const std::string path = join_path(path_, key.name);
    if constexpr (std::same_as<Value, std::string>)
      if (key.required && member.empty()) return tell(path, "found an empty text", "write one");
    check(path, member, limits);
  }

  template <class... Alternative>
  void tagged(const Key&, const std::variant<Alternative...>& member, std::string_view /*help*/) {
    std::visit([this](const auto& alternative) { describe(*this, alternative); }, member);
  }

  template <class Value>
  void default_of(const Value&, Value) {}

 private:
  void tell(const std::string& path, std::string message, std::string fix) {
    problems_.push_back({path, std::move(message), std::move(fix), false, {}, {}, nullptr});
  }
  void tell(const std::string& path, const std::optional<std::string>& message) {
    if (message) tell(path, *message, "choose a value in that range");
  }

  void check(const std::string&, bool, const Limits&) {}
  void check(const std::string&, std::uint64_t, const Limits&) {}
  template <NamedEnum E>
  void check(const std::string&, E, const Limits&) {}
  void check(const std::string& path, std::int64_t value, const Limits& limits) {
    tell(path, check_integer(value, limits));
  }
  void check(const std::string& path, double value, const Limits& limits) {
    tell(path, check_real(value, limits));
  }
  void check(const std::string& path, const std::string& value, const Limits& limits) {
    if (const auto message = check_text(value, limits)) tell(path, *message, "");
  }

  template <class Value>
  void check(const std::string& path, const std::optional<Value>& value, const Limits& limits) {
    if (value) check(path, *value, limits);
  }

  template <class Value>
  void check(const std::string& path, const std::vector<Value>& values, const Limits& limits) {
    constexpr bool has_item_limits = std::is_arithmetic_v<Value>;
    if (const auto message = check_length(values.size(), has_item_limits ? from_to(0, 1024) : limits))
      tell(path, *message, "");
    for (std::size_t i = 0; i < values.size(); ++i)
      check(join_path(path, i), values[i], has_item_limits ? limits : bytes_to(most_path));
  }

  template <class Value>
  void check(const std::string& path, const std::map<std::string, Value>& values, const Limits& limits) {
    if (const auto message = check_length(values.size(), limits)) tell(path, *message, "");
    for (const auto& [name, value] : values) check(join_path(path, name), value, any);
  }

  template <class... Alternative>
  void check(const std::string& path, const std::variant<Alternative...>& value, const Limits&) {
    const std::string below =
        join_path(path, Alternatives<std::variant<Alternative...>>::names[value.index()]);
    std::visit([&](const auto& alternative) { check(below, alternative, any); }, value);
  }

  template <class Struct>
  requires std::is_class_v<Struct>
  void check(const std::string& path, const Struct& value, const Limits&) {
    RangeChecker checker(path, problems_);
    describe(checker, value);
  }

  std::string path_;
  std::vector<Problem>& problems_;
};

}  // namespace accelbench
