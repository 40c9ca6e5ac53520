// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/roff.h"

#include <fmt/format.h>

namespace accelbench {
namespace {

/// A character of UTF-8 that is no ASCII, as its name in roff: not every man reads UTF-8.
std::string named_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  unsigned code = first & (0x3FU >> more);
  for (std::size_t i = 0; i < more && at + 1 < text.size(); ++i) code = code << 6 | (byte(++at) & 0x3FU);
  return fmt::format("\\[u{:04X}]", code);
}

/// Plain text as roff: nothing in it is a command, and a minus is the one that can be typed.
std::string escaped_for_roff(std::string_view text) {
  std::string result;
  bool begins_line = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (begins_line && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if (static_cast<unsigned char>(c) >= 0x80)
      result += named_character(text, at);
    else
      result += c;
    begins_line = c == '\n';
  }
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

}  // namespace

Roff::Roff(std::string_view name, int section, std::string_view purpose)
    : text_(fmt::format(".TH {} {} \"\" \"Accelbench {}\"\n.nh\n", escaped_for_roff(upper(name)), section,
                        ACCELBENCH_VERSION)) {
  this->section("NAME");
  text_ += fmt::format("{} \\- {}\n", escaped_for_roff(name), escaped_for_roff(purpose));
}

Roff& Roff::section(std::string_view title) {
  text_ += fmt::format(".SH {}\n", escaped_for_roff(title));
  return *this;
}

Roff& Roff::subsection(std::string_view title) {
  text_ += fmt::format(".SS {}\n", escaped_for_roff(title));
  return *this;
}

Roff& Roff::paragraph(std::string_view text) {
  text_ += fmt::format(".PP\n{}\n", escaped_for_roff(text));
  return *this;
}

Roff& Roff::item(std::string_view term, std::string_view value, std::string_view text) {
  text_ += fmt::format(".TP\n\\fB{}\\fR", escaped_for_roff(term));
  if (!value.empty()) text_ += fmt::format(" \\fI{}\\fR", escaped_for_roff(value));
  text_ += fmt::format("\n{}\n", escaped_for_roff(text));
  return *this;
}

Roff& Roff::example(std::string_view text) {
  text_ += fmt::format(".PP\n.nf\n{}\n.fi\n", escaped_for_roff(text));
  return *this;
}

}  // namespace accelbench
