// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

Limits range(double least, double most, bool above_least, bool below_most) {
  Limits limits;
  limits.least = least;
  limits.most = most;
  limits.above_least = above_least;
  limits.below_most = below_most;
  return limits;
}

bool holds(double value, const Limits& limits) {
  const bool low = limits.above_least ? value > limits.least : value >= limits.least;
  return low && (limits.below_most ? value < limits.most : value <= limits.most);
}

std::string bound(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : format_real(value);
}

std::string expected(std::string found, std::string_view what, const Limits& limits) {
  const std::string range = range_text(limits);
  return fmt::format("found {}, expected {}{}{}", found, what, range.empty() ? "" : " ", range);
}

}  // namespace

Limits Limits::as(Form other) const {
  Limits copy = *this;
  copy.form = other;
  return copy;
}

Limits from_to(double least, double most) { return range(least, most, false, false); }
Limits above_to(double least, double most) { return range(least, most, true, false); }
Limits from_below(double least, double most) { return range(least, most, false, true); }
Limits between(double least, double most) { return range(least, most, true, true); }
Limits bytes_to(double most) { return range(0, most, false, false); }

Limits one_of(std::vector<std::string_view> words) {
  Limits limits;
  limits.words = std::move(words);
  return limits;
}

std::string range_text(const Limits& limits) {
  const bool has_least = std::isfinite(limits.least);
  const bool has_most = std::isfinite(limits.most);
  if (!has_least && !has_most) return "";
  if (has_least && has_most && !limits.above_least && !limits.below_most)
    return fmt::format("from {} to {}", bound(limits.least), bound(limits.most));
  std::string text;
  if (has_least)
    text = fmt::format("{} {}", limits.above_least ? "above" : "of at least", bound(limits.least));
  if (has_most)
    text += fmt::format("{}{} {}", has_least ? " and " : "", limits.below_most ? "below" : "at most",
                        bound(limits.most));
  return text;
}

std::string choices_text(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::optional<std::string> check_integer(std::int64_t value, const Limits& limits) {
  if (holds(static_cast<double>(value), limits)) return std::nullopt;
  return expected(std::to_string(value), "a whole number", limits);
}

std::optional<std::string> check_real(double value, const Limits& limits) {
  if (std::isfinite(value) && holds(value, limits)) return std::nullopt;
  return expected(fmt::format("{}", value), "a number", limits);
}

std::optional<std::string> check_text(std::string_view value, const Limits& limits) {
  if (find_invalid_utf8(value) || value.find('\0') != std::string_view::npos)
    return "found " + shown(value.substr(0, value.find('\0'))) +
           " with bytes that no text holds, expected UTF-8";
  if (!limits.words.empty() && !value.empty() && std::ranges::find(limits.words, value) == limits.words.end())
    return fmt::format("found {}, expected {}", shown(value), choices_text(limits.words));
  if (holds(static_cast<double>(value.size()), limits)) return std::nullopt;
  return fmt::format("found a text of {} bytes, expected at most {}", value.size(), bound(limits.most));
}

std::optional<std::string> check_length(std::size_t length, const Limits& limits) {
  if (holds(static_cast<double>(length), limits)) return std::nullopt;
  if (length == 0) return "found an empty list, expected at least one item";
  return fmt::format("found {} items, expected at most {}", length, bound(limits.most));
}

}  // namespace accelbench
