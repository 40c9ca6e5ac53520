// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/results/svg/style.h"

// Plots that stand alone: SVG without script, fonts or files of its own; text stays text. Values that are not
// finite are left out. Names may be strangers': they are escaped, and shortened where there is no room (the
// whole name is in the tooltip).
namespace accelbench::svg {

struct Point {
  double x = 0;
  double y = 0;
};

struct Caption {
  std::string title;       ///< what is drawn, with its unit
  std::string note = {};   ///< under the title: what line and band are
  std::string style = {};  ///< stylesheet() for a picture that stands alone; empty within a page that has it
};

struct Axis {
  std::string title;  ///< with the unit
  bool logarithmic = false;
  bool from_zero = false;
};

/// One accelerator: its class is "k<look>", its marker shape look modulo 7.
struct Curve {
  std::string name;
  int look = 0;
  std::vector<Point> middle;
  std::vector<Point> low = {}, high = {};    ///< of the band, at the same places as `middle`; empty: none
  std::vector<std::vector<Point>> raw = {};  ///< single runs, drawn faintly
};
struct LinePlot {
  Caption caption;
  Axis x, y;
  std::vector<Curve> curves;
};
std::string line_plot(const LinePlot& plot);

/// One pair: its ratio with an interval. An end that is missing beside a ratio is infinite: an arrow.
struct ForestRow {
  std::string name;
  int look = 0;
  std::optional<double> ratio, low, high;
  bool separated = false;  ///< otherwise it is drawn in grey
  std::string text;        ///< on the right: numbers and verdict, or why there are none
};
struct ForestPlot {
  Caption caption;
  std::string axis;
  std::optional<double> floor;  ///< f: the band from 1/f to f is grey
  std::vector<ForestRow> rows;
};
std::string forest_plot(const ForestPlot& plot);

/// Every run as a dot, by its round.
struct Dot {
  double round = 0;
  double value = 0;
  bool counted = true;  ///< otherwise hollow
  std::string text;     ///< tooltip
};
struct DotSeries {
  std::string name;
  int look = 0;
  std::vector<Dot> dots;
  std::optional<double> median = {};  ///< a line across
};
struct DotPlot {
  Caption caption;
  Axis y;
  std::vector<DotSeries> series;
};
std::string dot_plot(const DotPlot& plot);

/// Horizontal bars made of parts; all share one axis from 0.
struct Bar {
  std::string name;
  std::vector<double> parts;  ///< in the order of `BarPlot::parts`; 0: left out
};
struct BarPlot {
  Caption caption;
  std::string axis;
  double factor = 1;               ///< turns parts into the numbers written on the axis: 100 for percent
  std::vector<std::string> parts;  ///< names, at most 9
  std::vector<Bar> bars;
};
std::string bar_plot(const BarPlot& plot);

/// A value with its interval at a number of ranks.
struct RanksPoint {
  double ranks = 1;
  double value = 0;
  std::optional<double> low = {}, high = {};
};
struct ScalingCurve {
  std::string name;
  int look = 0;
  std::vector<RanksPoint> measured;  ///< marks with their intervals
  std::vector<RanksPoint> model;     ///< a line with its band; dashed beyond `measured_to`: a prediction
  double measured_to = 1;
};
/// Over ranks, on an axis marked at powers of two.
struct ScalingPlot {
  Caption caption;
  Axis y;
  std::vector<Point> ideal = {};  ///< what perfect scaling would be: a faint line
  std::vector<ScalingCurve> curves;
};
std::string scaling_plot(const ScalingPlot& plot);

}  // namespace accelbench::svg
