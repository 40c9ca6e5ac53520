// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QPalette>

class QApplication;

// The looks of the program: Fusion with our own light and dark palettes, and the colours of the accelerators.
namespace accelbench {

enum class ThemeChoice { system, light, dark };

/// Dresses the program. `system` takes dark where the desktop's own palette was dark when the program
/// started.
void apply_theme(QApplication& application, ThemeChoice choice);

/// The palette of a theme (`light` or `dark`).
QPalette theme_palette(ThemeChoice choice);

/// Whether text of this palette is lighter than its background.
bool is_dark(const QPalette& palette);

/// The colour of the accelerator at this position (from 0) of an experiment: the Okabe–Ito colours, told
/// apart by colour-blind eyes, with black and yellow replaced by a violet and a khaki that are seen on
/// white and on dark; they repeat after eight. Source: Okabe and Ito, "Color Universal Design", 2008.
QColor accelerator_color(int position);

/// Contrast of two colours, 1 (none) … 21 (black on white). Source: WCAG 2.1, "contrast ratio".
double contrast(const QColor& a, const QColor& b);

/// `color`, made darker or lighter just as far as it needs for `least` contrast with the background.
QColor readable_on(const QColor& background, const QColor& color, double least);

}  // namespace accelbench
