// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/launch/shell.h"

#include <algorithm>
#include <cctype>

namespace accelbench {
namespace {

/// In no place of a line does a shell take it for anything but itself.
bool needs_no_quotes(unsigned char letter) {
  return letter < 128 &&
         (std::isalnum(letter) != 0 ||
          std::string_view("_-./,:@%+=").find(static_cast<char>(letter)) != std::string_view::npos);
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, needs_no_quotes)) return std::string(text);
  std::string word = "'";
  for (const char letter : text) word += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return word + "'";
}

std::string shell_words(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : " ") + shell_word(text);
  return line;
}

}  // namespace accelbench
