// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

/// A single value gets room on both sides.
Range opened(Range range) {
  const double least = 1e-9 * std::max(std::abs(range.minimum), std::abs(range.maximum));
  if (range.size() > least) return range;
  const double middle = (range.minimum + range.maximum) / 2;
  const double room = middle == 0 ? 0.5 : std::abs(middle) * 0.1;
  return {middle - room, middle + room};
}

double widest(const std::vector<Tick>& ticks) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(tick.label, font_size));
  return width;
}

}  // namespace

Projection::Projection(Range values, bool logarithmic, double from, double to)
    : logarithmic_(logarithmic), from_(from), to_(to) {
  range_ = opened(logarithmic ? Range{std::log10(values.minimum), std::log10(values.maximum)} : values);
}

bool Projection::shows(double value) const { return std::isfinite(value) && (!logarithmic_ || value > 0); }

double Projection::at(double value) const {
  const double place = logarithmic_ ? std::log10(value) : value;
  return from_ + (place - range_.minimum) / range_.size() * (to_ - from_);
}

double Projection::at_tick(const Tick& tick) const {
  return from_ + (tick.at - range_.minimum) / range_.size() * (to_ - from_);
}

std::vector<Tick> Projection::ticks(int most, double factor) const {
  return logarithmic_ ? logarithmic_ticks(range_, most, factor) : linear_ticks(range_, most, factor);
}

// Beyond ±1e300 the differences of values overflow.
void Extent::add(double value) {
  if (!(std::abs(value) < 1e300) || (logarithmic_ && !(value > 1e-300))) return;
  low_ = any_ ? std::min(low_, value) : value;
  high_ = any_ ? std::max(high_, value) : value;
  any_ = true;
}

Range Extent::range(double margin, bool from_zero) const {
  if (!any_) return logarithmic_ ? Range{1, 10} : Range{0, 1};
  if (logarithmic_) {
    const double factor = std::pow(high_ / low_ < 1e250 ? high_ / low_ : 1e250, margin);
    return {std::max(low_ / factor, 1e-305), std::min(high_ * factor, 1e305)};
  }
  const double room = (high_ - low_) * margin;
  if (from_zero && low_ >= 0) return {0, high_ > 0 ? high_ * (1 + margin) : 1};
  return {low_ - room, high_ + room};
}

void add_bottom_axis(Sheet& sheet, const Box& box, const Projection& x, std::string_view title,
                     double factor) {
  for (const Tick& tick : x.ticks(8, factor)) {
    const double at = x.at_tick(tick);
    if (at < box.left - 0.5 || at > box.right() + 0.5) continue;
    sheet.add(line(at, box.top, at, box.bottom(), "grid"));
    sheet.add(label(tick.label, at, box.bottom() + 16, "middle", "faint"));
  }
  sheet.add(line(box.left, box.bottom(), box.right(), box.bottom(), "axis"));
  sheet.add(label(shortened(title, font_size, box.width), box.left + box.width / 2, box.bottom() + 34,
                  "middle", "faint"));
}

double left_room(const Projection& y) { return 12 + 18 + widest(y.ticks(6)) + 6; }

void add_left_axis(Sheet& sheet, const Box& box, const Projection& y, std::string_view title) {
  for (const Tick& tick : y.ticks(6)) {
    const double at = y.at_tick(tick);
    if (at < box.top - 0.5 || at > box.bottom() + 0.5) continue;
    sheet.add(line(box.left, at, box.right(), at, "grid"));
    sheet.add(label(tick.label, box.left - 6, at + 4, "end", "faint"));
  }
  const double middle = box.top + box.height / 2;
  sheet.add(label(shortened(title, font_size, box.height), 20, middle, "middle", "faint")
                .with("transform", fmt::format("rotate(-90 20 {})", coordinate(middle))));
}

void add_empty_note(Sheet& sheet, const Box& box) {
  sheet.add(
      label("nothing was measured", box.left + box.width / 2, box.top + box.height / 2, "middle", "faint"));
}

}  // namespace accelbench::svg
