// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QStyle>
#include <algorithm>
#include <array>
#include <cmath>

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

double linear_light(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * linear_light(color.redF()) + 0.7152 * linear_light(color.greenF()) +
         0.0722 * linear_light(color.blueF());
}

QColor mixed(const QColor& a, const QColor& b, double share_of_b) {
  const auto part = [share_of_b](float from, float to) {
    return static_cast<float>(from + share_of_b * (to - from));
  };
  return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()));
}

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
  return luminance(palette.color(QPalette::Text)) > luminance(palette.color(QPalette::Base));
}

QColor accelerator_color(int position) {
  static constexpr std::array<QRgb, 8> colors = {0xFF0072B2, 0xFFE69F00, 0xFF009E73, 0xFFCC79A7,
                                                 0xFF56B4E9, 0xFFD55E00, 0xFF8A8A8A, 0xFFB0A000};
  return QColor(colors[static_cast<std::size_t>(std::max(position, 0)) % colors.size()]);
}

double contrast(const QColor& a, const QColor& b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

QColor readable_on(const QColor& background, const QColor& color, double least) {
  const QColor towards(luminance(background) > 0.18 ? Qt::black : Qt::white);
  for (int step = 0; step < 20; ++step)
    if (const QColor candidate = mixed(color, towards, step / 20.0); contrast(candidate, background) >= least)
      return step == 0 ? color : candidate;
  return towards;
}

}  // namespace accelbench
