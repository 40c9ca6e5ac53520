// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a key allows beyond its type, and how that is said.
namespace accelbench {

/// How a value is written where its type alone does not say it.
enum class Form {
  usual,
  number_or_text,  ///< a text that may be written as a whole number: device 0
  columns,         ///< likewise, and a list of one may be written without brackets
  flow_value,      ///< any YAML flow value, kept as its text
  or_all,          ///< a whole number, or the word all for "as many as there are"
  resolved         ///< the word resolved, or nothing
};

struct Limits {
  double least = -std::numeric_limits<double>::infinity();  ///< of numbers; of texts and lists: their length
  double most = std::numeric_limits<double>::infinity();
  bool above_least = false;  ///< least itself is refused
  bool below_most = false;   ///< most itself is refused
  Form form = Form::usual;
  std::vector<std::string_view> words;  ///< the only texts allowed; empty: any

  Limits as(Form other) const;
};

inline const Limits any;
Limits from_to(double least, double most);     ///< least ≤ v ≤ most
Limits above_to(double least, double most);    ///< least < v ≤ most
Limits from_below(double least, double most);  ///< least ≤ v < most
Limits between(double least, double most);     ///< least < v < most
Limits bytes_to(double most);                  ///< a text, not empty where it is required
Limits one_of(std::vector<std::string_view> words);

/// "from 1 to 1048576", "above 0 and below 1", "at least 1", or an empty text.
std::string range_text(const Limits& limits);
/// "a, b or c".
std::string choices_text(const std::vector<std::string_view>& words);

/// What is wrong with a value, in the form "found 0, expected a whole number from 1 to 1024".
std::optional<std::string> check_integer(std::int64_t value, const Limits& limits);
std::optional<std::string> check_real(double value, const Limits& limits);
std::optional<std::string> check_text(std::string_view value, const Limits& limits);
std::optional<std::string> check_length(std::size_t length, const Limits& limits);

}  // namespace accelbench
