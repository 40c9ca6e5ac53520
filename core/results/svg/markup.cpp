// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/svg/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text_file.h"

namespace accelbench::svg {
namespace {

std::string escaped_byte(char c, bool is_text) {
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\n':
    case '\t':
      return std::string(1, c);
    default:
      break;
  }
  const bool control = byte < 0x20 || byte == 0x7F;
  return control || (byte >= 0x80 && !is_text) ? "?" : std::string(1, c);
}

/// Elements of HTML that have no end.
bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 5> names = {"meta", "br", "hr", "col", "img"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// In ems, of a common sans-serif face.
double width_of(unsigned char lead) {
  if (lead >= 0xE2) return lead == 0xE2 ? 0.8 : 1.0;  // dashes and signs; East Asian, emoji
  if (lead >= 0x80) return 0.66;
  const char c = static_cast<char>(lead);
  if (std::string_view("iljtfrI.,:;'|!()[] ").find(c) != std::string_view::npos) return 0.38;
  if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.95;
  return (c >= 'A' && c <= 'Z') ? 0.72 : 0.63;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string escaped(std::string_view text) {
  const bool is_text = is_utf8(text);
  std::string safe;
  for (const char c : text) safe += escaped_byte(c, is_text);
  return safe;
}

std::string coordinate(double value) {
  if (!std::isfinite(value)) return "0";
  std::string text = fmt::format("{:.2f}", std::clamp(value, -1e6, 1e6));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

Markup& Markup::with(std::string_view attribute, std::string_view value) {
  attributes_ += fmt::format(" {}=\"{}\"", attribute, escaped(value));
  return *this;
}

Markup& Markup::with(std::string_view attribute, double value) { return with(attribute, coordinate(value)); }

Markup& Markup::text(std::string_view text) {
  content_ += escaped(text);
  return *this;
}

Markup& Markup::add(const Markup& child) { return add_written(child.str()); }

Markup& Markup::add_written(std::string_view markup) {
  content_ += markup;
  return *this;
}

std::string Markup::str() const {
  if (is_void(name_)) return fmt::format("<{}{}>", name_, attributes_);
  return fmt::format("<{0}{1}>{2}</{0}>", name_, attributes_, content_);
}

double text_width(std::string_view text, double font_size) {
  double ems = 0;
  for (const char c : text)
    if (!continues(c)) ems += width_of(static_cast<unsigned char>(c));
  return ems * font_size;
}

std::string shortened(std::string_view text, double font_size, double most) {
  if (text_width(text, font_size) <= most) return std::string(text);
  double room = most - text_width("…", font_size);
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues(text[i])) {
      room -= width_of(static_cast<unsigned char>(text[i])) * font_size;
      if (room < 0) break;
    }
    end = i + 1;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace accelbench::svg
