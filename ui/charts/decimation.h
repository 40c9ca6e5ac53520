// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPointF>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "ui/charts/series.h"
#include "ui/charts/span.h"

// From all samples of a line to at most two points a pixel column: its lowest and its highest, so that no
// spike is lost.
namespace accelbench {

/// What stands in a range of samples; indices into the series.
struct Extent {
  std::optional<std::size_t> lowest, highest;                    ///< among the finite values
  std::optional<std::size_t> lowest_positive, highest_positive;  ///< among the finite values above 0
  std::size_t not_finite = 0;
  std::size_t not_positive = 0;  ///< finite and ≤ 0

  void add(const std::vector<double>& y, std::size_t sample);
  void add(const std::vector<double>& y, const Extent& other);
};

/// The extents of blocks of 16, 256, 4096 … samples, extended as samples are appended, so that a refresh need
/// not read all samples again.
class SampleIndex {
 public:
  /// Takes in what was appended since the last call; begins anew after SampleSeries::clear.
  void update(const SampleSeries& series);
  /// The extent of the samples first ≤ i < last. Only samples known to the last `update` may be asked for.
  Extent extent(const SampleSeries& series, std::size_t first, std::size_t last) const;
  /// Whether x never falls and is never NaN on this axis.
  bool ascending(ChartX axis) const { return ascending_[base_place(axis)]; }
  std::uint64_t generation() const { return generation_; }
  std::size_t size() const { return size_; }

 private:
  void add_blocks(const SampleSeries& series);
  void check_order(const SampleSeries& series, std::size_t from);

  static constexpr std::size_t fan_ = 16;
  std::vector<std::vector<Extent>> levels_;  ///< levels_[k]: blocks of fan_^(k+1) samples
  std::array<bool, base_axes> ascending_ = {true, true, true, true};
  std::size_t size_ = 0;
  std::uint64_t generation_ = 0;
};

/// What is asked of a line: the stretch of x in sight, the pixel columns it is drawn on, and the kind of y
/// axis.
struct ColumnRequest {
  ChartX axis = ChartX::epoch;
  Span x;
  int columns = 1;
  bool logarithmic = false;
};

/// A line made ready to draw. Its x values ascend.
struct DecimatedLine {
  /// Pieces between gaps, each with at most two points a column, and one on each edge of the stretch where
  /// the line crosses it. y in units of the axis: log10 of the value where the axis is logarithmic.
  std::vector<std::vector<QPointF>> pieces;
  std::vector<double> skipped_x;  ///< where values cannot be drawn, at most one a column
  std::size_t not_finite = 0;     ///< in sight
  std::size_t not_positive = 0;   ///< in sight, counted on a logarithmic axis only
};

/// Nothing where the line cannot stand on the axis.
DecimatedLine decimate(const SampleSeries& series, const SampleIndex& index, const ColumnRequest& request);

/// The sample whose x is nearest (the earlier of two as near); nothing in an empty series.
std::optional<std::size_t> nearest_sample(const std::vector<double>& x, double at, bool ascending);

}  // namespace accelbench
