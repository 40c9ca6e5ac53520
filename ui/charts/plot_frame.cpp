// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_frame.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "ui/charts/chart_theme.h"

namespace accelbench {
namespace {

struct TimeUnit {
  double until_s;
  double factor;
  const char* name;
};
constexpr std::array<TimeUnit, 4> time_units = {{{1, 1e3, "ms"},
                                                 {600, 1, "s"},
                                                 {4 * 3600.0, 1.0 / 60, "min"},
                                                 {std::numeric_limits<double>::infinity(), 1.0 / 3600, "h"}}};

const TimeUnit& time_unit(Span span) {
  for (const auto& unit : time_units)
    if (span.maximum < unit.until_s) return unit;
  return time_units.back();
}

QString translated(const char* text) { return QCoreApplication::translate("accelbench::LineChart", text); }

/// First and last x of a line that can stand on the axis.
std::optional<Span> extent_of_x(const IndexedSeries& line, ChartX axis) {
  if (line.index.size() == 0) return std::nullopt;
  const auto& x = line.samples->column(axis);
  const double factor = line.samples->factor(axis);
  if (line.index.ascending(axis)) return Span{x.front() * factor, x[line.index.size() - 1] * factor};
  std::optional<Span> extent;
  for (const double one : x)
    if (const double at = one * factor; std::isfinite(at))
      extent = extent ? Span{std::min(extent->minimum, at), std::max(extent->maximum, at)} : Span{at, at};
  return extent;
}

/// Where the values begin near 0, so does the axis.
void start_at_zero(Span& span) {
  if (span.minimum > 0 && span.minimum <= 0.25 * span.maximum) span.minimum = 0;
}

/// Lowest and highest drawn value, in units of the axis.
std::optional<Span> drawn_y(const PlotFrame& frame) {
  std::optional<Span> extent;
  const auto widen = [&extent](double y) {
    extent = extent ? Span{std::min(extent->minimum, y), std::max(extent->maximum, y)} : Span{y, y};
  };
  for (const auto& line : frame.lines)
    for (const auto& piece : line.drawn.pieces)
      for (const QPointF& point : piece) widen(point.y());
  for (const BandFrame& band : frame.bands) {
    for (const double low : band.low) widen(low);
    for (const double high : band.high) widen(high);
  }
  return extent;
}

std::optional<double> bound(const ChartContent& content, std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return std::nullopt;
  if (!content.log_y) return value;
  return *value > 0 ? std::optional(std::log10(*value)) : std::nullopt;
}

/// Room for the values: to round numbers on a linear axis, a twentieth on a logarithmic one.
Span roomy_y(Span values, bool logarithmic, int most_ticks) {
  if (logarithmic) {
    const double room = std::max(values.size() * 0.05, 0.02);
    return {values.minimum - room, values.maximum + room};
  }
  Span span = opened(values);
  start_at_zero(span);
  const double step = round_step(span.size(), most_ticks);
  return {std::floor(span.minimum / step + 1e-6) * step, std::ceil(span.maximum / step - 1e-6) * step};
}

Span y_span(const ChartContent& content, const PlotFrame& frame, int most_ticks) {
  if (content.zoom_y) return *content.zoom_y;
  const auto values = drawn_y(frame);
  Span span = values ? roomy_y(*values, content.log_y, most_ticks) : Span{0, 1};
  if (const auto minimum = bound(content, content.bound_below())) span.minimum = *minimum;
  if (const auto maximum = bound(content, content.bound_above())) span.maximum = *maximum;
  return span.size() > 0 ? span : opened({span.minimum, span.minimum});
}

double widest(const std::vector<Tick>& ticks, const QFontMetricsF& metrics) {
  double width = 0;
  for (const auto& tick : ticks) width = std::max(width, metrics.horizontalAdvance(tick.label));
  return width;
}

/// Room left of the plot in steps of two digits, so that it does not move with every new label.
double label_room(const std::vector<Tick>& ticks, const QFontMetricsF& metrics) {
  const double step = metrics.horizontalAdvance(QStringLiteral("00"));
  return std::max(2.0, std::ceil(widest(ticks, metrics) / step)) * step + metrics.height() * 0.7;
}

/// Far outside the picture the geometry of Qt Charts would overflow; there nobody sees where exactly a line
/// runs.
void keep_near(std::vector<LineFrame>& lines, Span y) {
  const double room = y.size() * 1e4;
  for (auto& line : lines)
    for (auto& piece : line.drawn.pieces)
      for (QPointF& point : piece) point.setY(std::clamp(point.y(), y.minimum - room, y.maximum + room));
}

/// As recorded and, over it, smooth.
void add_line(const IndexedSeries& line, const ColumnRequest& request, PlotFrame& frame) {
  DecimatedLine drawn = decimate(*line.samples, line.index, request);
  frame.not_finite += drawn.not_finite;
  frame.not_positive += drawn.not_positive;
  frame.has_points = frame.has_points || !drawn.pieces.empty() || !drawn.skipped_x.empty();
  frame.lines.push_back({line.samples->style, std::move(drawn), line.smooth != nullptr});
  if (!line.smooth) return;
  DecimatedLine smooth = decimate(line.smooth->series(), line.smooth->index(), request);
  smooth.skipped_x.clear();  // marked for the raw line
  frame.lines.push_back({line.samples->style, std::move(smooth), false});
}

/// The best value of all samples of a line, in sight or not.
std::optional<QPointF> best_point(const ChartContent& content, const IndexedSeries& line) {
  const Extent all = line.index.extent(*line.samples, 0, line.index.size());
  const auto lowest = content.log_y ? all.lowest_positive : all.lowest;
  const auto best = content.best == BestValue::lowest ? lowest : all.highest;
  if (!best || line.samples->y[*all.lowest] == line.samples->y[*all.highest]) return {};  // none is better
  const double y = line.samples->y[*best];
  if (content.log_y && y <= 0) return {};
  return QPointF(line.samples->x(content.x, *best), content.log_y ? std::log10(y) : y);
}

/// One mark an entry of the legend: of the validation line where there is one, since that is what is chosen
/// by.
void add_best(const ChartContent& content, PlotFrame& frame) {
  if (content.best == BestValue::none || content.ratio) return;
  std::map<QString, BestMark> marks;
  for (const auto& line : content.series) {
    const SeriesStyle& style = line.samples->style;
    if (!content.drawn(line) || style.marker < 0) continue;
    const auto place = marks.find(style.entry());
    if (place != marks.end() && !style.dashed) continue;
    if (const auto at = best_point(content, line))
      marks.insert_or_assign(style.entry(), BestMark{style, *at});
  }
  for (auto& [entry, mark] : marks) frame.best.push_back(std::move(mark));
}

void add_lines(const ChartContent& content, PlotFrame& frame) {
  const ColumnRequest request{content.x, frame.x.span, std::max(1, qRound(frame.plot.width())),
                              content.log_y};
  for (const auto& line : content.series)
    if (content.drawn(line)) add_line(line, request, frame);
  for (const auto& band : content.bands)
    if (!content.ratio && !content.hidden.contains(band->style.entry()))
      if (auto drawn = make_band(*band, content.x, request.x, request.columns, content.log_y))
        frame.bands.push_back(std::move(*drawn));
}

}  // namespace

Span followed_x(const ChartContent& content, int most_ticks) {
  std::optional<Span> all;
  for (const auto& line : content.series)
    if (const auto own = content.drawn(line) ? extent_of_x(line, content.x) : std::nullopt)
      all = all ? Span{std::min(all->minimum, own->minimum), std::max(all->maximum, own->maximum)} : *own;
  if (!all) return {0, 1};
  Span span = *all;
  start_at_zero(span);
  span = opened(span);
  const double step = round_step(span.size(), most_ticks) / 2;
  span.maximum = std::max(span.maximum, std::ceil(span.maximum / step - 1e-6) * step);
  return span;
}

void ChartContent::take_lines() {
  series.clear();
  for (const ChartLine& line : lines) {
    if (ratio && !line.baseline) continue;
    IndexedSeries& made = series.emplace_back();
    if (ratio) made.ratio = std::make_shared<RatioSeries>(line.samples, line.baseline, x);
    made.samples = ratio ? made.ratio->series() : line.samples;
    if (smoothing > 0) made.smooth = std::make_shared<SmoothSeries>(smoothing);
  }
  update_indexes();
}

QString ChartContent::currency() const {
  for (const auto& line : series)
    if (line.samples->stands_on(ChartX::money)) return line.samples->currency;
  return {};
}

bool ChartContent::stands_on_axis(const IndexedSeries& line) const {
  return line.samples->stands_on(x) && (x != ChartX::money || line.samples->currency == currency());
}

QString ChartContent::missing_text() const {
  const bool samples =
      std::ranges::any_of(lines, [](const ChartLine& line) { return line.samples->size() > 0; });
  if (!samples) return {};
  if (ratio && series.empty())
    return translated(
        QT_TRANSLATE_NOOP("accelbench::LineChart", "No line here has a baseline to be held against."));
  const bool stands = std::ranges::any_of(series, [this](const auto& line) { return stands_on_axis(line); });
  if (stands) return {};
  if (x == ChartX::joules)
    return translated(
        QT_TRANSLATE_NOOP("accelbench::LineChart", "No power was measured: the log tells why."));
  if (x == ChartX::money)
    return translated(
        QT_TRANSLATE_NOOP("accelbench::LineChart",
                          "No accelerator here has a price per hour. Give it one under Accelerators."));
  return translated(
      QT_TRANSLATE_NOOP("accelbench::LineChart", "How many samples an epoch has is not known here."));
}

QString ChartContent::text_in_place() const {
  const QString missing = missing_text();
  return missing.isEmpty() ? empty_text : missing;
}

bool ChartContent::update_indexes() {
  bool changed = false;
  for (auto& line : series) {
    if (line.ratio) line.ratio->update();
    const std::size_t before = line.index.size();
    const auto generation = line.index.generation();
    line.index.update(*line.samples);
    if (line.smooth) line.smooth->update(*line.samples);
    changed = changed || line.index.size() != before || line.index.generation() != generation;
  }
  std::vector<std::uint64_t> versions;
  for (const auto& band : bands) versions.push_back(band->version);
  changed = changed || versions != drawn_bands;
  drawn_bands = std::move(versions);
  return changed;
}

bool ChartContent::shows_bands() const {
  return !ratio && (x == ChartX::step || x == ChartX::epoch) &&
         std::ranges::any_of(bands, [this](const auto& band) {
           return band->runs > 1 && !hidden.contains(band->style.entry());
         });
}

bool ChartContent::shows_dashed() const {
  return std::ranges::any_of(
      series, [this](const IndexedSeries& line) { return line.samples->style.dashed && shown(line); });
}

std::vector<SeriesStyle> ChartContent::legend_styles() const {
  std::vector<SeriesStyle> styles;
  for (const auto& line : series) {
    SeriesStyle style = line.samples->style;
    style.label = style.entry();
    const bool stands = std::ranges::find(styles, style.label, &SeriesStyle::label) != styles.end();
    if (style.stands_with.isEmpty() || !stands) styles.push_back(style);
  }
  return styles;
}

QPointF PlotFrame::to_pixels(QPointF axis_point) const {
  return {plot.left() + (axis_point.x() - x.span.minimum) / x.span.size() * plot.width(),
          plot.bottom() - (axis_point.y() - y.span.minimum) / y.span.size() * plot.height()};
}

double PlotFrame::x_at(double pixel) const {
  return x.span.minimum + (pixel - plot.left()) / plot.width() * x.span.size();
}

double PlotFrame::y_at(double pixel) const {
  return y.span.minimum + (plot.bottom() - pixel) / plot.height() * y.span.size();
}

double x_factor(ChartX axis, Span span) { return axis == ChartX::time ? time_unit(span).factor : 1; }

QString x_title(ChartX axis, Span span, const QString& currency) {
  if (axis == ChartX::samples) return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Samples"));
  if (axis == ChartX::joules) return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Energy (J)"));
  if (axis == ChartX::money)
    return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Cost (%1)")).arg(currency);
  if (axis == ChartX::step) return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Step"));
  if (axis == ChartX::epoch) return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Epoch"));
  return translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "Time (%1)"))
      .arg(QLatin1String(time_unit(span).name));
}

PlotFrame make_frame(const ChartContent& content, QSizeF size, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double line_height = metrics.height();
  PlotFrame frame;
  frame.size = size;
  frame.plot = QRectF(0, line_height * 0.7, size.width() - line_height, size.height() - line_height * 3.4);
  frame.plot.setHeight(std::max(frame.plot.height(), 1.0));
  const int most_y = std::clamp(static_cast<int>(frame.plot.height() / (line_height * 2.2)), 2, 8);
  const int most_x = std::clamp(static_cast<int>(frame.plot.width() / (line_height * 3.2)), 2, 12);

  frame.full_x = followed_x(content, most_x);
  frame.x.span = content.zoom_x.value_or(frame.full_x);
  // The room beside the plot depends on the labels, and they on the points: the columns are counted with room
  // for six digits.
  frame.plot.setLeft(label_room({{0, QStringLiteral("000000")}}, metrics));
  add_lines(content, frame);
  add_best(content, frame);
  if (content.ratio) frame.reference_y = content.log_y ? 0.0 : 1.0;
  frame.y.span = y_span(content, frame, most_y);
  frame.y.ticks = content.log_y ? logarithmic_ticks(frame.y.span, most_y, content.y_factor())
                                : linear_ticks(frame.y.span, most_y, content.y_factor());
  frame.plot.setLeft(std::min(label_room(frame.y.ticks, metrics), size.width() / 2));
  keep_near(frame.lines, frame.y.span);
  frame.x.ticks = linear_ticks(frame.x.span, most_x, x_factor(content.x, frame.x.span));
  frame.x.title = x_title(content.x, frame.x.span, content.currency());
  // Numbers beside an empty chart would be invented.
  if (!frame.has_points) {
    frame.x.ticks.clear();
    frame.y.ticks.clear();
  }
  return frame;
}

}  // namespace accelbench
