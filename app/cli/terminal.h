// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <vector>

// A terminal on stderr whose last lines are drawn again in place.
namespace accelbench {

/// Whether stderr is a terminal that can redraw a line.
bool can_draw_progress();
/// Whether colour is wanted (NO_COLOR).
bool wants_colour();
std::size_t terminal_width();
/// As much of a line as fits: one that wraps could not be drawn again in place.
std::string cut_to_width(const std::string& line, std::size_t width);

/// Lines that are replaced by the next ones.
class LiveLines {
 public:
  /// Prints `above` once and for all, then the lines, cut to the terminal.
  void draw(const std::vector<std::string>& above, const std::vector<std::string>& lines);
  /// Leaves the cursor on a line of its own.
  void close();

 private:
  std::size_t drawn_ = 0;  ///< lines that stand below the cursor's start
};

}  // namespace accelbench
