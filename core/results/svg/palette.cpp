// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/svg/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace accelbench::svg {
namespace {

/// 0 … 1 of red (0), green (1) or blue (2).
double channel(Rgb color, unsigned number) { return ((color >> (16 - 8 * number)) & 0xFFU) / 255.0; }

double linear_light(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Rgb mixed(Rgb a, Rgb b, double share_of_b) {
  Rgb all = 0;
  for (unsigned number = 0; number < 3; ++number) {
    const double value = channel(a, number) + share_of_b * (channel(b, number) - channel(a, number));
    all = (all << 8) | static_cast<Rgb>(std::lround(value * 255));
  }
  return all;
}

}  // namespace

Rgb accelerator_color(int position) {
  static constexpr std::array<Rgb, 8> colors = {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7,
                                                0x56B4E9, 0xD55E00, 0x8F5BE8, 0xC3B469};
  return colors[static_cast<std::size_t>(std::max(position, 0)) % colors.size()];
}

Rgb color_named(const std::string& text, Rgb otherwise) {
  if (text.size() != 7 || text.front() != '#') return otherwise;
  Rgb color = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + 1, end, color, 16);
  return error == std::errc() && at == end ? color : otherwise;
}

std::string hex_color(Rgb color) { return fmt::format("#{:06x}", color & 0xFFFFFFU); }

double luminance(Rgb color) {
  return 0.2126 * linear_light(channel(color, 0)) + 0.7152 * linear_light(channel(color, 1)) +
         0.0722 * linear_light(channel(color, 2));
}

double contrast(Rgb a, Rgb b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

Rgb readable_on(Rgb background, Rgb color, double least) {
  const Rgb towards = luminance(background) > 0.18 ? 0x000000 : 0xFFFFFF;
  for (int step = 0; step < 20; ++step)
    if (const Rgb candidate = mixed(color, towards, step / 20.0); contrast(candidate, background) >= least)
      return candidate;
  return towards;
}

}  // namespace accelbench::svg
