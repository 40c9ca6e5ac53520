// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/marker.h"

#include <QPainterPath>
#include <array>
#include <cmath>
#include <numbers>

namespace accelbench {
namespace {

/// A regular polygon with its first corner at `start` turns (0: right, clockwise), or a star where `inner` is
/// below 1.
QPainterPath polygon(int corners, double start, double inner = 1) {
  QPainterPath path;
  for (int i = 0; i < 2 * corners; ++i) {
    const double turn = 2 * std::numbers::pi * (start + 0.5 * i / corners);
    const double radius = i % 2 == 0 ? 1 : inner * (inner < 1 ? 1 : std::cos(std::numbers::pi / corners));
    const QPointF corner(radius * std::cos(turn), radius * std::sin(turn));
    if (i == 0)
      path.moveTo(corner);
    else
      path.lineTo(corner);
  }
  path.closeSubpath();
  return path;
}

QPainterPath circle() {
  QPainterPath path;
  path.addEllipse(QPointF(0, 0), 0.85, 0.85);
  return path;
}

/// Shapes with a radius of about 1 and about the same area.
const QPainterPath& shape(int marker) {
  static const std::array<QPainterPath, 7> shapes = {circle(),      polygon(4, 0.125), polygon(3, 0.75),
                                                     polygon(4, 0), polygon(3, 0.25),  polygon(5, 0.75, 0.45),
                                                     polygon(6, 0)};
  return shapes[static_cast<std::size_t>(marker) % shapes.size()];
}

}  // namespace

void draw_marker(QPainter& painter, int marker, QPointF center, double width, const QColor& color,
                 const QColor& background) {
  if (marker < 0) return;
  painter.save();
  painter.translate(center);
  painter.scale(width / 2, width / 2);
  painter.setPen(QPen(background, 2.0 / width));
  painter.setBrush(color);
  painter.drawPath(shape(marker));
  painter.restore();
}

void draw_hollow_marker(QPainter& painter, int marker, QPointF center, double width, const QColor& color,
                        const QColor& background) {
  if (marker < 0) return;
  painter.save();
  painter.translate(center);
  painter.scale(width / 2, width / 2);
  painter.setPen(QPen(color, 3.0 / width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.setBrush(background);
  painter.drawPath(shape(marker));
  painter.restore();
}

void draw_line_sample(QPainter& painter, const QRectF& box, int marker, bool dashed, const QColor& color,
                      const QColor& background) {
  painter.setPen(line_pen(color, dashed));
  painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()));
  draw_marker(painter, marker, box.center(), box.height() * 0.6, color, background);
}

QPen line_pen(const QColor& color, bool dashed, double width) {
  QPen pen(color, width);
  pen.setJoinStyle(Qt::RoundJoin);
  // Qt Charts draws piece by piece: flat ends would leave seams, round ones cost twice as much.
  pen.setCapStyle(dashed ? Qt::FlatCap : Qt::SquareCap);
  if (dashed) pen.setDashPattern({3.0, 2.0});
  return pen;
}

}  // namespace accelbench
