// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>
#include <vector>

// Where an axis is marked, and how numbers are written on a chart: one rule for the window and for pages.
namespace accelbench::svg {

/// A stretch of an axis.
struct Range {
  double minimum = 0;
  double maximum = 1;
  double size() const { return maximum - minimum; }
  bool operator==(const Range&) const = default;
};

struct Tick {
  double at = 0;      ///< in units of the axis: log10 of the value on a logarithmic axis
  std::string label;  ///< with a decimal point, whatever the language
  bool operator==(const Tick&) const = default;
};

/// 1, 2 or 5 times a power of ten, such that at most `most` steps (at least 1) cover a stretch of this
/// length; 1 where the length is not above 0 or not finite.
double round_step(double length, int most);

/// Marks at round values. `factor` turns values into the numbers written (100 for percent, 1/60 for minutes).
std::vector<Tick> linear_ticks(Range range, int most, double factor = 1);

/// Marks of a logarithmic axis that spans log10 of the values: every decade or every few, 1-2-5 inside
/// decades where there is room, round values where the axis is shorter than that. At least two marks wherever
/// the range is more than a thousandth of a decade.
std::vector<Tick> logarithmic_ticks(Range log_range, int most, double factor = 1);

/// A number as short as it stays clear: 4 significant digits, "12.3k", "1.5M", "2.1e-5".
std::string short_number(double value);

}  // namespace accelbench::svg
