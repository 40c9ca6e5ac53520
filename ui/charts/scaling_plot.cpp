// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scaling_plot.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/span.h"
#include "ui/charts/ticks.h"

namespace accelbench {

namespace {

constexpr double scaling_text_heights = 14;  // of the whole plot
constexpr double scaling_room = 0.05;        // of a span, above and below

/// How ranks and values stand on the picture.
struct ScalingPlaces {
  QRectF plot;
  Span x, y;  ///< log2 of the ranks; log10 of speed-ups, or shares
  bool rises = true;

  QPointF at(double ranks, double value) const {
    const double up = rises ? std::log10(std::max(value, 1e-6)) : value;
    return {plot.left() + (std::log2(ranks) - x.minimum) / x.size() * plot.width(),
            plot.bottom() - (up - y.minimum) / y.size() * plot.height()};
  }
};

template <class Function>
void for_each_mark(const ScalingContent& content, const Function& function) {
  for (const ScalingSeries& series : content.series)
    for (const auto* marks : {&series.measured, &series.model})
      for (const ScalingMark& mark : *marks) function(mark);
}

/// The ranks from which and to which anything stands, as log2.
Span ranks_span(const ScalingContent& content) {
  Span span{1e9, -1e9};
  for_each_mark(content, [&](const ScalingMark& mark) {
    span.minimum = std::min(span.minimum, std::log2(mark.ranks));
    span.maximum = std::max(span.maximum, std::log2(mark.ranks));
  });
  return span.minimum > span.maximum ? Span{0, 1} : span;
}

void widen_to(Span& span, double value, bool logarithmic) {
  if (!std::isfinite(value) || (logarithmic && !(value > 0))) return;
  const double at = logarithmic ? std::log10(value) : value;
  span.minimum = std::min(span.minimum, at);
  span.maximum = std::max(span.maximum, at);
}

/// Efficiencies begin at 0 and go to 1 at least.
Span values_span(const ScalingContent& content) {
  Span span{0, content.rises ? 0.1 : 1};
  for_each_mark(content, [&](const ScalingMark& mark) {
    widen_to(span, mark.value, content.rises);
    widen_to(span, mark.low.value_or(mark.value), content.rises);
    widen_to(span, mark.high.value_or(mark.value), content.rises);
  });
  const double room = span.size() * scaling_room;
  return {content.rises ? span.minimum - room : std::min(span.minimum, 0.0), span.maximum + room};
}

std::vector<Tick> value_ticks(const ScalingPlaces& places, double line) {
  const int most = std::clamp(static_cast<int>(places.plot.height() / (line * 2)), 2, 8);
  return places.rises ? logarithmic_ticks(places.y, most) : linear_ticks(places.y, most, 100);
}

double name_width(const ScalingSeries& series, const QFontMetricsF& metrics) {
  return metrics.horizontalAdvance(series.style.label) + metrics.height() * 2;
}

/// Lines that the names of all series take.
int name_lines(const ScalingContent& content, double width, const QFontMetricsF& metrics) {
  int lines = 1;
  double used = 0;
  for (const ScalingSeries& series : content.series) {
    const double wide = name_width(series, metrics);
    if (used > 0 && used + wide > width) ++lines, used = 0;
    used += wide;
  }
  return lines;
}

ScalingPlaces places_in_box(const QRectF& box, const ScalingContent& content, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double line = metrics.height();
  const double names = name_lines(content, box.width(), metrics) * line * 1.2;
  ScalingPlaces places;
  places.rises = content.rises;
  places.x = ranks_span(content);
  if (places.x.size() <= 0) places.x.maximum = places.x.minimum + 1;
  const double room = places.x.size() * scaling_room;
  places.x = {places.x.minimum - room, places.x.maximum + room};
  places.y = values_span(content);
  places.plot = box.adjusted(0, names, -line / 2, -line * 2.6);
  double labels = 0;
  for (const Tick& tick : value_ticks(places, line))
    labels = std::max(labels, metrics.horizontalAdvance(tick.label));
  places.plot.setLeft(places.plot.left() + labels + line * 0.6);
  places.plot.setWidth(std::max(places.plot.width(), 1.0));
  places.plot.setHeight(std::max(places.plot.height(), 1.0));
  return places;
}

void paint_names(QPainter& painter, const QRectF& box, const ScalingContent& content,
                 const ChartTheme& theme) {
  const QFontMetricsF metrics(painter.font());
  const double line = metrics.height();
  QPointF corner = box.topLeft();
  for (const ScalingSeries& series : content.series) {
    const double wide = name_width(series, metrics);
    if (corner.x() > box.left() && corner.x() + wide > box.right())
      corner = {box.left(), corner.y() + line * 1.2};
    draw_marker(painter, std::max(series.style.marker, 0), corner + QPointF(line * 0.5, line * 0.55),
                line * 0.7, theme.line(series.style.color), theme.background);
    painter.setPen(theme.text);
    paint_elided(painter,
                 QRectF(corner + QPointF(line * 1.1, 0), QSizeF(wide - line * 1.1, line)).intersected(box),
                 Qt::AlignLeft, series.style.label);
    corner.rx() += wide;
  }
}

void paint_value_axis(QPainter& painter, const ScalingPlaces& places, const QRectF& box,
                      const ChartTheme& theme) {
  const double line = QFontMetricsF(painter.font()).height();
  for (const Tick& tick : value_ticks(places, line)) {
    const double y =
        places.plot.bottom() - (tick.at - places.y.minimum) / places.y.size() * places.plot.height();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(places.plot.left(), y), QPointF(places.plot.right(), y));
    painter.setPen(theme.text);
    painter.drawText(QRectF(box.left(), y - line / 2, places.plot.left() - box.left() - line * 0.4, line),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
}

/// 1, 2, 4, …, as many as there is room for.
void paint_ranks_axis(QPainter& painter, const ScalingPlaces& places, const ChartTheme& theme) {
  const QFontMetricsF metrics(painter.font());
  const QRectF& plot = places.plot;
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  double free_from = plot.left() - metrics.height() * 2;
  for (int i = 0; i <= static_cast<int>(places.x.maximum); ++i) {
    const double x = places.at(std::exp2(i), 1).x();
    const QString text = QString::number(std::int64_t{1} << i);
    const double wide = metrics.horizontalAdvance(text);
    if (x < plot.left() || x - wide / 2 < free_from) continue;
    free_from = x + wide / 2 + metrics.averageCharWidth();
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
    painter.setPen(theme.text);
    painter.drawText(QRectF(x - wide, plot.bottom() + 5, 2 * wide, metrics.height()), Qt::AlignCenter, text);
  }
  painter.setPen(theme.faint_text);
  painter.drawText(QRectF(plot.left(), plot.bottom() + 6 + metrics.height(), plot.width(), metrics.height()),
                   Qt::AlignCenter, ScalingPlot::tr("Ranks"));
}

/// What perfect scaling would be, from the fewest ranks on.
void paint_ideal(QPainter& painter, const ScalingPlaces& places, const ScalingContent& content,
                 const ChartTheme& theme) {
  const Span ranks = ranks_span(content);
  const double fewest = std::exp2(ranks.minimum), most = std::exp2(ranks.maximum);
  painter.setPen(QPen(theme.faint_text, 1, Qt::DotLine));
  painter.drawLine(places.at(fewest, 1), places.at(most, content.rises ? most / fewest : 1));
}

void paint_model_band(QPainter& painter, const ScalingPlaces& places, const ScalingSeries& series,
                      QColor color) {
  QPolygonF band;
  for (const ScalingMark& mark : series.model) band << places.at(mark.ranks, mark.low.value_or(mark.value));
  for (auto mark = series.model.rbegin(); mark != series.model.rend(); ++mark)
    band << places.at(mark->ranks, mark->high.value_or(mark->value));
  color.setAlphaF(0.16F);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(band);
}

void paint_model_line(QPainter& painter, const ScalingPlaces& places, const ScalingSeries& series,
                      const QColor& color) {
  QPolygonF within, beyond;
  for (const ScalingMark& mark : series.model) {
    if (mark.ranks <= series.measured_to()) within << places.at(mark.ranks, mark.value);
    if (mark.ranks >= series.measured_to()) beyond << places.at(mark.ranks, mark.value);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(line_pen(color, false));
  painter.drawPolyline(within);
  painter.setPen(line_pen(color, true));
  painter.drawPolyline(beyond);
}

void paint_measured(QPainter& painter, const ScalingPlaces& places, const ScalingSeries& series,
                    const QColor& color, const QColor& background, double size) {
  for (const ScalingMark& mark : series.measured) {
    painter.setPen(QPen(color, 2));
    if (mark.low && mark.high)
      painter.drawLine(places.at(mark.ranks, *mark.low), places.at(mark.ranks, *mark.high));
    draw_marker(painter, std::max(series.style.marker, 0), places.at(mark.ranks, mark.value), size, color,
                background);
  }
}

/// Where every line is dashed: from the most ranks measured on.
void paint_prediction_note(QPainter& painter, const ScalingPlaces& places, const ScalingContent& content,
                           const ChartTheme& theme) {
  double measured = 0, predicted = 0;
  for (const ScalingSeries& series : content.series) {
    measured = std::max(measured, series.measured_to());
    if (!series.model.empty()) predicted = std::max(predicted, series.model.back().ranks);
  }
  if (measured <= 0 || predicted <= measured) return;
  const double x = places.at(measured, 1).x();
  const double line = QFontMetricsF(painter.font()).height();
  painter.setPen(QPen(theme.grid, 1, Qt::DashLine));
  painter.drawLine(QPointF(x, places.plot.top()), QPointF(x, places.plot.bottom()));
  painter.setPen(theme.faint_text);
  const QRectF room(x + line * 0.4, places.plot.bottom() - line * 1.3, places.plot.right() - x - line * 0.4,
                    line);
  paint_elided(painter, room, Qt::AlignLeft, ScalingPlot::tr("prediction →"));
}

}  // namespace

ScalingPlot::ScalingPlot(QWidget* parent) : Figure(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ScalingPlot::set_content(const ScalingContent& content) {
  if (content == content_) return;
  content_ = content;
  QStringList said;
  for (const ScalingSeries& series : content_.series)
    for (const ScalingMark& mark : series.measured) said << mark.tip;
  setAccessibleDescription(said.join(u'\n'));
  show_changes();
}

double ScalingPlot::needed_height(const QFont& font) const {
  return QFontMetricsF(font).height() * scaling_text_heights;
}

void ScalingPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                                const QFont& font) const {
  if (content_.series.empty()) return;
  const ScalingPlaces places = places_in_box(box, content_, font);
  painter.save();
  painter.setFont(tick_font(font));
  paint_names(painter, box, content_, theme);
  paint_value_axis(painter, places, box, theme);
  paint_ranks_axis(painter, places, theme);
  paint_prediction_note(painter, places, content_, theme);
  painter.setClipRect(places.plot.adjusted(-6, -6, 6, 6));
  paint_ideal(painter, places, content_, theme);
  const double size = QFontMetricsF(painter.font()).height() * 0.8;
  for (const ScalingSeries& series : content_.series) {
    const QColor color = theme.line(series.style.color);
    paint_model_band(painter, places, series, color);
    paint_model_line(painter, places, series, color);
    paint_measured(painter, places, series, color, theme.background, size);
  }
  painter.restore();
}

/// The nearest point, measured ones first.
QString ScalingPlot::tip_at(QPointF position) const {
  if (content_.series.empty()) return {};
  const ScalingPlaces places = places_in_box(content_box(), content_, font());
  QString nearest;
  double best = fontMetrics().height();
  for_each_mark(content_, [&](const ScalingMark& mark) {
    const QPointF away = places.at(mark.ranks, mark.value) - position;
    if (const double distance = std::hypot(away.x(), away.y()); distance < best)
      best = distance, nearest = mark.tip;
  });
  return nearest;
}

}  // namespace accelbench
