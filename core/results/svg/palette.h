// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>

// The colours and shapes by which accelerators are told apart, the same in the window and on pages.
namespace accelbench::svg {

/// 0xRRGGBB.
using Rgb = std::uint32_t;

/// The paper of a page in its two themes, and of pictures that stand alone.
inline constexpr Rgb light_paper = 0xFFFFFF;
inline constexpr Rgb dark_paper = 0x16181B;

/// The colour of the accelerator at this position (from 0) of an experiment: the Okabe–Ito colours, told
/// apart by colour-blind eyes, with black and yellow replaced by a violet and a khaki that are seen on
/// white and on dark; they repeat after eight. Source: Okabe and Ito, "Color Universal Design", 2008.
Rgb accelerator_color(int position);

/// "#rrggbb", as experiments write colours, or `otherwise`.
Rgb color_named(const std::string& text, Rgb otherwise);
/// "#0072b2".
std::string hex_color(Rgb color);

/// Relative luminance, 0 (black) … 1 (white). Source: WCAG 2.1.
double luminance(Rgb color);
/// Contrast of two colours, 1 (none) … 21 (black on white). Source: WCAG 2.1, "contrast ratio".
double contrast(Rgb a, Rgb b);
/// `color`, made darker or lighter just as far as it needs for `least` contrast with the background.
Rgb readable_on(Rgb background, Rgb color, double least);

}  // namespace accelbench::svg
