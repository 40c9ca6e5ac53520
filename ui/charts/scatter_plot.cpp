// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scatter_plot.h"

#include <QFontMetricsF>
#include <QLinearGradient>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/charts/ticks.h"
#include "ui/theme/theme.h"

namespace accelbench {

namespace {

constexpr double text_heights = 14;  // of the whole picture
constexpr std::size_t classes_named = 8;
const QColor low_color(0x00, 0x72, 0xb2);   // Okabe–Ito blue
const QColor high_color(0xe6, 0x9f, 0x00);  // Okabe–Ito orange

QColor between(const QColor& a, const QColor& b, double share) {
  const auto part = [share](int from, int to) {
    return static_cast<int>(std::lround(from + share * (to - from)));
  };
  return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

template <class Of>
Span span_of(const std::vector<ScatterDot>& dots, Of of) {
  if (dots.empty()) return {};
  const auto [low, high] = std::ranges::minmax(dots, {}, of);
  return {of(low), of(high)};
}

/// A little room, so that no dot is cut by the frame.
Span with_room(Span span) {
  if (span.size() <= 0) return opened(span);
  const double room = span.size() * 0.04;
  return {span.minimum - room, span.maximum + room};
}

}  // namespace

struct ScatterPlot::Frame {
  QRectF plot;
  double left = 0;  // of everything
  Span x, y;
  QPointF pixel(double at_x, double at_y) const {
    return {plot.left() + (at_x - x.minimum) / x.size() * plot.width(),
            plot.bottom() - (at_y - y.minimum) / y.size() * plot.height()};
  }
};

void ScatterPlot::set_content(const ScatterContent& content) {
  if (content == content_) return;
  content_ = content;
  values_ = span_of(content_.dots, [](const ScatterDot& dot) { return double{dot.value}; });
  show_changes();
}

double ScatterPlot::needed_height(const QFont& font) const {
  return QFontMetricsF(tick_font(font)).height() * text_heights;
}

QColor ScatterPlot::color_of(const ScatterDot& dot, const ChartTheme& theme) const {
  if (!content_.classes.empty()) return theme.line(accelerator_color(static_cast<int>(dot.value)));
  const double share = values_.size() > 0 ? (double{dot.value} - values_.minimum) / values_.size() : 0.5;
  return theme.line(between(low_color, high_color, share));
}

void ScatterPlot::paint_content(QPainter& painter, const QRectF& box, const ChartTheme& theme,
                                const QFont& font) const {
  if (content_.dots.empty()) return;
  const QFontMetricsF metrics(tick_font(font));
  const double line = metrics.height();
  Frame frame;
  frame.x = with_room(span_of(content_.dots, [](const ScatterDot& dot) { return double{dot.x}; }));
  frame.y = with_room(span_of(content_.dots, [](const ScatterDot& dot) { return double{dot.y}; }));
  if (content_.equal_axes)
    frame.x =
        frame.y = {std::min(frame.x.minimum, frame.y.minimum), std::max(frame.x.maximum, frame.y.maximum)};
  double labels = 0;
  for (const Tick& tick : linear_ticks(frame.y, 4))
    labels = std::max(labels, metrics.horizontalAdvance(tick.label));
  frame.left = box.left();
  frame.plot = box.adjusted(labels + line * 0.5, line * 2.2, -line * 0.5, -line * 2.3);
  painter.setFont(tick_font(font));
  paint_legend(painter, QRectF(box.left(), box.top(), box.width(), line), theme);
  paint_axes(painter, frame, theme, font);
  paint_dots(painter, frame, theme);
}

void ScatterPlot::paint_axes(QPainter& painter, const Frame& frame, const ChartTheme& theme,
                             const QFont& font) const {
  const double line = QFontMetricsF(tick_font(font)).height();
  for (const Tick& tick : linear_ticks(frame.y, 4)) {
    const double y = frame.pixel(0, tick.at).y();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
    painter.setPen(theme.text);
    painter.drawText(QRectF(0, y - line / 2, frame.plot.left() - line * 0.3, line),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
  for (const Tick& tick : linear_ticks(frame.x, 4)) {
    const double x = frame.pixel(tick.at, 0).x();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    painter.setPen(theme.text);
    painter.drawText(QRectF(x - line * 3, frame.plot.bottom() + line * 0.2, line * 6, line), Qt::AlignHCenter,
                     tick.label);
  }
  painter.setPen(theme.faint_text);
  QRectF words(frame.plot.left(), frame.plot.bottom() + line * 1.2, frame.plot.width(), line);
  paint_elided(painter, words, Qt::AlignHCenter, content_.x_name);
  words = QRectF(frame.left, frame.plot.top() - line * 1.1, frame.plot.right() - frame.left, line);
  paint_elided(painter, words, Qt::AlignLeft, content_.y_name);
  if (!content_.equal_axes) return;
  painter.setPen(QPen(theme.axis, 1, Qt::DashLine));
  painter.drawLine(frame.plot.bottomLeft(), frame.plot.topRight());
}

void ScatterPlot::paint_dots(QPainter& painter, const Frame& frame, const ChartTheme& theme) const {
  const double radius = content_.dots.size() > 400 ? 1.7 : 2.6;
  painter.setPen(Qt::NoPen);
  for (const ScatterDot& dot : content_.dots) {
    QColor color = color_of(dot, theme);
    color.setAlphaF(0.75F);
    painter.setBrush(color);
    painter.drawEllipse(frame.pixel(double{dot.x}, double{dot.y}), radius, radius);
  }
}

/// Names of the classes with their colours, or from the lowest to the highest colour.
void ScatterPlot::paint_legend(QPainter& painter, QRectF box, const ChartTheme& theme) const {
  const QFontMetricsF metrics(painter.font());
  const double line = box.height();
  const auto word = [&](const QString& text) {
    painter.setPen(theme.text);
    paint_elided(painter, box, Qt::AlignLeft | Qt::AlignVCenter, text);
    box.setLeft(box.left() + metrics.horizontalAdvance(text) + line * 0.4);
  };
  if (content_.classes.empty()) {
    if (content_.value_name.isEmpty()) return;
    word(content_.value_name + u' ' + short_number(values_.minimum));
    QLinearGradient gradient(box.left(), 0, box.left() + line * 4, 0);
    gradient.setColorAt(0, theme.line(low_color));
    gradient.setColorAt(1, theme.line(high_color));
    painter.fillRect(QRectF(box.left(), box.center().y() - line * 0.25, line * 4, line * 0.5), gradient);
    box.setLeft(box.left() + line * 4.4);
    return word(short_number(values_.maximum));
  }
  for (std::size_t k = 0; k < std::min(content_.classes.size(), classes_named); ++k) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.line(accelerator_color(static_cast<int>(k))));
    painter.drawEllipse(QPointF(box.left() + line * 0.3, box.center().y()), line * 0.26, line * 0.26);
    box.setLeft(box.left() + line * 0.75);
    word(content_.classes[k]);
  }
  if (content_.classes.size() > classes_named) word(QStringLiteral("…"));
}

}  // namespace accelbench
