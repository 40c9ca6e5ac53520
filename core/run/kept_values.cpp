// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/kept_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "core/base/text_file.h"

namespace accelbench {
namespace {

/// The whole text as a number; std::from_chars reads what fmt's shortest form writes, inf and nan among it.
template <class Number>
std::optional<Number> number_from(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<std::vector<std::int64_t>> list_from(const std::string& text) {
  std::vector<std::int64_t> values;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const auto value = number_from<std::int64_t>(text.substr(begin, end - begin));
    if (!value || values.size() >= 10'000) return std::nullopt;
    values.push_back(*value);
    begin = end + 1;
  }
  return values;
}

}  // namespace

const std::string* KeptValues::found(const char* name) {
  const auto at = values_.find(prefix_ + name);
  if (at != values_.end()) return &at->second;
  if (problem_.empty()) problem_ = fmt::format("{}{} is missing", prefix_, name);
  return nullptr;
}

void KeptValues::refuse(const char* name, const std::string& text, const char* expected) {
  if (problem_.empty())
    problem_ = fmt::format("{}{}: found {}, expected {}", prefix_, name, in_quotes(text), expected);
}

void KeptValues::field(const char* name, double& value) {
  if (!reads_) return write(name, fmt::format("{}", value));
  const std::string* text = found(name);
  if (text == nullptr) return;
  const auto number = number_from<double>(*text);
  number ? static_cast<void>(value = *number) : refuse(name, *text, "a number");
}

void KeptValues::field(const char* name, std::optional<double>& value) {
  if (!reads_) return write(name, value ? fmt::format("{}", *value) : "none");
  const std::string* text = found(name);
  if (text == nullptr) return;
  const auto number = number_from<double>(*text);
  if (!number && *text != "none") return refuse(name, *text, "a number or none");
  value = number;
}

void KeptValues::field(const char* name, std::int64_t& value) {
  if (!reads_) return write(name, fmt::format("{}", value));
  const std::string* text = found(name);
  if (text == nullptr) return;
  const auto number = number_from<std::int64_t>(*text);
  number&&* number >= 0 ? static_cast<void>(value = *number) : refuse(name, *text, "a whole number from 0");
}

void KeptValues::field(const char* name, bool& value) {
  if (!reads_) return write(name, value ? "true" : "false");
  const std::string* text = found(name);
  if (text == nullptr) return;
  if (*text != "true" && *text != "false") return refuse(name, *text, "true or false");
  value = *text == "true";
}

void KeptValues::field(const char* name, std::string& value) {
  if (!reads_) return write(name, value);
  if (const std::string* text = found(name)) value = *text;
}

void KeptValues::field(const char* name, std::vector<std::int64_t>& values) {
  if (!reads_) return write(name, fmt::format("{}", fmt::join(values, " ")));
  const std::string* text = found(name);
  if (text == nullptr) return;
  auto list = list_from(*text);
  list ? static_cast<void>(values = std::move(*list)) : refuse(name, *text, "whole numbers");
}

}  // namespace accelbench
