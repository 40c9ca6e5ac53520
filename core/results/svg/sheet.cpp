// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/results/svg/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace accelbench::svg {
namespace {

constexpr double margin = 12;

struct Shape {
  int corners;   ///< 0: a circle
  double start;  ///< in turns
  double inner;  ///< below 1: a star
};
constexpr std::array<Shape, 7> shapes = {
    {{0, 0, 1}, {4, 0.125, 1}, {3, 0.75, 1}, {4, 0, 1}, {3, 0.25, 1}, {5, 0.75, 0.45}, {6, 0, 1}}};

std::string corners_of(const Shape& shape, double x, double y, double radius) {
  std::string points;
  const int steps = shape.inner < 1 ? 2 * shape.corners : shape.corners;
  for (int i = 0; i < steps; ++i) {
    const double turn = 2 * std::numbers::pi * (shape.start + static_cast<double>(i) / steps);
    const double reach = radius * (i % 2 == 1 && shape.inner < 1 ? shape.inner
                                   : shape.corners == 3          ? 1.4
                                                                 : 1.15);
    points += coordinate(x + reach * std::cos(turn)) + "," + coordinate(y + reach * std::sin(turn)) + " ";
  }
  points.pop_back();
  return points;
}

Markup legend_sample(const LegendItem& item, double x, double y) {
  Markup sample("g");
  if (item.marker < 0)
    return sample.add(Markup("rect")
                          .with("x", x + 8)
                          .with("y", y - 10)
                          .with("width", 12)
                          .with("height", 12)
                          .with("class", item.style));
  sample.with("class", item.style);
  return sample.add(line(x, y - 4, x + 22, y - 4, "curve")).add(marker(item.marker, x + 11, y - 4, 4, "rim"));
}

}  // namespace

std::string look_class(int look) { return "k" + std::to_string(std::max(look, 0)); }

Sheet::Sheet(const Caption& caption, const std::vector<LegendItem>& legend) : caption_(caption) {
  top_ = 22;
  body_.add(label(shortened(caption.title, 14, sheet_width - 2 * margin), margin, top_, "start", "title"));
  if (!caption.note.empty()) {
    top_ += 17;
    body_.add(
        label(shortened(caption.note, font_size, sheet_width - 2 * margin), margin, top_, "start", "faint"));
  }
  if (!legend.empty()) add_legend(legend);
  top_ += 14;
}

void Sheet::add_legend(const std::vector<LegendItem>& legend) {
  double x = margin;
  top_ += 20;
  for (const LegendItem& item : legend) {
    const std::string name = shortened(item.name, font_size, 260);
    const double width = 28 + text_width(name, font_size) + 16;
    if (x > margin && x + width > sheet_width - margin) x = margin, top_ += 18;
    Markup group("g");
    group.add(tooltip(item.name)).add(legend_sample(item, x, top_));
    body_.add(group.add(label(name, x + 28, top_, "start")));
    x += width;
  }
}

std::string Sheet::str(double height) const {
  Markup picture("svg");
  picture.with("xmlns", "http://www.w3.org/2000/svg")
      .with("class", "plot")
      .with("role", "img")
      .with("viewBox", fmt::format("0 0 {} {}", coordinate(sheet_width), coordinate(height)))
      .with("width", sheet_width)
      .with("height", height)
      .with("aria-label", caption_.title);
  picture.add(Markup("title").text(caption_.title));
  if (!caption_.note.empty()) picture.add(Markup("desc").text(caption_.note));
  if (!caption_.style.empty()) picture.add(Markup("style").add_style(caption_.style));
  picture.add(Markup("rect").with("class", "paper").with("width", sheet_width).with("height", height));
  return picture.add(body_).str();
}

Markup label(std::string_view text, double x, double y, std::string_view anchor, std::string_view style) {
  Markup element("text");
  element.with("x", x).with("y", y).with("text-anchor", anchor);
  if (!style.empty()) element.with("class", style);
  return element.text(text);
}

Markup line(double x1, double y1, double x2, double y2, std::string_view style) {
  return Markup("line").with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2).with("class", style);
}

Markup marker(int number, double x, double y, double radius, std::string_view style) {
  const Shape& shape = shapes[static_cast<std::size_t>(std::max(number, 0)) % shapes.size()];
  if (shape.corners == 0)
    return Markup("circle").with("cx", x).with("cy", y).with("r", radius).with("class", style);
  return Markup("polygon").with("points", corners_of(shape, x, y, radius)).with("class", style);
}

Markup tooltip(std::string_view text) { return Markup("title").text(text); }

}  // namespace accelbench::svg
