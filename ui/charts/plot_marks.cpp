// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_marks.h"

#include <QFontMetricsF>
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

void paint_marks(QPainter& painter, const PlotFrame& frame, const ChartTheme& theme, const QFont& font) {
  const double height = QFontMetricsF(font).height();
  const double spacing = height * 6;
  painter.setRenderHint(QPainter::Antialiasing);
  const double share = 1.0 / static_cast<double>(std::max<std::size_t>(frame.lines.size(), 1));
  for (std::size_t position = 0; position < frame.lines.size(); ++position) {
    const auto& [style, drawn] = frame.lines[position];
    const QColor color = theme.line(style.color);
    paint_dots(painter, frame, drawn, color);
    paint_crosses(painter, frame, drawn, color, height * 0.18);
    if (style.marker < 0) continue;
    const double offset = spacing * (0.25 + static_cast<double>(position) * share);
    for (const QPointF& place : marker_places(frame, drawn, spacing, offset))
      if (inside(frame, place))
        draw_marker(painter, style.marker, place, height * 0.6, color, theme.background);
  }
}

}  // namespace accelbench
