// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/forest_plot.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/ticks.h"

namespace accelbench {

namespace {

constexpr double row_heights = 1.9;       // of a line of text
constexpr double axis_heights = 3.2;      // numbers, sides of 1, title
constexpr double least_half_span = 0.02;  // log10: 5 % to either side of 1

double log_of(double ratio) { return std::log10(ratio); }

bool drawable(std::optional<double> ratio) { return ratio && std::isfinite(*ratio) && *ratio > 0; }

void widen(Span& span, std::optional<double> ratio) {
  if (!drawable(ratio)) return;
  span.minimum = std::min(span.minimum, log_of(*ratio));
  span.maximum = std::max(span.maximum, log_of(*ratio));
}

/// Where things stand in the box.
struct Places {
  QRectF plot;
  double label_left = 0, words_left = 0, words_width = 0, row = 0;
  Span span;
  double x(double log_ratio) const {
    return plot.left() + (log_ratio - span.minimum) / span.size() * plot.width();
  }
  double y(std::size_t row_number) const {
    return plot.top() + (static_cast<double>(row_number) + 0.5) * row;
  }
};

double widest(const ForestContent& content, QString ForestRow::*which, const QFontMetricsF& metrics) {
  double width = 0;
  for (const ForestRow& row : content.rows) width = std::max(width, metrics.horizontalAdvance(row.*which));
  return width;
}

Places places_in(const QRectF& box, const ForestContent& content, const QFont& font) {
  const QFontMetricsF metrics(font);
  const double gap = metrics.height();
  const double labels = std::min(widest(content, &ForestRow::label, metrics), box.width() * 0.32);
  Places places;
  // The plot keeps a third of the width.
  const double most_words = std::max(box.width() * 0.3, box.width() * 0.66 - labels - 2 * gap);
  places.words_width = std::min(widest(content, &ForestRow::words, metrics), most_words);
  places.row = metrics.height() * row_heights;
  places.label_left = box.left();
  places.words_left = box.right() - places.words_width;
  const double left = box.left() + labels + gap;
  places.plot = QRectF(left, box.top(), std::max(places.words_left - gap - left, 1.0),
                       places.row * static_cast<double>(content.rows.size()));
  places.span = forest_span(content);
  return places;
}

void paint_background(QPainter& painter, const Places& places, const ForestContent& content,
                      const ChartTheme& theme) {
  const QRectF& plot = places.plot;
  if (content.floor && *content.floor > 1) {
    QColor grey = theme.axis;
    grey.setAlphaF(0.28F);
    const double half = log_of(*content.floor);
    painter.fillRect(QRectF(QPointF(places.x(-half), plot.top()), QPointF(places.x(half), plot.bottom())),
                     grey);
  }
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  painter.setPen(QPen(theme.text, 1, Qt::DashLine));
  painter.drawLine(QPointF(places.x(0), plot.top()), QPointF(places.x(0), plot.bottom()));
}

void paint_axis(QPainter& painter, const Places& places, const ForestContent& content,
                const ChartTheme& theme, const QFont& font) {
  const QFont small = tick_font(font);
  const QFontMetricsF metrics(small);
  const QRectF& plot = places.plot;
  const int most = std::clamp(static_cast<int>(plot.width() / (metrics.height() * 3.5)), 2, 9);
  painter.setFont(small);
  double free_from = plot.left() - metrics.height() * 2;
  for (const Tick& tick : logarithmic_ticks(places.span, most)) {
    const double x = places.x(tick.at);
    const double width = metrics.horizontalAdvance(tick.label);
    if (x - width / 2 < free_from) continue;
    free_from = x + width / 2 + metrics.averageCharWidth();
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
    painter.setPen(theme.text);
    painter.drawText(QRectF(x - width, plot.bottom() + 5, 2 * width, metrics.height()), Qt::AlignCenter,
                     tick.label);
  }
  QRectF below(plot.left(), plot.bottom() + 6 + metrics.height(), plot.width(), metrics.height());
  painter.setPen(theme.faint_text);
  if (!content.below_one.isEmpty())
    paint_elided(painter, below, Qt::AlignLeft, QStringLiteral("← ") + content.below_one);
  paint_elided(painter, below, Qt::AlignRight, content.above_one + QStringLiteral(" →"));
  below.translate(0, metrics.height());
  painter.drawText(below.adjusted(-plot.width(), 0, plot.width(), 0), Qt::AlignCenter, content.axis_title);
}

void paint_interval(QPainter& painter, const Places& places, const ForestRow& row, double y,
                    const QColor& color, double size) {
  const double left = drawable(row.low) ? places.x(log_of(*row.low)) : places.plot.left();
  const double right = drawable(row.high) ? places.x(log_of(*row.high)) : places.plot.right();
  painter.setPen(QPen(color, row.separated ? 2.2 : 1.6));
  painter.drawLine(QPointF(left, y), QPointF(right, y));
  const double end = size * 0.4;
  for (const auto& [x, closed, way] :
       {std::tuple(left, drawable(row.low), 1), std::tuple(right, drawable(row.high), -1)}) {
    if (closed) {
      painter.drawLine(QPointF(x, y - end), QPointF(x, y + end));
    } else {  // no end: an arrow
      painter.drawLine(QPointF(x, y), QPointF(x + way * end, y - end));
      painter.drawLine(QPointF(x, y), QPointF(x + way * end, y + end));
    }
  }
}

void paint_row(QPainter& painter, const Places& places, const ForestRow& row, double y,
               const ChartTheme& theme, const QFont& font) {
  const double height = QFontMetricsF(font).height();
  painter.setFont(font);
  painter.setPen(theme.text);
  const double top = y - height / 2;
  paint_elided(painter,
               QRectF(places.label_left, top, places.plot.left() - places.label_left - height / 2, height),
               Qt::AlignLeft | Qt::AlignVCenter, row.label);
  painter.setPen(drawable(row.ratio) ? theme.text : theme.faint_text);
  paint_elided(painter, QRectF(places.words_left, top, places.words_width, height),
               Qt::AlignLeft | Qt::AlignVCenter, row.words);
  if (!drawable(row.ratio)) return;
  const QColor color = row.separated ? theme.line(row.color) : theme.faint_text;
  paint_interval(painter, places, row, y, color, height);
  draw_marker(painter, row.marker, QPointF(places.x(log_of(*row.ratio)), y), height * 0.75, color,
              theme.background);
}

}  // namespace

Span forest_span(const ForestContent& content) {
  Span span{-least_half_span, least_half_span};
  for (const ForestRow& row : content.rows) {
    widen(span, row.ratio);
    widen(span, row.low);
    widen(span, row.high);
  }
  if (content.floor && drawable(content.floor) && *content.floor > 0) {
    widen(span, content.floor);
    widen(span, 1 / *content.floor);
  }
  const double room = span.size() * 0.06;
  return {span.minimum - room, span.maximum + room};
}

ForestPlot::ForestPlot(QWidget* parent) : Figure(parent) {}

void ForestPlot::set_content(const ForestContent& content) {
  if (content == content_) return;
  content_ = content;
  QStringList said;
  for (const ForestRow& row : content_.rows) said << row.label + QStringLiteral(": ") + row.words;
  setAccessibleDescription(said.join(u'\n'));
  show_changes();
}

double ForestPlot::needed_height(const QFont& font) const {
  const double rows = std::max(static_cast<double>(content_.rows.size()), 1.0);
  return QFontMetricsF(font).height() * (rows * row_heights + axis_heights);
}

void ForestPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                               const QFont& font) const {
  if (content_.rows.empty()) return;
  const Places places = places_in(box, content_, font);
  paint_background(painter, places, content_, theme);
  paint_axis(painter, places, content_, theme, font);
  for (std::size_t i = 0; i < content_.rows.size(); ++i)
    paint_row(painter, places, content_.rows[i], places.y(i), theme, font);
}

QString ForestPlot::tip_at(QPointF position) const {
  const double row = QFontMetricsF(font()).height() * row_heights;
  const double number = (position.y() - content_box().top()) / row;
  if (number < 0 || number >= static_cast<double>(content_.rows.size())) return {};
  return content_.rows[static_cast<std::size_t>(number)].tip;
}

}  // namespace accelbench
