// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QStyle>

#include "core/results/svg/palette.h"
#include "ui/theme/outline_style.h"

namespace accelbench {
namespace {

struct Shades {
  QRgb window, base, alternate, text, faint_text, button, disabled, highlight, link, tip, light, middle, dark;
};

constexpr Shades light_shades{0xFFF3F4F6, 0xFFFFFFFF, 0xFFF7F8FA, 0xFF1B1F24, 0xFF6B7280,
                              0xFFFBFBFC, 0xFF9AA1AB, 0xFF1F6FB5, 0xFF0B5CAD, 0xFF2A2F36,
                              0xFFFFFFFF, 0xFFC9CED6, 0xFF9AA1AB};
constexpr Shades dark_shades{0xFF1E2125, 0xFF16181B, 0xFF1C1F23, 0xFFE6E8EB, 0xFF9BA3AE,
                             0xFF2A2E34, 0xFF6B727C, 0xFF2F81C7, 0xFF6CB2F0, 0xFF3A4048,
                             0xFF3A4048, 0xFF33383F, 0xFF0E1012};

QPalette palette_of(const Shades& shades) {
  QPalette palette;
  palette.setColor(QPalette::Window, QColor(shades.window));
  palette.setColor(QPalette::Base, QColor(shades.base));
  palette.setColor(QPalette::AlternateBase, QColor(shades.alternate));
  palette.setColor(QPalette::Button, QColor(shades.button));
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(role, QColor(shades.text));
  palette.setColor(QPalette::PlaceholderText, QColor(shades.faint_text));
  palette.setColor(QPalette::BrightText, QColor(0xFFFFFFFF));
  palette.setColor(QPalette::Highlight, QColor(shades.highlight));
  palette.setColor(QPalette::HighlightedText, QColor(0xFFFFFFFF));
  palette.setColor(QPalette::Link, QColor(shades.link));
  palette.setColor(QPalette::LinkVisited, QColor(shades.link));
  palette.setColor(QPalette::ToolTipBase, QColor(shades.tip));
  palette.setColor(QPalette::ToolTipText, QColor(0xFFFFFFFF));
  palette.setColor(QPalette::Light, QColor(shades.light));
  palette.setColor(QPalette::Midlight, QColor(shades.alternate));
  palette.setColor(QPalette::Mid, QColor(shades.middle));
  palette.setColor(QPalette::Dark, QColor(shades.dark));
  palette.setColor(QPalette::Shadow, QColor(0xFF000000));
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(shades.disabled));
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(shades.middle));
  return palette;
}

svg::Rgb rgb_of(const QColor& color) { return color.rgb() & 0xFFFFFFU; }

QColor color_of(svg::Rgb color) { return QColor::fromRgb(0xFF000000U | color); }

/// The palette of the desktop, as it was before the program dressed itself.
bool desktop_is_dark() {
  static const bool dark = is_dark(QApplication::palette());
  return dark;
}

}  // namespace

QPalette theme_palette(ThemeChoice choice) {
  return palette_of(choice == ThemeChoice::dark ? dark_shades : light_shades);
}

void apply_theme(QApplication& application, ThemeChoice choice) {
  const bool desktop_dark = desktop_is_dark();
  const bool dark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && desktop_dark);
  if (qobject_cast<OutlineStyle*>(application.style()) == nullptr) application.setStyle(new OutlineStyle);
  application.setPalette(theme_palette(dark ? ThemeChoice::dark : ThemeChoice::light));
}

bool is_dark(const QPalette& palette) {
  return svg::luminance(rgb_of(palette.color(QPalette::Text))) >
         svg::luminance(rgb_of(palette.color(QPalette::Base)));
}

QColor accelerator_color(int position) { return color_of(svg::accelerator_color(position)); }

double contrast(const QColor& a, const QColor& b) { return svg::contrast(rgb_of(a), rgb_of(b)); }

QColor readable_on(const QColor& background, const QColor& color, double least) {
  return color_of(svg::readable_on(rgb_of(background), rgb_of(color), least));
}

}  // namespace accelbench
