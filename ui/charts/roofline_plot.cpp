// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_plot.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"
#include "ui/charts/ticks.h"

namespace accelbench {

namespace {

constexpr double least_heights = 13;  // lines of text
constexpr double legend_heights = 1.4;
constexpr double axis_heights = 2.8;

bool drawable(const RooflineDot& dot) {
  return std::isfinite(dot.flop_per_byte) && std::isfinite(dot.flop_per_s) && dot.flop_per_byte > 0 &&
         dot.flop_per_s > 0;
}

void widen(Span& span, double value) {
  if (!(value > 0) || !std::isfinite(value)) return;
  span.minimum = std::min(span.minimum, std::log10(value));
  span.maximum = std::max(span.maximum, std::log10(value));
}

/// From the axes, in log10, to pixels.
struct RooflinePlaces {
  QRectF plot;
  RooflineSpans spans;
  QPointF at(double log_x, double log_y) const {
    return {plot.left() + (log_x - spans.x.minimum) / spans.x.size() * plot.width(),
            plot.bottom() - (log_y - spans.y.minimum) / spans.y.size() * plot.height()};
  }
  QPointF of(const RooflineDot& dot) const {
    return at(std::log10(dot.flop_per_byte), std::log10(dot.flop_per_s));
  }
};

double legend_width(const RooflineDot& dot, const QFontMetricsF& metrics) {
  return metrics.horizontalAdvance(dot.style.label) + metrics.height() * 2.2;
}

int legend_rows(const RooflineContent& content, double width, const QFontMetricsF& metrics) {
  int rows = 1;
  double right = 0;
  for (const RooflineDot& dot : content.dots) {
    const double wide = legend_width(dot, metrics);
    if (right > 0 && right + wide > width) ++rows, right = 0;
    right += wide;
  }
  return rows;
}

RooflinePlaces places_of(const RooflineContent& content, const QRectF& box, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  const double height = metrics.height();
  const double left = metrics.horizontalAdvance(QStringLiteral("0000T")) + height;
  const double top = legend_rows(content, box.width(), metrics) * legend_heights * height;
  RooflinePlaces places;
  places.plot = box.adjusted(left, top + height * 0.3, -height * 0.8, -height * axis_heights);
  places.plot.setHeight(std::max(places.plot.height(), 1.0));
  places.plot.setWidth(std::max(places.plot.width(), 1.0));
  places.spans = roofline_spans(content);
  return places;
}

void paint_dots_by_name(QPainter& painter, const RooflineContent& content, const QRectF& box,
                        const ChartTheme& theme, const QFont& font) {
  const QFontMetricsF metrics(tick_font(font));
  QPointF corner = box.topLeft();
  painter.setFont(tick_font(font));
  for (const RooflineDot& dot : content.dots) {
    const double wide = legend_width(dot, metrics);
    if (corner.x() > box.left() && corner.x() + wide > box.right())
      corner = {box.left(), corner.y() + metrics.height() * legend_heights};
    draw_marker(painter, std::max(dot.style.marker, 0),
                corner + QPointF(metrics.height() * 0.6, metrics.height() / 2), metrics.height() * 0.8,
                theme.line(dot.style.color), theme.background);
    painter.setPen(theme.text);
    const QRectF label(corner + QPointF(metrics.height() * 1.3, 0), QSizeF(wide, metrics.height()));
    paint_elided(painter, label.intersected(box), Qt::AlignLeft | Qt::AlignVCenter, dot.style.label);
    corner.rx() += wide;
  }
}

void paint_scales(QPainter& painter, const RooflinePlaces& places, const QRectF& box, const ChartTheme& theme,
                  const QFont& font) {
  const double height = QFontMetricsF(font).height();
  const QRectF& plot = places.plot;
  painter.setFont(font);
  for (const Tick& tick :
       logarithmic_ticks(places.spans.y, std::clamp(int(plot.height() / height / 2), 2, 8))) {
    const double y = places.at(places.spans.x.minimum, tick.at).y();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    painter.setPen(theme.faint_text);
    painter.drawText(QRectF(box.left(), y - height / 2, plot.left() - box.left() - height * 0.4, height),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
  for (const Tick& tick :
       logarithmic_ticks(places.spans.x, std::clamp(int(plot.width() / height / 4), 2, 8))) {
    const double x = places.at(tick.at, places.spans.y.minimum).x();
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
    painter.setPen(theme.faint_text);
    painter.drawText(QRectF(x - height * 3, plot.bottom() + 5, height * 6, height), Qt::AlignCenter,
                     tick.label);
  }
  painter.setPen(QPen(theme.axis, 1));
  painter.drawLine(plot.bottomLeft(), plot.bottomRight());
  painter.setPen(theme.faint_text);
  paint_elided(painter, QRectF(box.left(), plot.bottom() + 6 + height, box.width(), height), Qt::AlignCenter,
               RooflinePlot::tr("Operations a byte that a step touches (FLOP/B)"));
}

/// Up the slope of the memory, then flat.
void paint_roof(QPainter& painter, const Roof& roof, const RooflinePlaces& places, const ChartTheme& theme,
                double height) {
  const Span& x = places.spans.x;
  QPolygonF line;
  const auto add = [&](double log_x) {
    line << places.at(log_x, std::log10(roof_at(roof, std::pow(10.0, log_x))));
  };
  add(x.minimum);
  const double ridge = roof.bytes_per_s ? std::log10(roof.flop_per_s / *roof.bytes_per_s) : x.minimum;
  if (ridge > x.minimum && ridge < x.maximum) add(ridge);
  add(x.maximum);
  painter.setPen(QPen(theme.text, 1.2, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolyline(line);
  painter.setPen(theme.faint_text);
  paint_elided(painter,
               QRectF(places.plot.left(), line.back().y() - height * 1.1, places.plot.width() - 4, height),
               Qt::AlignRight, roof.name);
}

}  // namespace

double roof_at(const Roof& roof, double flop_per_byte) {
  return roof.bytes_per_s ? std::min(roof.flop_per_s, *roof.bytes_per_s * flop_per_byte) : roof.flop_per_s;
}

RooflineSpans roofline_spans(const RooflineContent& content) {
  constexpr double room = 0.4;
  constexpr double none = 1e9;
  RooflineSpans spans{{none, -none}, {none, -none}};
  for (const RooflineDot& dot : content.dots) {
    if (!drawable(dot)) continue;
    widen(spans.x, dot.flop_per_byte);
    widen(spans.y, dot.flop_per_s);
  }
  for (const Roof& roof : content.roofs) {
    widen(spans.y, roof.flop_per_s);
    if (roof.bytes_per_s) widen(spans.x, roof.flop_per_s / *roof.bytes_per_s);
  }
  for (Span* span : {&spans.x, &spans.y})
    *span = span->minimum > span->maximum ? Span{0, 1} : Span{span->minimum - room, span->maximum + room};
  return spans;
}

RooflinePlot::RooflinePlot(QWidget* parent) : Figure(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void RooflinePlot::set_content(const RooflineContent& content) {
  if (content == content_) return;
  content_ = content;
  show_changes();
}

double RooflinePlot::needed_height(const QFont& font) const {
  return QFontMetricsF(font).height() * least_heights;
}

void RooflinePlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                                 const QFont& font) const {
  const RooflinePlaces places = places_of(content_, box, font);
  const QFont small = tick_font(font);
  const double height = QFontMetricsF(small).height();
  paint_dots_by_name(painter, content_, box, theme, font);
  paint_scales(painter, places, box, theme, small);
  painter.save();
  painter.setClipRect(places.plot);
  for (const Roof& roof : content_.roofs) paint_roof(painter, roof, places, theme, height);
  for (const RooflineDot& dot : content_.dots)
    if (drawable(dot))
      draw_marker(painter, std::max(dot.style.marker, 0), places.of(dot), height * 0.9,
                  theme.line(dot.style.color), theme.background);
  painter.restore();
}

QString RooflinePlot::tip_at(QPointF position) const {
  const RooflinePlaces places = places_of(content_, content_box(), font());
  for (const RooflineDot& dot : content_.dots) {
    const QPointF away = drawable(dot) ? places.of(dot) - position : QPointF(1e6, 1e6);
    if (std::hypot(away.x(), away.y()) <= fontMetrics().height() * 0.7) return dot.tip;
  }
  return {};
}

}  // namespace accelbench
