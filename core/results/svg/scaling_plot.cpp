// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/svg/sheet.h"

namespace accelbench::svg {
namespace {

constexpr double scaling_height = 270;
constexpr int most_rank_marks = 13;

/// Where values stand on the sheet.
struct Field {
  Box box;
  Projection x, y;
  bool shows(const RanksPoint& point) const { return x.shows(point.ranks) && y.shows(point.value); }
  std::string place(double ranks, double value) const {
    return coordinate(x.at(ranks)) + " " + coordinate(y.at(value));
  }
};

std::string line_of(const Field& field, const std::vector<RanksPoint>& points) {
  std::string path;
  for (const RanksPoint& point : points)
    if (field.shows(point)) path += (path.empty() ? "M" : "L") + field.place(point.ranks, point.value);
  return path;
}

std::string band_around(const Field& field, const std::vector<RanksPoint>& points) {
  std::string there, back;
  for (const RanksPoint& point : points) {
    if (!point.low || !point.high || !field.y.shows(*point.low) || !field.y.shows(*point.high)) continue;
    there += (there.empty() ? "M" : "L") + field.place(point.ranks, *point.low);
    back = "L" + field.place(point.ranks, *point.high) + back;
  }
  return there.empty() ? "" : there + back + "Z";
}

void add_path(Markup& group, std::string_view style, const std::string& path) {
  if (!path.empty()) group.add(Markup("path").with("class", style).with("d", path));
}

/// The line up to what was measured, and from there on.
void add_model(Markup& group, const Field& field, const ScalingCurve& curve) {
  std::vector<RanksPoint> within, beyond;
  for (const RanksPoint& point : curve.model) {
    if (point.ranks <= curve.measured_to) within.push_back(point);
    if (point.ranks >= curve.measured_to) beyond.push_back(point);
  }
  add_path(group, "band", band_around(field, curve.model));
  add_path(group, "curve", line_of(field, within));
  add_path(group, "curve foreseen", line_of(field, beyond));
}

void add_measured(Markup& group, const Field& field, const ScalingCurve& curve) {
  for (const RanksPoint& point : curve.measured) {
    if (!field.shows(point)) continue;
    const double x = field.x.at(point.ranks);
    if (point.low && point.high && field.y.shows(*point.low) && field.y.shows(*point.high))
      group.add(line(x, field.y.at(*point.low), x, field.y.at(*point.high), "whisker"));
    group.add(marker(curve.look, x, field.y.at(point.value), 4, "rim"));
  }
}

Markup scaling_markup(const Field& field, const ScalingCurve& curve) {
  Markup group("g");
  group.with("class", look_class(curve.look)).add(tooltip(curve.name));
  add_model(group, field, curve);
  add_measured(group, field, curve);
  return group;
}

/// 1, 2, 4, …; every second or third where they would not fit.
void add_ranks_axis(Sheet& sheet, const Field& field, double most) {
  const Box& box = field.box;
  const int doublings = static_cast<int>(std::ceil(std::log2(std::max(most, 2.0)) - 1e-9));
  const int stride = doublings / most_rank_marks + 1;
  for (int i = 0; i <= doublings; i += stride) {
    const double at = field.x.at(std::exp2(i));
    if (at < box.left - 0.5 || at > box.right() + 0.5) continue;
    sheet.add(line(at, box.top, at, box.bottom(), "grid"));
    sheet.add(label(fmt::format("{}", std::int64_t{1} << i), at, box.bottom() + 16, "middle", "faint"));
  }
  sheet.add(line(box.left, box.bottom(), box.right(), box.bottom(), "axis"));
  sheet.add(label("ranks (doubling)", box.left + box.width / 2, box.bottom() + 34, "middle", "faint"));
}

void add_ideal(Sheet& sheet, const Field& field, const std::vector<Point>& ideal) {
  std::vector<RanksPoint> points;
  for (const Point& point : ideal) points.push_back({point.x, point.y});
  if (const std::string path = line_of(field, points); !path.empty())
    sheet.add(Markup("path").with("class", "ideal").with("d", path));
}

void add_extent(const ScalingCurve& curve, Extent& x, Extent& y) {
  for (const auto* points : {&curve.measured, &curve.model})
    for (const RanksPoint& point : *points) {
      x.add(point.ranks), y.add(point.value);
      if (point.low) y.add(*point.low);
      if (point.high) y.add(*point.high);
    }
}

}  // namespace

std::string scaling_plot(const ScalingPlot& plot) {
  Extent x_extent(true), y_extent(plot.y.logarithmic);
  std::vector<LegendItem> legend;
  for (const ScalingCurve& curve : plot.curves) {
    add_extent(curve, x_extent, y_extent);
    legend.push_back({curve.name, look_class(curve.look), curve.look});
  }
  for (const Point& point : plot.ideal) y_extent.add(point.y);
  Sheet sheet(plot.caption, legend);
  Field field;
  field.box = {0, sheet.top(), 0, scaling_height};
  field.y = Projection(y_extent.range(0.05, plot.y.from_zero), plot.y.logarithmic, field.box.bottom(),
                       field.box.top);
  field.box.left = left_room(field.y);
  field.box.width = sheet_width - 16 - field.box.left;
  const Range ranks = x_extent.range(0.03);
  field.x = Projection(ranks, true, field.box.left, field.box.right());
  add_ranks_axis(sheet, field, ranks.maximum);
  add_left_axis(sheet, field.box, field.y, plot.y.title);
  if (y_extent.empty()) add_empty_note(sheet, field.box);
  add_ideal(sheet, field, plot.ideal);
  for (const ScalingCurve& curve : plot.curves) sheet.add(scaling_markup(field, curve));
  return sheet.str(field.box.bottom() + 46);
}

}  // namespace accelbench::svg
