// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_theme.h"

#include "ui/theme/theme.h"

namespace accelbench {
ChartTheme ChartTheme::from_palette(const QPalette& palette) {
  const bool dark = is_dark(palette);
  ChartTheme theme;
  // On white Okabe–Ito orange (2.2) passes and pale yellow (1.3) is darkened; on dark, blue (3.4) is
  // lightened a little.
  theme.least_line_contrast = dark ? 4.5 : 2;
  theme.background = palette.color(QPalette::Base);
  theme.text = palette.color(QPalette::Text);
  theme.faint_text = palette.color(QPalette::PlaceholderText);
  theme.grid = QColor(dark ? 0xFF2B2F35 : 0xFFE8EAED);
  theme.axis = QColor(dark ? 0xFF59616B : 0xFFA3AAB3);
  theme.box = QColor(dark ? 0xFF262A30 : 0xFFFFFFFF);
  return theme;
}

ChartTheme ChartTheme::print() {
  ChartTheme theme = from_palette(theme_palette(ThemeChoice::light));
  theme.background = Qt::white;
  return theme;
}

QColor ChartTheme::line(const QColor& color) const {
  return readable_on(background, color, least_line_contrast);
}

QFont tick_font(const QFont& font) {
  QFont smaller = font;
  if (font.pixelSize() > 0)
    smaller.setPixelSize(qRound(font.pixelSize() * 0.9));
  else
    smaller.setPointSizeF(font.pointSizeF() * 0.9);
  return smaller;
}

}  // namespace accelbench
