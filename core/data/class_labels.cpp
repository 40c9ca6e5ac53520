// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/class_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/base/text_file.h"
#include "core/data/csv_layout.h"

namespace accelbench {
namespace {

using Order = std::vector<std::size_t>;  // provisional numbers, sorted

// Gives equal neighbours one class.
template <class Value>
ClassLabels::Classes number_in_order(const std::vector<Value>& values) {
  Order order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) -> const Value& { return values[i]; });
  ClassLabels::Classes classes;
  classes.of_provisional.resize(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool first = k == 0 || values[order[k]] != values[order[k - 1]];
    if (first) classes.names.push_back(fmt::format("{}", values[order[k]]));
    classes.of_provisional[order[k]] = static_cast<std::int32_t>(classes.names.size()) - 1;
  }
  classes.count = static_cast<std::int64_t>(classes.names.size());
  return classes;
}

bool is_integer(double value) { return std::fabs(value) <= 0x1p53 && std::floor(value) == value; }

std::optional<std::int64_t> integer_of(const std::string& text) {
  const auto number = parse_number(text);
  return number && is_integer(*number) ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

/// Known classes by their label: integers by value (" 7", "7.0"), words by their bytes.
class LabelTable {
 public:
  explicit LabelTable(const ClassLabels::Known& known) {
    integers_ =
        std::ranges::all_of(known.names, [](const auto& name) { return integer_of(name).has_value(); });
    for (std::int64_t k = 0; k < known.count; ++k)
      classes_.emplace(known.names.empty() ? fmt::format("{}", k) : known.names[static_cast<std::size_t>(k)],
                       static_cast<std::int32_t>(k));
  }
  std::optional<std::int32_t> find(const std::string& label) const {
    const auto integer = integers_ ? integer_of(label) : std::nullopt;
    if (integers_ && !integer) return std::nullopt;
    const auto found = classes_.find(integer ? fmt::format("{}", *integer) : label);
    return found == classes_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  bool integers_ = false;
  std::unordered_map<std::string, std::int32_t> classes_;
};

}  // namespace

Result<std::int32_t> ClassLabels::add(std::string_view label, const std::string& file, std::int64_t line) {
  if (const auto found = numbers_.find(label); found != numbers_.end()) return found->second;
  const auto place = [&] { return fmt::format("{}:{}", file, line); };
  if (label.size() > 1000)
    return bad_input(place(), "a class of more than 1000 bytes found: " + in_quotes(label));
  if (!is_utf8(label)) {
    return bad_input(place(), "the class " + in_quotes(label) + " is not UTF-8",
                     "save the file as UTF-8 text");
  }
  if (seen_.size() == most_classes) {
    return bad_input(place(), fmt::format("more than {} different classes found", most_classes),
                     "check the target, or write task: regression");
  }
  const auto number = static_cast<std::int32_t>(seen_.size());
  numbers_.emplace(label, number);
  seen_.push_back({std::string(label), line});
  return number;
}

Result<ClassLabels::Classes> ClassLabels::finish(const std::string& file, const std::string& column) const {
  std::vector<std::int64_t> values;
  std::vector<std::string> texts;
  const Seen* broken = nullptr;
  bool all_numbers = true;
  for (const Seen& seen : seen_) {
    const auto number = parse_number(seen.text);
    all_numbers = all_numbers && number.has_value();
    if (number && is_integer(*number)) values.push_back(static_cast<std::int64_t>(*number));
    if (number && !is_integer(*number) && broken == nullptr) broken = &seen;
    texts.push_back(seen.text);
  }
  if (all_numbers && broken != nullptr) {
    return bad_input(fmt::format("{}:{}:{}", file, broken->line, column),
                     in_quotes(broken->text) + " found; classes are words or integers",
                     "write task: regression");
  }
  Classes classes = all_numbers ? number_in_order(values) : number_in_order(texts);
  if (classes.count < 2) {
    return bad_input(file, fmt::format("{} class found in {}, at least two expected", classes.count, column),
                     "check the target");
  }
  const bool own_numbers = all_numbers && *std::ranges::min_element(values) == 0 &&
                           *std::ranges::max_element(values) == classes.count - 1;
  if (own_numbers) classes.names.clear();
  return classes;
}

Result<std::vector<std::int32_t>> ClassLabels::match(const Known& known, const std::string& file,
                                                     const std::string& column) const {
  const LabelTable table(known);
  std::vector<std::int32_t> classes;
  for (const Seen& seen : seen_) {
    const auto found = table.find(seen.text);
    if (!found)
      return bad_input(fmt::format("{}:{}:{}", file, seen.line, column),
                       fmt::format("the class {} is none of the {} in {}", in_quotes(seen.text), known.count,
                                   known.origin),
                       "remove the line, or train with a sample of this class");
    classes.push_back(*found);
  }
  return classes;
}

}  // namespace accelbench
