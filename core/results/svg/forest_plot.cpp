// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

constexpr double interval_height = 30;
constexpr double widest_pair = 190;
constexpr double widest_text = 235;

bool usable(const std::optional<double>& value) { return value && std::isfinite(*value) && *value > 0; }

/// 1 lies inside with room on both sides.
Range ratios_of(const ForestPlot& plot) {
  Extent extent(true);
  extent.add(0.99), extent.add(1.01);
  if (usable(plot.floor)) extent.add(*plot.floor), extent.add(1 / *plot.floor);
  for (const ForestRow& row : plot.rows)
    for (const auto* value : {&row.ratio, &row.low, &row.high})
      if (usable(*value)) extent.add(**value);
  return extent.range(0.06);
}

/// An interval's end, or an arrow at the border of the plot where it is infinite.
void add_end(Markup& group, const std::optional<double>& end, double from, double border, double y,
             const Projection& x) {
  const bool finite = usable(end);
  const double at = finite ? x.at(*end) : border;
  group.add(line(from, y, at, y, "whisker"));
  if (finite) {
    group.add(line(at, y - 5, at, y + 5, "whisker"));
    return;
  }
  const double back = at < from ? 6 : -6;
  group.add(Markup("path")
                .with("class", "whisker")
                .with("d", fmt::format("M{0} {1}L{2} {3}L{0} {4}", coordinate(at + back), coordinate(y - 5),
                                       coordinate(at), coordinate(y), coordinate(y + 5))));
}

Markup row_markup(const ForestRow& row, const Box& box, double y, const Projection& x) {
  Markup group("g");
  group.with("class", row.separated ? look_class(row.look) : "unsure");
  group.add(tooltip(row.name + ": " + row.text));
  group.add(label(shortened(row.name, font_size, widest_pair), 12, y + 4, "start"));
  if (usable(row.ratio)) {
    const double middle = x.at(*row.ratio);
    add_end(group, row.low, middle, box.left, y, x);
    add_end(group, row.high, middle, box.right(), y, x);
    group.add(marker(row.look, middle, y, 5.5, "rim"));
  }
  const std::string text = shortened(row.text, font_size, widest_text);
  group.add(label(text, box.right() + 14, y + 4, "start", usable(row.ratio) ? "" : "faint"));
  return group;
}

void add_floor(Sheet& sheet, const ForestPlot& plot, const Box& box, const Projection& x) {
  if (!usable(plot.floor) || *plot.floor <= 1) return;
  const double left = x.at(1 / *plot.floor);
  sheet.add(Markup("rect")
                .with("class", "floor")
                .with("x", left)
                .with("y", box.top)
                .with("width", x.at(*plot.floor) - left)
                .with("height", box.height)
                .add(tooltip(fmt::format("noise floor: ratios from {:.4g} to {:.4g} mean nothing",
                                         1 / *plot.floor, *plot.floor))));
}

double widest_of(const std::vector<ForestRow>& rows, std::string ForestRow::*member, double most) {
  double width = 60;
  for (const ForestRow& row : rows) width = std::max(width, text_width(row.*member, font_size));
  return std::min(width, most);
}

}  // namespace

std::string forest_plot(const ForestPlot& plot) {
  Sheet sheet(plot.caption, {});
  const double names = widest_of(plot.rows, &ForestRow::name, widest_pair);
  const double texts = widest_of(plot.rows, &ForestRow::text, widest_text);
  Box box{12 + names + 16, sheet.top(), 0, interval_height * static_cast<double>(plot.rows.size()) + 8};
  box.width = sheet_width - 12 - texts - 14 - box.left;
  const Projection x(ratios_of(plot), true, box.left, box.right());
  add_floor(sheet, plot, box, x);
  add_bottom_axis(sheet, box, x, plot.axis);
  sheet.add(line(x.at(1), box.top, x.at(1), box.bottom(), "one"));
  for (std::size_t i = 0; i < plot.rows.size(); ++i)
    sheet.add(row_markup(plot.rows[i], box, box.top + 4 + interval_height * (static_cast<double>(i) + 0.5), x));
  return sheet.str(box.bottom() + 46);
}

}  // namespace accelbench::svg
