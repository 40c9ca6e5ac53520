// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPixmap>
#include <QWidget>
#include <optional>

#include "ui/charts/crosshair.h"
#include "ui/charts/plot_frame.h"
#include "ui/charts/plot_scene.h"

// The picture of a chart on screen. It is drawn anew only when data, zoom or looks change; the cursor and the
// rubber band are painted over it.
namespace accelbench {

class ChartCanvas : public QWidget {
  Q_OBJECT

 public:
  ChartCanvas(ChartContent& content, QWidget* parent);

  /// The content, the zoom or the looks changed: draw anew at the next paint.
  void invalidate();
  /// The layout of the picture as it would be painted now.
  const PlotFrame& frame();
  /// How often the layout was worked out: events that come between two paintings cost one.
  std::uint64_t layouts() const { return layouts_; }
  void set_cursor(std::optional<Cursor> cursor);
  void follow();
  /// The picture as it is seen, without cursor and rubber band.
  QImage picture();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void cursor_moved(double x, double time_s);  ///< both NaN: the cursor left
  void zoom_changed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  enum class Drag { none, undecided, pan, band };

  void draw_picture();
  void paint_overlays(QPainter& painter);
  void zoom_x_to(Span span);
  void pan_to(QPointF position);
  void zoom_to_band();
  void point_at(double x);

  ChartContent& content_;
  PlotScene scene_;
  PlotFrame frame_;
  const PlotFrame& known_frame();
  void look_at(Span x);

  bool frame_is_old_ = true;
  std::uint64_t layouts_ = 0;
  bool picture_is_old_ = true;
  QPixmap picture_;
  std::optional<Cursor> cursor_;
  Drag drag_ = Drag::none;
  QPointF drag_start_, drag_now_;
  Span drag_x_, drag_y_;
};

/// What of the samples in sight is not drawn and why; empty if all is.
QString skipped_note(const PlotFrame& frame);

}  // namespace accelbench
