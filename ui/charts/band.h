// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPainter>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_theme.h"
#include "ui/charts/series.h"
#include "ui/charts/span.h"

// The lowest and the highest of several runs at each epoch: what a line did over the rounds.
namespace accelbench {

/// Arrays of equal length. Belongs to the line of the same label: its entry of the legend hides both.
struct BandSeries {
  SeriesStyle style;
  std::vector<double> step, epoch, low, high;
  std::int64_t runs = 0;      ///< that it covers; a band of fewer than two says nothing and is not drawn
  std::uint64_t version = 0;  ///< counts its changes

  /// Takes in one more run's line. NaN and infinite values are passed over.
  void widen(const SampleSeries& line);
  void clear();
};

/// A band on the columns of a picture, in units of the axes.
struct BandFrame {
  QColor color;
  std::vector<double> x, low, high;
};

/// At most one point a column. Nothing on other axes than step and epoch (the runs have other times each),
/// nor where there is nothing to draw.
std::optional<BandFrame> make_band(const BandSeries& band, ChartX axis, Span x, int columns,
                                   bool logarithmic);

}  // namespace accelbench
