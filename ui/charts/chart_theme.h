// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QFont>
#include <QPalette>

// Everything about a chart's looks that is not data. Qt Charts ignores palettes, so each colour is set from
// here.
namespace accelbench {

struct ChartTheme {
  QColor background, text, faint_text, grid, axis, box;
  double least_line_contrast = 2;

  /// The chart on screen follows the palette.
  static ChartTheme from_palette(const QPalette& palette);
  /// Pictures are on white, whatever the window looks like.
  static ChartTheme print();
  /// The colour of a line, with enough contrast to be seen on the background.
  QColor line(const QColor& color) const;
};

/// The font of tick labels beside a chart's text font: a little smaller.
QFont tick_font(const QFont& font);

}  // namespace accelbench
