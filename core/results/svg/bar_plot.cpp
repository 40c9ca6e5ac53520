// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

constexpr double row_height = 26;
constexpr double widest_name = 190;

double part_of(const Bar& bar, std::size_t part) {
  const double value = part < bar.parts.size() ? bar.parts[part] : 0;
  return std::isfinite(value) && value > 0 ? value : 0;
}

double total_of(const Bar& bar, std::size_t parts) {
  double total = 0;
  for (std::size_t i = 0; i < parts; ++i) total += part_of(bar, i);
  return total;
}

std::vector<LegendItem> legend_of(const BarPlot& plot) {
  std::vector<LegendItem> legend;
  for (std::size_t part = 0; part < plot.parts.size(); ++part)
    if (std::ranges::any_of(plot.bars, [part](const Bar& bar) { return part_of(bar, part) > 0; }))
      legend.push_back({plot.parts[part], fmt::format("p{}", part % 9), -1});
  return legend;
}

Markup part_markup(const BarPlot& plot, const Bar& bar, std::size_t part, const Box& place) {
  const std::string number = fmt::format("{:.3g}", part_of(bar, part) * plot.factor);
  Markup group("g");
  group.add(tooltip(fmt::format("{}: {} {} ({})", bar.name, plot.parts[part], number, plot.axis)));
  group.add(Markup("rect")
                .with("class", fmt::format("p{}", part % 9))
                .with("x", place.left)
                .with("y", place.top)
                .with("width", place.width)
                .with("height", place.height));
  if (text_width(number, 11) + 6 < place.width)
    group.add(
        label(number, place.left + place.width / 2, place.top + place.height / 2 + 4, "middle", "on-part")
            .with("font-size", "11"));
  return group;
}

void add_bar(Sheet& sheet, const BarPlot& plot, const Bar& bar, double y, const Projection& x) {
  sheet.add(label(shortened(bar.name, font_size, widest_name), 12, y + row_height / 2 + 4, "start")
                .add(tooltip(bar.name)));
  double before = 0;
  for (std::size_t part = 0; part < plot.parts.size(); ++part) {
    const double value = part_of(bar, part);
    if (value <= 0) continue;
    const double from = x.at(before);
    before += value;
    sheet.add(part_markup(plot, bar, part, {from, y + 3, x.at(before) - from, row_height - 6}));
  }
}

double name_room(const BarPlot& plot) {
  double width = 60;
  for (const Bar& bar : plot.bars) width = std::max(width, text_width(bar.name, font_size));
  return std::min(width, widest_name);
}

}  // namespace

std::string bar_plot(const BarPlot& plot) {
  Sheet sheet(plot.caption, legend_of(plot));
  Box box{12 + name_room(plot) + 14, sheet.top(), 0, row_height * static_cast<double>(plot.bars.size()) + 6};
  box.width = sheet_width - 24 - box.left;
  Extent extent(false);
  for (const Bar& bar : plot.bars) extent.add(total_of(bar, plot.parts.size()));
  const Projection x(extent.range(0.02, true), false, box.left, box.right());
  add_bottom_axis(sheet, box, x, plot.axis, plot.factor);
  for (std::size_t i = 0; i < plot.bars.size(); ++i)
    add_bar(sheet, plot, plot.bars[i], box.top + 3 + row_height * static_cast<double>(i), x);
  return sheet.str(box.bottom() + 46);
}

}  // namespace accelbench::svg
