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
#include "ui/charts/derived_series.h"
#include "ui/charts/series.h"
#include "ui/charts/span.h"
#include "ui/charts/ticks.h"

// From what a chart shows to what is drawn: ranges, marks and points, worked out without any widget.
namespace accelbench {

/// A line as it was recorded, and the one that it is held against where a chart shows ratios; null: none.
struct ChartLine {
  std::shared_ptr<const SampleSeries> samples;
  std::shared_ptr<const SampleSeries> baseline = nullptr;
};

/// One line of a chart with its index of extremes.
struct IndexedSeries {
  std::shared_ptr<const SampleSeries> samples;  ///< what is drawn: as recorded, or its ratio to the baseline
  SampleIndex index;
  std::shared_ptr<RatioSeries> ratio = nullptr;    ///< where `samples` are one
  std::shared_ptr<SmoothSeries> smooth = nullptr;  ///< drawn over the samples; null: nothing
};

/// Which value of a line is the best one.
enum class BestValue { none, lowest, highest };

/// All that a chart shows and how the user looks at it.
struct ChartContent {
  QString title, y_name, y_unit, provenance, empty_text;
  QString dashed_meaning;  ///< said once where a dashed line is shown; empty: nothing
  ChartX x = ChartX::epoch;
  bool log_y = false;
  bool ratio = false;    ///< to the baseline, which a line without one has not
  double smoothing = 0;  ///< weight of SmoothSeries; 0: none
  BestValue best = BestValue::none;
  QString baseline_label;                      ///< said beside ratios
  std::optional<double> y_minimum, y_maximum;  ///< fixed bounds, in units of the values
  std::vector<ChartLine> lines;                ///< as recorded
  std::vector<IndexedSeries> series;           ///< one for each line that is shown this way: see take_lines
  std::vector<std::shared_ptr<const BandSeries>> bands;
  std::vector<std::uint64_t> drawn_bands;  ///< their versions at the last update_indexes
  QSet<QString> hidden;                    ///< entries of the legend
  std::optional<Span> zoom_x;              ///< nothing: follow the samples
  std::optional<Span> zoom_y;              ///< in units of the axis; nothing: the values in sight

  /// Makes `series` anew from `lines`, for the axis, ratio and smoothing as they are now.
  void take_lines();
  /// Takes in new samples; true if there were any.
  bool update_indexes();
  bool shown(const IndexedSeries& line) const { return !hidden.contains(line.samples->style.entry()); }
  /// Whether the line is shown and can stand on the axis: only one currency stands on that of money.
  bool drawn(const IndexedSeries& line) const { return shown(line) && stands_on_axis(line); }
  bool stands_on_axis(const IndexedSeries& line) const;
  QString currency() const;  ///< of the axis of money
  /// What the bounds of y are while no ratios are shown.
  std::optional<double> bound_below() const { return ratio ? std::nullopt : y_minimum; }
  std::optional<double> bound_above() const { return ratio ? std::nullopt : y_maximum; }
  /// Why nothing stands on the axis though there are samples; empty where something does.
  QString missing_text() const;
  /// What stands where there is nothing to draw.
  QString text_in_place() const;
  bool shows_dashed() const;
  /// Whether a band of several runs is in the picture.
  bool shows_bands() const;
  /// One style for each entry of the legend, in the order of the lines.
  std::vector<SeriesStyle> legend_styles() const;
  /// From values to the numbers written: 100 where the unit is percent.
  double y_factor() const { return y_unit == QStringLiteral("%") && !ratio ? 100 : 1; }
};

struct AxisFrame {
  Span span;
  std::vector<Tick> ticks;
  QString title;
};

struct LineFrame {
  SeriesStyle style;
  DecimatedLine drawn;
  bool faint = false;  ///< a smooth line of the same style stands before it
};

/// The best value of a line, in units of the axes.
struct BestMark {
  SeriesStyle style;
  QPointF at;
};

/// A picture of a chart in numbers. Pixels are logical.
struct PlotFrame {
  QSizeF size;
  QRectF plot;  ///< inside the axes
  AxisFrame x, y;
  Span full_x;  ///< what following would show
  std::vector<LineFrame> lines;
  std::vector<BandFrame> bands;
  std::vector<BestMark> best;
  std::optional<double> reference_y;  ///< a line across: the baseline of ratios
  bool has_points = false;
  std::size_t not_finite = 0;
  std::size_t not_positive = 0;

  QPointF to_pixels(QPointF axis_point) const;
  double x_at(double pixel) const;
  double y_at(double pixel) const;
};

/// Lays out and decimates the shown series on a picture of this size. Call update_indexes first.
PlotFrame make_frame(const ChartContent& content, QSizeF size, const QFont& font);

/// What following shows: all samples, with a start at 0 where that is near, and an end at a round number, so
/// that the axis does not move at every tick.
Span followed_x(const ChartContent& content, int most_ticks);

/// "Epoch", "Step", "Time (s)", "Cost (USD)" …; time takes the unit that suits the stretch.
QString x_title(ChartX axis, Span span, const QString& currency = {});
/// From seconds to the unit of x_title; 1 for the other axes.
double x_factor(ChartX axis, Span span);

}  // namespace accelbench
