// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/scalars.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace accelbench {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_sign(std::string_view text) {
  return !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

bool is_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

bool is_exponent(std::string_view text) {
  return text.empty() || ((text[0] == 'e' || text[0] == 'E') && is_digits(without_sign(text.substr(1))));
}

/// [-+]? (digits [. digits?] | . digits) [exponent]
bool is_real(std::string_view text) {
  text = without_sign(text);
  const auto digits = [&text] {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
  };
  std::size_t count = digits();
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    count += digits();
  }
  return count > 0 && is_exponent(text);
}

bool is_other_base(std::string_view text) {
  text = without_sign(text);
  return text.size() > 2 && text[0] == '0' &&
         std::string_view("xXoObB").find(text[1]) != std::string_view::npos &&
         std::ranges::all_of(text.substr(2),
                             [](char c) { return std::isxdigit(static_cast<unsigned char>(c)); });
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

template <class T>
tl::expected<T, NumberFault> parse_whole(std::string_view text) {
  const Spelling spelling = spelling_of(text);
  if (spelling == Spelling::real_number) return tl::make_unexpected(NumberFault::not_whole);
  if (spelling != Spelling::whole_number) return tl::make_unexpected(NumberFault::not_a_number);
  const std::string_view digits = without_sign(text);
  if (digits.size() > 1 && digits[0] == '0') return tl::make_unexpected(NumberFault::leading_zero);
  if (text[0] == '+') text.remove_prefix(1);
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return tl::make_unexpected(NumberFault::out_of_range);
  return value;
}

}  // namespace

Spelling spelling_of(std::string_view text) {
  const std::string low = lower(text);
  if (is_one_of(low, {"", "~", "null"})) return Spelling::null;
  if (is_one_of(low, {"true", "false"})) return Spelling::boolean;
  if (is_one_of(lower(without_sign(text)), {".inf", ".nan", "inf", "nan", "infinity"}))
    return Spelling::not_finite;
  if (is_digits(without_sign(text))) return Spelling::whole_number;
  if (is_real(text)) return Spelling::real_number;
  return is_other_base(text) ? Spelling::other_base : Spelling::text;
}

tl::expected<std::int64_t, NumberFault> parse_integer(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

tl::expected<std::uint64_t, NumberFault> parse_unsigned(std::string_view text) {
  return parse_whole<std::uint64_t>(text);
}

tl::expected<double, NumberFault> parse_real(std::string_view text) {
  const Spelling spelling = spelling_of(text);
  if (spelling != Spelling::whole_number && spelling != Spelling::real_number)
    return tl::make_unexpected(NumberFault::not_a_number);
  if (text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return tl::make_unexpected(NumberFault::out_of_range);
  return value;
}

std::string format_real(double value) {
  std::array<char, 64> buffer;
  // Shortest in either form; powers of ten only where zeros would have to be counted.
  const bool is_fixed = value == 0 || (std::abs(value) >= 1e-5 && std::abs(value) < 1e15);
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    is_fixed ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(buffer.data(), error == std::errc() ? end : buffer.data());
  if (text.find_first_of(".n") != std::string::npos) return text;
  // YAML 1.1 readers take 1e-07 for a text: a number has a point.
  const std::size_t exponent = text.find('e');
  return exponent == std::string::npos ? text + ".0" : text.insert(exponent, ".0");
}

bool is_plain_text(std::string_view text, bool in_flow) {
  if (text.empty() || text.back() == ' ') return false;
  const std::string_view marks = in_flow ? " ./()+-" : " ./()+-,;'!?%=[]{}\"";
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  // Continuation bytes of U+0080…U+009F, U+2028 and U+FEFF are control or format characters: quote all of C2,
  // E2 and EF.
  const auto is_fine = [&](char c) {
    return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos ||
           (static_cast<unsigned char>(c) >= 0x80 &&
            std::string_view("\xC2\xE2\xEF").find(c) == std::string_view::npos);
  };
  if (!is_letter(text[0]) && static_cast<unsigned char>(text[0]) < 0x80) return false;
  if (!std::ranges::all_of(text, is_fine) || spelling_of(text) != Spelling::text) return false;
  return !is_one_of(lower(text), {"yes", "no", "on", "off", "y", "n"});
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result += '\\', result += c;
    else if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else if (c == '\r')
      result += "\\r";
    else if (byte < 0x20 || byte == 0x7F)
      result += fmt::format("\\x{:02x}", byte);
    else
      result += c;
  }
  return result + "\"";
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::size_t length = std::min(text.size(), most);
  while (length > 0 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
    --length;
  std::string inner = quoted(text.substr(0, length));
  inner = inner.substr(1, inner.size() - 2);
  return "'" + inner + (length < text.size() ? "…'" : "'");
}

namespace {

/// Bytes of the UTF-8 character that starts here; 0: none does.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(1);  // overlong forms, surrogates, beyond U+10FFFF
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return length;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

}  // namespace accelbench
