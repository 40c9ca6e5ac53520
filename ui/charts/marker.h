// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QColor>
#include <QPainter>
#include <QPointF>

// The shapes by which lines are told apart where colour is not enough.
namespace accelbench {

/// The star of the best value. No line has it among its first markers.
inline constexpr int best_marker = 5;

/// Draws shape number `marker` (they repeat after seven; below 0: nothing) of the given width, centred, with
/// a rim of the background.
void draw_marker(QPainter& painter, int marker, QPointF center, double width, const QColor& color,
                 const QColor& background);

/// Its outline, filled with the background.
void draw_hollow_marker(QPainter& painter, int marker, QPointF center, double width, const QColor& color,
                        const QColor& background);

/// A short piece of line with its marker, as legends show it.
void draw_line_sample(QPainter& painter, const QRectF& box, int marker, bool dashed, const QColor& color,
                      const QColor& background);

/// The pen of a chart's lines.
QPen line_pen(const QColor& color, bool dashed, double width = 1.8);

}  // namespace accelbench
