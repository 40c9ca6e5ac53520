// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_marks.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

#include "ui/charts/marker.h"

namespace accelbench {
namespace {

bool inside(const PlotFrame& frame, QPointF pixel) {
  return frame.plot.adjusted(-1, -1, 1, 1).contains(pixel);
}

void paint_dots(QPainter& painter, const PlotFrame& frame, const DecimatedLine& line, const QColor& color) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  for (std::size_t piece = 0; piece < line.pieces.size(); ++piece) {
    if (line.pieces[piece].size() > 1 && piece < most_joined_pieces) continue;
    for (const QPointF& point : line.pieces[piece])
      if (const QPointF pixel = frame.to_pixels(point); inside(frame, pixel))
        painter.drawEllipse(pixel, 1.6, 1.6);
  }
}

/// One marker in each stretch of `spacing` pixels and one on the newest sample: always at the same places of
/// the picture, so that they do not wander while a line grows.
std::vector<QPointF> marker_places(const PlotFrame& frame, const DecimatedLine& line, double spacing,
                                   double offset) {
  std::vector<QPointF> places;
  double next = frame.plot.left() + offset;
  for (const auto& piece : line.pieces)
    for (const QPointF& point : piece) {
      const QPointF pixel = frame.to_pixels(point);
      if (pixel.x() < next - 0.5) continue;
      places.push_back(pixel);
      next += spacing * std::max(1.0, std::ceil((pixel.x() - next) / spacing + 1e-6));
    }
  if (!line.pieces.empty() && !line.pieces.back().empty()) {
    const QPointF newest = frame.to_pixels(line.pieces.back().back());
    if (!places.empty() && newest.x() - places.back().x() < spacing / 3) places.pop_back();
    places.push_back(newest);
  }
  return places;
}

/// The length of the piece in pixels.
double drawn_length(const QPolygonF& piece) {
  double length = 0;
  for (qsizetype i = 1; i < piece.size(); ++i) length += QLineF(piece[i - 1], piece[i]).length();
  return length;
}

/// Dashes along x, for pieces that go up and down at every pixel.
void paint_dashes_along_x(QPainter& painter, const QPolygonF& piece, double dash) {
  QPolygonF stroke;
  const auto covered = [dash](const QPointF& point) { return std::fmod(point.x(), dash * 1.6) < dash; };
  for (const QPointF& point : piece) {
    if (covered(point)) stroke << point;
    if (covered(point) && point != piece.back()) continue;
    if (stroke.size() > 1) painter.drawPolyline(stroke);
    stroke.clear();
  }
}

/// Dashed pens of Qt measure every dash along the line: a line that fills its band with strokes costs ten
/// times a solid one, and its dashes cannot be told from its ups and downs.
void paint_dashed(QPainter& painter, const PlotFrame& frame, const DecimatedLine& line, const QColor& color,
                  double dash) {
  painter.save();
  painter.setClipRect(frame.plot);
  for (const auto& points : line.pieces) {
    QPolygonF piece;
    for (const QPointF& point : points) piece << frame.to_pixels(point);
    const bool dense = drawn_length(piece) > frame.plot.width() * 5;
    painter.setPen(line_pen(color, !dense));
    dense ? paint_dashes_along_x(painter, piece, dash) : painter.drawPolyline(piece);
  }
  painter.restore();
}

void paint_crosses(QPainter& painter, const PlotFrame& frame, const DecimatedLine& line, const QColor& color,
                   double reach) {
  painter.setPen(QPen(color, 1.3));
  for (const double at : line.skipped_x) {
    const QPointF pixel(frame.to_pixels({at, 0}).x(), frame.plot.bottom() - reach * 1.6);
    painter.drawLine(pixel + QPointF(-reach, -reach), pixel + QPointF(reach, reach));
    painter.drawLine(pixel + QPointF(-reach, reach), pixel + QPointF(reach, -reach));
  }
}

}  // namespace

QColor line_color(const LineFrame& line, const ChartTheme& theme) {
  constexpr float faint_share = 0.35F;
  QColor color = theme.line(line.style.color);
  if (line.faint) color.setAlphaF(faint_share);
  return color;
}

void paint_grid(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme) {
  painter.setPen(QPen(theme.grid, 1));
  for (const Tick& tick : frame.y.ticks) {
    const double pixel = frame.to_pixels({0, tick.at}).y();
    painter.drawLine(QPointF(frame.plot.left(), pixel), QPointF(frame.plot.right(), pixel));
  }
  if (!frame.reference_y) return;
  const double pixel = frame.to_pixels({0, *frame.reference_y}).y();
  if (pixel < frame.plot.top() || pixel > frame.plot.bottom()) return;
  painter.setPen(QPen(theme.axis, 1, Qt::DashLine));
  painter.drawLine(QPointF(frame.plot.left(), pixel), QPointF(frame.plot.right(), pixel));
}

void paint_bands(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme) {
  painter.save();
  painter.setClipRect(frame.plot);
  painter.setPen(Qt::NoPen);
  for (const BandFrame& band : frame.bands) {
    QPolygonF area;
    for (std::size_t i = 0; i < band.x.size(); ++i) area << frame.to_pixels({band.x[i], band.high[i]});
    for (std::size_t i = band.x.size(); i-- > 0;) area << frame.to_pixels({band.x[i], band.low[i]});
    QColor color = theme.line(band.color);
    color.setAlphaF(0.22F);
    painter.setBrush(color);
    painter.drawPolygon(area);
  }
  painter.restore();
}

void paint_marks(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme, const QFont& font) {
  const double height = QFontMetricsF(font).height();
  const double spacing = height * 6;
  const QRectF below(frame.plot.left(), frame.size.height() - height * 1.3, frame.plot.width(), height);
  painter.setFont(font);
  painter.setPen(theme.faint_text);
  painter.drawText(below, Qt::AlignCenter, frame.x.title);
  painter.setRenderHint(QPainter::Antialiasing);
  const double share = 1.0 / static_cast<double>(std::max<std::size_t>(frame.lines.size(), 1));
  for (std::size_t position = 0; position < frame.lines.size(); ++position) {
    const auto& [style, drawn, faint] = frame.lines[position];
    const QColor color = line_color(frame.lines[position], theme);
    if (style.dashed) paint_dashed(painter, frame, drawn, color, height * 0.5);
    paint_dots(painter, frame, drawn, color);
    paint_crosses(painter, frame, drawn, color, height * 0.18);
    if (style.marker < 0 || faint) continue;
    const double offset = spacing * (0.25 + static_cast<double>(position) * share);
    for (const QPointF& place : marker_places(frame, drawn, spacing, offset))
      if (inside(frame, place))
        draw_marker(painter, style.marker, place, height * 0.6, color, theme.background);
  }
  for (const BestMark& mark : frame.best)
    if (const QPointF place = frame.to_pixels(mark.at); inside(frame, place))
      draw_hollow_marker(painter, best_marker, place, height * 1.1, theme.line(mark.style.color),
                         theme.background);
}

}  // namespace accelbench
