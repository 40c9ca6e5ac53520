// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

constexpr double plot_height = 240;

/// Side by side within a round, so that equal values do not hide each other.
double place_in_round(std::size_t series, std::size_t count) {
  return (static_cast<double>(series) + 0.5) / static_cast<double>(count) * 0.6 - 0.3;
}

Markup series_markup(const DotSeries& series, double aside, const Box& box, const Projection& x,
                     const Projection& y) {
  Markup group("g");
  group.with("class", look_class(series.look));
  if (series.median && y.shows(*series.median))
    group.add(line(box.left, y.at(*series.median), box.right(), y.at(*series.median), "raw"));
  for (const Dot& dot : series.dots) {
    if (!y.shows(dot.value) || !x.shows(dot.round)) continue;
    Markup one("g");
    one.add(tooltip(dot.text));
    one.add(marker(series.look, x.at(dot.round + aside), y.at(dot.value), 4, dot.counted ? "rim" : "hollow"));
    group.add(one);
  }
  return group;
}

/// Whole rounds only.
void add_round_axis(Sheet& sheet, const Box& box, const Projection& x, Range rounds) {
  const double step = std::max(1.0, round_step(rounds.size(), 12));
  const double first = std::ceil(rounds.minimum / step);
  for (int i = 0; i <= 13; ++i)
    if (const double round = (first + i) * step; round >= 1 && round <= rounds.maximum)
      sheet.add(label(fmt::format("{:.6g}", round), x.at(round), box.bottom() + 16, "middle", "faint"));
  sheet.add(line(box.left, box.bottom(), box.right(), box.bottom(), "axis"));
  sheet.add(label("round", box.left + box.width / 2, box.bottom() + 34, "middle", "faint"));
}

std::vector<LegendItem> legend_of(const DotPlot& plot) {
  std::vector<LegendItem> legend;
  for (const DotSeries& series : plot.series)
    legend.push_back({series.name, look_class(series.look), series.look});
  return legend;
}

}  // namespace

std::string dot_plot(const DotPlot& plot) {
  Extent x_extent(false);
  Extent y_extent(plot.y.logarithmic);
  for (const DotSeries& series : plot.series)
    for (const Dot& dot : series.dots) x_extent.add(dot.round), y_extent.add(dot.value);
  Sheet sheet(plot.caption, legend_of(plot));
  Box box{0, sheet.top(), 0, plot_height};
  const Projection y(y_extent.range(0.08, plot.y.from_zero), plot.y.logarithmic, box.bottom(), box.top);
  box.left = left_room(y);
  box.width = sheet_width - 16 - box.left;
  Range rounds = x_extent.range(0);
  rounds = {rounds.minimum - 0.5, rounds.maximum + 0.5};
  const Projection x(rounds, false, box.left, box.right());
  add_left_axis(sheet, box, y, plot.y.title);
  add_round_axis(sheet, box, x, rounds);
  if (y_extent.empty()) add_empty_note(sheet, box);
  for (std::size_t i = 0; i < plot.series.size(); ++i)
    sheet.add(series_markup(plot.series[i], place_in_round(i, plot.series.size()), box, x, y));
  return sheet.str(box.bottom() + 46);
}

}  // namespace accelbench::svg
