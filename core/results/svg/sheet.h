// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

#include "core/results/svg/markup.h"
#include "core/results/svg/plots.h"
#include "core/results/svg/ticks.h"

// What all plots share: the sheet with title and legend, axes, marks.
namespace accelbench::svg {

inline constexpr double sheet_width = 760;
inline constexpr double font_size = 12;

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

struct LegendItem {
  std::string name;
  std::string style;  ///< a class: "k0", "p3"
  int marker = -1;    ///< a line with this marker; -1: a coloured box
};

/// An <svg> with paper, title, note and legend; the plot is drawn below `top()`.
class Sheet {
 public:
  Sheet(const Caption& caption, const std::vector<LegendItem>& legend);
  double top() const { return top_; }
  void add(const Markup& element) { body_.add(element); }
  /// The whole picture, cut off at this height.
  std::string str(double height) const;

 private:
  void add_legend(const std::vector<LegendItem>& legend);
  Caption caption_;
  Markup body_{"g"};
  double top_ = 0;
};

/// Where values of an axis lie between two coordinates.
class Projection {
 public:
  Projection() = default;
  /// Of a range that is opened where it is empty.
  Projection(Range values, bool logarithmic, double from, double to);
  bool shows(double value) const;
  double at(double value) const;
  std::vector<Tick> ticks(int most, double factor = 1) const;
  double at_tick(const Tick& tick) const;
  bool logarithmic() const { return logarithmic_; }

 private:
  Range range_;  ///< log10 of the values on a logarithmic axis
  bool logarithmic_ = false;
  double from_ = 0, to_ = 1;
};

/// The smallest range that holds all values that an axis can show; empty (0 … 0) where there is none.
class Extent {
 public:
  explicit Extent(bool logarithmic) : logarithmic_(logarithmic) {}
  void add(double value);
  bool empty() const { return !any_; }
  /// With a margin on both sides, as a share of it; from zero where that is asked for.
  Range range(double margin, bool from_zero = false) const;

 private:
  bool logarithmic_;
  bool any_ = false;
  double low_ = 0, high_ = 0;
};

Markup label(std::string_view text, double x, double y, std::string_view anchor, std::string_view style = "");
Markup line(double x1, double y1, double x2, double y2, std::string_view style);
/// Shape number `marker` (they repeat after seven), as the window draws them.
Markup marker(int number, double x, double y, double radius, std::string_view style);
/// A tooltip for an element.
Markup tooltip(std::string_view text);

/// Grid, marks and title of an axis along the bottom or the left of a box.
void add_bottom_axis(Sheet& sheet, const Box& box, const Projection& x, std::string_view title,
                     double factor = 1);
void add_left_axis(Sheet& sheet, const Box& box, const Projection& y, std::string_view title);
/// Room that the labels of a vertical axis take.
double left_room(const Projection& y);
/// Where there is nothing to draw.
void add_empty_note(Sheet& sheet, const Box& box);

std::string look_class(int look);

}  // namespace accelbench::svg
