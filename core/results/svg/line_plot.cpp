// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

constexpr double curves_height = 270;
constexpr int marks_on_curve = 7;

std::string path_of(const std::vector<Point>& points, const Projection& x, const Projection& y) {
  std::string path;
  bool begun = false;
  for (const Point& point : points) {
    const bool shown = x.shows(point.x) && y.shows(point.y);
    if (shown) path += (begun ? "L" : "M") + coordinate(x.at(point.x)) + " " + coordinate(y.at(point.y));
    begun = shown;
  }
  return path;
}

/// Along the low ends and back along the high ones, where both can be shown.
std::string band_of(const Curve& curve, const Projection& x, const Projection& y) {
  std::vector<Point> around;
  std::vector<Point> back;
  for (std::size_t i = 0; i < std::min(curve.low.size(), curve.high.size()); ++i) {
    if (!x.shows(curve.low[i].x) || !y.shows(curve.low[i].y) || !y.shows(curve.high[i].y)) continue;
    around.push_back(curve.low[i]);
    back.push_back(curve.high[i]);
  }
  around.insert(around.end(), back.rbegin(), back.rend());
  return around.empty() ? "" : path_of(around, x, y) + "Z";
}

void add_marks(Markup& group, const Curve& curve, const Projection& x, const Projection& y) {
  std::vector<Point> shown;
  for (const Point& point : curve.middle)
    if (x.shows(point.x) && y.shows(point.y)) shown.push_back(point);
  const std::size_t stride = std::max<std::size_t>(1, shown.size() / marks_on_curve);
  // Curves that coincide keep their marks apart.
  const std::size_t first =
      shown.size() < marks_on_curve ? 0 : static_cast<std::size_t>(curve.look) * 2 % stride;
  for (std::size_t i = first; i < shown.size(); i += stride)
    group.add(marker(curve.look, x.at(shown[i].x), y.at(shown[i].y), 3.6, "rim"));
}

Markup curve_markup(const Curve& curve, const Projection& x, const Projection& y) {
  Markup group("g");
  group.with("class", look_class(curve.look)).add(tooltip(curve.name));
  if (const std::string band = band_of(curve, x, y); !band.empty())
    group.add(Markup("path").with("class", "band").with("d", band));
  for (const auto& run : curve.raw)
    if (const std::string path = path_of(run, x, y); !path.empty())
      group.add(Markup("path").with("class", "raw").with("d", path));
  group.add(Markup("path").with("class", "curve").with("d", path_of(curve.middle, x, y)));
  add_marks(group, curve, x, y);
  return group;
}

void add_all(const std::vector<Point>& points, Extent& x, Extent& y) {
  for (const Point& point : points) x.add(point.x), y.add(point.y);
}

std::vector<LegendItem> legend_of(const LinePlot& plot) {
  std::vector<LegendItem> legend;
  for (const Curve& curve : plot.curves) legend.push_back({curve.name, look_class(curve.look), curve.look});
  return legend;
}

}  // namespace

std::string line_plot(const LinePlot& plot) {
  Extent x_extent(plot.x.logarithmic);
  Extent y_extent(plot.y.logarithmic);
  for (const Curve& curve : plot.curves) {
    for (const auto* points : {&curve.middle, &curve.low, &curve.high}) add_all(*points, x_extent, y_extent);
    for (const auto& run : curve.raw) add_all(run, x_extent, y_extent);
  }
  Sheet sheet(plot.caption, legend_of(plot));
  Box box{0, sheet.top(), 0, curves_height};
  const Projection y(y_extent.range(0.05, plot.y.from_zero), plot.y.logarithmic, box.bottom(), box.top);
  box.left = left_room(y);
  box.width = sheet_width - 16 - box.left;
  const Projection x(x_extent.range(plot.x.logarithmic ? 0.02 : 0, plot.x.from_zero), plot.x.logarithmic,
                     box.left, box.right());
  add_bottom_axis(sheet, box, x, plot.x.title);
  add_left_axis(sheet, box, y, plot.y.title);
  if (y_extent.empty()) add_empty_note(sheet, box);
  for (const Curve& curve : plot.curves) sheet.add(curve_markup(curve, x, y));
  return sheet.str(box.bottom() + 46);
}

}  // namespace accelbench::svg
