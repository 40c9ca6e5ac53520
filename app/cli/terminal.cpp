// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/results/text_table.h"

namespace accelbench {

bool can_draw_progress() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return no_colour == nullptr || *no_colour == '\0';
}

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string cut_to_width(const std::string& line, std::size_t width) {
  std::string shown = line;
  while (display_width(shown) >= width) {
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0U) == 0x80U) shown.pop_back();
    if (!shown.empty()) shown.pop_back();
  }
  return shown;
}

void LiveLines::draw(const std::vector<std::string>& above, const std::vector<std::string>& lines) {
  const std::size_t width = terminal_width();
  std::string text = drawn_ > 1 ? fmt::format("\r\x1b[{}A\x1b[J", drawn_ - 1) : "\r\x1b[J";
  for (const std::string& line : above) text += line + "\n";
  for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : "\n") + cut_to_width(lines[i], width);
  drawn_ = lines.size();
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void LiveLines::close() {
  if (drawn_ > 0) static_cast<void>(std::fputc('\n', stderr));
  drawn_ = 0;
}

}  // namespace accelbench
