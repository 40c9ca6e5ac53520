// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/scalar_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/nearest.h"
#include "core/experiment/emit.h"
#include "core/experiment/scalars.h"

namespace accelbench {
namespace {

bool refuse(const Node& node, const std::string& path, std::string_view expected, std::string fix,
            Problems& problems) {
  problems.add(node, path, fmt::format("found {}, expected {}", describe_found(node), expected),
               std::move(fix));
  return false;
}

std::string expected_number(std::string_view what, const Limits& limits) {
  const std::string range = range_text(limits);
  std::string text = fmt::format("{}{}{}", what, range.empty() ? "" : " ", range);
  if (limits.form == Form::or_all) text += ", or all";
  return text;
}

std::string without_leading_zeros(std::string_view text) {
  const std::size_t first = text.find_first_not_of("+-0");
  return (text[0] == '-' ? "-" : "") + std::string(first == std::string::npos ? "0" : text.substr(first));
}

/// The hint that fits what was written instead of a number.
std::string number_fix(const Node& node, bool whole) {
  const Spelling spelling = spelling_of(node.text);
  const bool is_number = spelling == Spelling::whole_number || spelling == Spelling::real_number;
  if (node.kind == Node::Kind::quoted && is_number) return fmt::format("write {} without quotes", node.text);
  if (node.kind != Node::Kind::plain) return "write one number";
  if (spelling == Spelling::not_finite) return "only finite numbers are allowed";
  if (spelling == Spelling::other_base) return "write it as a decimal number";
  if (spelling == Spelling::whole_number && whole)
    return fmt::format("write {} without leading zeros", without_leading_zeros(node.text));
  return whole && spelling == Spelling::real_number ? "write it without a point or an exponent"
                                                    : "write a number";
}

template <class Value, class Parse>
bool read_number(const Node& node, const std::string& path, Value& value, std::string_view what, bool whole,
                 const Limits& limits, Parse parse, Problems& problems) {
  const std::string expected = expected_number(what, limits);
  if (node.kind != Node::Kind::plain) return refuse(node, path, expected, number_fix(node, whole), problems);
  const auto number = parse(node.text);
  if (number) return value = *number, true;
  const bool is_range = number.error() == NumberFault::out_of_range;
  return refuse(node, path, expected, is_range ? "choose a number in that range" : number_fix(node, whole),
                problems);
}

}  // namespace

std::string describe_found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "no value";
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::mapping:
      return "a mapping";
    case Node::Kind::quoted:
      return shown(node.text) + " in quotes";
    case Node::Kind::plain:
      break;
  }
  return spelling_of(node.text) == Spelling::text ? shown(node.text) : node.text;
}

bool read_scalar(const Node& node, const std::string& path, bool& value, const Limits& limits,
                 Problems& problems) {
  const bool is_plain = node.kind == Node::Kind::plain;
  if (limits.form == Form::resolved) {
    value = node.is_scalar() && node.text == "resolved";
    return value ||
           refuse(node, path, "resolved", "for a fixed number write that number as rounds", problems);
  }
  if (is_plain && (node.text == "true" || node.text == "false")) return value = node.text == "true", true;
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, node.text) != words.end();
  };
  std::string fix = "write true or false";
  if (is_one_of({"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE", "true", "1"})) fix = "write true";
  if (is_one_of({"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE", "false", "0"})) fix = "write false";
  if (node.kind == Node::Kind::quoted) fix += " without quotes";
  return refuse(node, path, "true or false", std::move(fix), problems);
}

bool read_scalar(const Node& node, const std::string& path, std::int64_t& value, const Limits& limits,
                 Problems& problems) {
  return read_number(node, path, value, "a whole number", true, limits, parse_integer, problems);
}

bool read_scalar(const Node& node, const std::string& path, std::uint64_t& value, const Limits&,
                 Problems& problems) {
  return read_number(node, path, value, "a whole number from 0 to 18446744073709551615", true, any,
                     parse_unsigned, problems);
}

bool read_scalar(const Node& node, const std::string& path, double& value, const Limits& limits,
                 Problems& problems) {
  return read_number(node, path, value, "a number", false, limits, parse_real, problems);
}

bool read_scalar(const Node& node, const std::string& path, std::string& value, const Limits& limits,
                 Problems& problems) {
  if (limits.form == Form::flow_value) return value = emit_flow(node), true;
  const std::string expected = limits.words.empty() ? "a text" : choices_text(limits.words);
  if (!node.is_scalar()) return refuse(node, path, expected, "write one text", problems);
  const bool is_text = node.kind == Node::Kind::quoted || spelling_of(node.text) == Spelling::text;
  const bool may_be_number = limits.form == Form::number_or_text || limits.form == Form::columns;
  if (is_text || (may_be_number && parse_unsigned(node.text))) return value = node.text, true;
  if (may_be_number) return refuse(node, path, "a text or a whole number from 0", "", problems);
  return refuse(node, path, expected, limits.words.empty() ? "put it in quotes: \"" + node.text + "\"" : "",
                problems);
}

std::ptrdiff_t read_word(const Node& node, const std::string& path,
                         const std::vector<std::string_view>& words, Problems& problems) {
  const auto at = std::ranges::find(words, node.text);
  if (node.is_scalar() && at != words.end()) return at - words.begin();
  refuse(node, path, choices_text(words),
         node.is_scalar() ? did_you_mean(node.text, words) : "write one word", problems);
  return -1;
}

}  // namespace accelbench
