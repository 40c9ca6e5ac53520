// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/dot_plot.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/ticks.h"

namespace accelbench {

namespace {

constexpr double far_apart = 4;      // a larger ratio of highest to lowest needs a logarithmic axis
constexpr double text_heights = 11;  // of the whole plot
constexpr double legend_gap = 0.4;

/// How the values stand on the picture.
struct Frame {
  QRectF plot;
  Span y;
  bool logarithmic = false;
  std::int64_t rounds = 1;
  std::size_t series = 1;
  double mark = 8;

  double pixel_y(double value) const {
    const double at = logarithmic ? std::log10(value) : value;
    return plot.bottom() - (at - y.minimum) / y.size() * plot.height();
  }
  /// Rounds have a column each; the accelerators stand beside each other in it.
  double pixel_x(std::int64_t round, std::size_t place) const {
    const double column = plot.width() / static_cast<double>(rounds);
    const double share = (static_cast<double>(place) + 1) / (static_cast<double>(series) + 1);
    return plot.left() + column * (static_cast<double>(round - 1) + 0.2 + 0.6 * share);
  }
  QPointF place_of(const Dot& dot, std::size_t place) const {
    const double x = pixel_x(dot.round, place);
    if (dot.missed) return {x, plot.top() + mark};
    if (!dot.value || (logarithmic && !(*dot.value > 0))) return {x, plot.bottom() - mark};
    return {x, std::clamp(pixel_y(*dot.value), plot.top(), plot.bottom())};
  }
};

std::vector<double> values_of(const DotContent& content) {
  std::vector<double> values;
  for (const DotSeries& series : content.series)
    for (const Dot& dot : series.dots)
      if (dot.value && std::isfinite(*dot.value)) values.push_back(*dot.value);
  return values;
}

/// Round numbers around all values; a scatter of less than a hundredth is not blown up to the whole height.
void find_span(Frame& frame, const std::vector<double>& values, int most) {
  if (values.empty()) return;
  const auto [low, high] = std::ranges::minmax(values);
  frame.logarithmic = low > 0 && high / low > far_apart;
  if (frame.logarithmic) {
    const double room = std::max(0.05 * std::log10(high / low), 0.02);
    frame.y = {std::log10(low) - room, std::log10(high) + room};
    return;
  }
  const double least = std::max(std::abs(high), std::abs(low)) * 0.01;
  Span span{low, high};
  if (span.size() < least) span = {low - least / 2, high + least / 2};
  span = opened(span);
  const double step = round_step(span.size() * 1.1, most);
  frame.y = {std::floor(span.minimum / step) * step, std::ceil(span.maximum / step) * step};
  if (frame.y.size() <= 0) frame.y = opened(span);
}

/// Where the names stand: beside each other, in as many rows as they need.
std::vector<QRectF> legend_places(const DotContent& content, const QRectF& box, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double height = metrics.height();
  std::vector<QRectF> places;
  QPointF corner = box.topLeft();
  for (const DotSeries& series : content.series) {
    const double needed = metrics.horizontalAdvance(series.style.label) + height * 1.1 + 1;
    const double width = std::min(needed, box.width());
    if (corner.x() > box.left() && corner.x() + width > box.right())
      corner = {box.left(), corner.y() + height};
    places.emplace_back(corner, QSizeF(width, height));
    corner.rx() += width + height * 0.8;
  }
  return places;
}

Frame frame_in(const QRectF& box, const DotContent& content, const QFont& font, std::vector<Tick>& ticks) {
  const QFontMetricsF metrics(tick_font(font));
  const double height = metrics.height();
  Frame frame;
  frame.mark = height * 0.55;
  frame.rounds = std::max<std::int64_t>(content.rounds, 1);
  for (const DotSeries& series : content.series)
    for (const Dot& dot : series.dots) frame.rounds = std::max(frame.rounds, dot.round);
  frame.series = std::max<std::size_t>(content.series.size(), 1);
  const auto legend = legend_places(content, box, font);
  const double names = legend.empty() ? 0 : legend.back().bottom() - box.top() + height * legend_gap;
  QRectF plot = box.adjusted(0, names, -height / 2, -height * 2.5);
  const int most = std::clamp(static_cast<int>(plot.height() / (height * 2)), 2, 8);
  const auto values = values_of(content);
  find_span(frame, values, most);
  if (!values.empty())
    ticks = frame.logarithmic ? logarithmic_ticks(frame.y, most) : linear_ticks(frame.y, most);
  double labels = 0;
  for (const Tick& tick : ticks) labels = std::max(labels, metrics.horizontalAdvance(tick.label));
  plot.setLeft(plot.left() + labels + height * 0.6);
  frame.plot = plot;
  return frame;
}

void paint_axes(QPainter& painter, const Frame& frame, const std::vector<Tick>& ticks,
                const ChartTheme& theme, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double height = metrics.height();
  painter.setFont(tick_font(font));
  for (const Tick& tick : ticks) {
    const double y = frame.logarithmic ? frame.pixel_y(std::pow(10.0, tick.at)) : frame.pixel_y(tick.at);
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
    painter.setPen(theme.text);
    painter.drawText(QRectF(0, y - height / 2, frame.plot.left() - height * 0.4, height),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(frame.plot.bottomLeft(), frame.plot.bottomRight());
  painter.setPen(theme.text);
  const double column = frame.plot.width() / static_cast<double>(frame.rounds);
  const auto stride = static_cast<std::int64_t>(std::ceil(height * 1.8 / column));
  for (std::int64_t round = 1; round <= frame.rounds; ++round)
    if (round == 1 || round % std::max<std::int64_t>(stride, 1) == 0)
      painter.drawText(QRectF(frame.plot.left() + column * (static_cast<double>(round) - 0.5) - height * 2,
                              frame.plot.bottom() + 3, height * 4, height),
                       Qt::AlignCenter, QString::number(round));
  painter.setPen(theme.faint_text);
  painter.drawText(QRectF(frame.plot.left(), frame.plot.bottom() + 3 + height, frame.plot.width(), height),
                   Qt::AlignCenter, DotPlot::tr("Round"));
}

void paint_legend(QPainter& painter, const QRectF& box, const DotContent& content, const ChartTheme& theme,
                  const QFont& font) {
  const double height = QFontMetricsF(tick_font(font)).height();
  const auto places = legend_places(content, box, font);
  painter.setFont(tick_font(font));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const SeriesStyle& style = content.series[i].style;
    const QPointF mark = places[i].topLeft() + QPointF(height * 0.5, height * 0.55);
    draw_marker(painter, style.marker, mark, height * 0.7, theme.line(style.color), theme.background);
    painter.setPen(theme.text);
    paint_elided(painter, places[i].adjusted(height * 1.1, 0, 0, 0), Qt::AlignLeft, style.label);
  }
}

void paint_cross(QPainter& painter, QPointF at, double reach, const QColor& color) {
  painter.setPen(QPen(color, 1.5));
  painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach));
  painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach));
}

void paint_dot(QPainter& painter, const Frame& frame, const DotSeries& series, const Dot& dot,
               std::size_t place, const ChartTheme& theme) {
  const QColor color = theme.line(series.style.color);
  const QPointF at = frame.place_of(dot, place);
  if (dot.missed || !dot.value) return paint_cross(painter, at, frame.mark * 0.45, color);
  if (dot.set_aside)
    draw_hollow_marker(painter, series.style.marker, at, frame.mark * 1.1, color, theme.background);
  else
    draw_marker(painter, series.style.marker, at, frame.mark * 1.2, color, theme.background);
}

}  // namespace

DotPlot::DotPlot(QWidget* parent) : Figure(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void DotPlot::set_content(const DotContent& content) {
  if (content == content_) return;
  content_ = content;
  show_changes();
}

double DotPlot::needed_height(const QFont& font) const { return QFontMetricsF(font).height() * text_heights; }

void DotPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                            const QFont& font) const {
  std::vector<Tick> ticks;
  const Frame frame = frame_in(box, content_, font, ticks);
  painter.save();
  paint_legend(painter, box, content_, theme, font);
  paint_axes(painter, frame, ticks, theme, font);
  for (std::size_t place = 0; place < content_.series.size(); ++place) {
    const DotSeries& series = content_.series[place];
    if (series.median && std::isfinite(*series.median) && (!frame.logarithmic || *series.median > 0)) {
      QColor color = theme.line(series.style.color);
      color.setAlphaF(0.6F);
      const double y = frame.pixel_y(*series.median);
      painter.setPen(QPen(color, 1, Qt::DashLine));
      painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
    }
    for (const Dot& dot : series.dots) paint_dot(painter, frame, series, dot, place, theme);
  }
  painter.restore();
}

QString DotPlot::tip_at(QPointF position) const {
  std::vector<Tick> ticks;
  const Frame frame = frame_in(content_box(), content_, font(), ticks);
  QString nearest;
  double best = fontMetrics().height();
  for (std::size_t place = 0; place < content_.series.size(); ++place)
    for (const Dot& dot : content_.series[place].dots) {
      const QPointF away = frame.place_of(dot, place) - position;
      const double distance = std::hypot(away.x(), away.y());
      if (distance >= best) continue;
      best = distance;
      nearest = dot.tip;
    }
  return nearest;
}

}  // namespace accelbench
