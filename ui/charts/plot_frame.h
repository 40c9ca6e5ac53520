// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFont>
#include <QRectF>
#include <QSet>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/band.h"
#include "ui/charts/decimation.h"
#include "ui/charts/series.h"
#include "ui/charts/span.h"
#include "ui/charts/ticks.h"

// From what a chart shows to what is drawn: ranges, marks and points, worked out without any widget.
namespace accelbench {

/// One line of a chart with its index of extremes.
struct IndexedSeries {
  std::shared_ptr<const SampleSeries> samples;
  SampleIndex index;
};

/// All that a chart shows and how the user looks at it.
struct ChartContent {
  QString title, y_name, y_unit, provenance, empty_text;
  QString dashed_meaning;  ///< said once where a dashed line is shown; empty: nothing
  ChartX x = ChartX::epoch;
  bool log_y = false;
  std::optional<double> y_minimum, y_maximum;  ///< fixed bounds, in units of the values
  std::vector<IndexedSeries> series;
  std::vector<std::shared_ptr<const BandSeries>> bands;
  std::vector<std::uint64_t> drawn_bands;  ///< their versions at the last update_indexes
  QSet<QString> hidden;                    ///< entries of the legend
  std::optional<Span> zoom_x;              ///< nothing: follow the samples
  std::optional<Span> zoom_y;              ///< in units of the axis; nothing: the values in sight

  /// Takes in new samples; true if there were any.
  bool update_indexes();
  bool shown(const IndexedSeries& line) const { return !hidden.contains(line.samples->style.entry()); }
  bool shows_dashed() const;
  /// Whether a band of several runs is in the picture.
  bool shows_bands() const;
  /// One style for each entry of the legend, in the order of the lines.
  std::vector<SeriesStyle> legend_styles() const;
  /// From values to the numbers written: 100 where the unit is percent.
  double y_factor() const { return y_unit == QStringLiteral("%") ? 100 : 1; }
};

struct AxisFrame {
  Span span;
  std::vector<Tick> ticks;
  QString title;
};

struct LineFrame {
  SeriesStyle style;
  DecimatedLine drawn;
};

/// A picture of a chart in numbers. Pixels are logical.
struct PlotFrame {
  QSizeF size;
  QRectF plot;  ///< inside the axes
  AxisFrame x, y;
  Span full_x;  ///< what following would show
  std::vector<LineFrame> lines;
  std::vector<BandFrame> bands;
  bool has_points = false;
  std::size_t not_finite = 0;
  std::size_t not_positive = 0;

  QPointF to_pixels(QPointF axis_point) const;
  double x_at(double pixel) const;
  double y_at(double pixel) const;
};

/// Lays out and decimates the shown series on a picture of this size. Call update_indexes first.
PlotFrame make_frame(const ChartContent& content, QSizeF size, const QFont& font);

/// "Epoch", "Step", "Time (s)" …; time takes the unit that suits the stretch.
QString x_title(ChartX axis, Span span);
/// From seconds to the unit of x_title; 1 for the other axes.
double x_factor(ChartX axis, Span span);

}  // namespace accelbench
