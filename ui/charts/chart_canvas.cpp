// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_canvas.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <cmath>
#include <limits>

namespace accelbench {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double zoom_of_a_notch = 0.8;

QString translated(const char* text) { return QCoreApplication::translate("accelbench::LineChart", text); }

}  // namespace

QString skipped_note(const PlotFrame& frame) {
  QStringList parts;
  if (frame.not_finite > 0)
    parts << translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "%1 not finite")).arg(frame.not_finite);
  if (frame.not_positive > 0)
    parts << translated(QT_TRANSLATE_NOOP("accelbench::LineChart", "%1 not above 0")).arg(frame.not_positive);
  return parts.join(QStringLiteral(" · "));
}

ChartCanvas::ChartCanvas(ChartContent& content, QWidget* parent) : QWidget(parent), content_(content) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize ChartCanvas::sizeHint() const { return {fontMetrics().height() * 22, fontMetrics().height() * 13}; }
QSize ChartCanvas::minimumSizeHint() const {
  return {fontMetrics().height() * 11, fontMetrics().height() * 6};
}

void ChartCanvas::invalidate() {
  frame_is_old_ = true;
  picture_is_old_ = true;
  update();
}

const PlotFrame& ChartCanvas::frame() {
  if (frame_is_old_) {
    frame_ = make_frame(content_, size(), font());
    ++layouts_;
  }
  frame_is_old_ = false;
  return frame_;
}

/// The last layout, with spans as they are now: where a pixel lies needs no points. Wheel and mouse tell
/// faster than pictures can be drawn.
const PlotFrame& ChartCanvas::known_frame() { return layouts_ == 0 ? frame() : frame_; }

/// Zooming out to everything is following again.
void ChartCanvas::look_at(Span x) {
  const Span full = known_frame().full_x;
  content_.zoom_x = x.size() >= full.size() * 0.999 ? std::nullopt : std::optional(x);
  frame_.x.span = content_.zoom_x.value_or(full);
  if (content_.zoom_y) frame_.y.span = *content_.zoom_y;
  invalidate();
  emit zoom_changed();
}

QImage ChartCanvas::picture() {
  draw_picture();
  return picture_.toImage();
}

void ChartCanvas::set_cursor(std::optional<Cursor> cursor) {
  cursor_ = cursor;
  update();
}

void ChartCanvas::follow() {
  content_.zoom_x.reset();
  content_.zoom_y.reset();
  invalidate();
  emit zoom_changed();
}

void ChartCanvas::draw_picture() {
  const double ratio = devicePixelRatioF();
  if (!picture_is_old_ && picture_.devicePixelRatio() == ratio) return;
  const auto theme = ChartTheme::from_palette(palette());
  picture_ = QPixmap((QSizeF(size()) * ratio).toSize());
  picture_.setDevicePixelRatio(ratio);
  picture_.fill(theme.background);
  QPainter painter(&picture_);
  painter.setRenderHint(QPainter::Antialiasing);
  scene_.paint(painter, {0, 0}, frame(), theme, font());
  picture_is_old_ = false;
}

void ChartCanvas::paint_overlays(QPainter& painter) {
  const auto theme = ChartTheme::from_palette(palette());
  const PlotFrame& frame = this->frame();
  painter.setFont(tick_font(font()));
  painter.setPen(theme.faint_text);
  if (!frame.has_points)
    painter.drawText(QRectF(rect()).adjusted(8, 0, -8, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     content_.text_in_place());
  painter.drawText(frame.plot.adjusted(0, 0, -4, 0), Qt::AlignTop | Qt::AlignRight, skipped_note(frame));
  if (cursor_ && drag_ != Drag::band) paint_crosshair(painter, content_, frame, *cursor_, theme, font());
  if (drag_ == Drag::band) {
    QColor fill = palette().color(QPalette::Highlight);
    painter.setPen(QPen(fill, 1));
    fill.setAlphaF(0.15F);
    painter.setBrush(fill);
    painter.drawRect(QRectF(drag_start_, drag_now_).normalized().intersected(frame.plot));
  }
}

void ChartCanvas::paintEvent(QPaintEvent*) {
  if (width() < 8 || height() < 8) return;
  draw_picture();
  QPainter painter(this);
  painter.drawPixmap(0, 0, picture_);
  paint_overlays(painter);
}

void ChartCanvas::resizeEvent(QResizeEvent*) { invalidate(); }

void ChartCanvas::zoom_x_to(Span span) { look_at(kept_within(span, known_frame().full_x)); }

void ChartCanvas::pan_to(QPointF position) {
  const QPointF pixels = position - drag_start_;
  const double x = -pixels.x() / frame_.plot.width() * drag_x_.size();
  if (content_.zoom_y) {
    const double y = pixels.y() / frame_.plot.height() * drag_y_.size();
    content_.zoom_y = Span{drag_y_.minimum + y, drag_y_.maximum + y};
  }
  const Span full = known_frame().full_x;
  // Dragging everything in sight nowhere keeps following; else the chart stays where it was put.
  const bool all = drag_x_.size() >= full.size() * 0.999;
  look_at(all ? full : kept_within({drag_x_.minimum + x, drag_x_.maximum + x}, full));
}

void ChartCanvas::zoom_to_band() {
  const QRectF band = QRectF(drag_start_, drag_now_).normalized().intersected(frame().plot);
  if (band.width() < QApplication::startDragDistance() / 2.0) return;
  const Span x{frame().x_at(band.left()), frame().x_at(band.right())};
  const Span y{frame().y_at(band.bottom()), frame().y_at(band.top())};
  if (band.height() >= QApplication::startDragDistance() / 2.0)
    content_.zoom_y = kept_within(y, frame().y.span);
  zoom_x_to(x);
}

void ChartCanvas::point_at(double x) {
  const double time_s = time_at(content_, x);
  set_cursor(Cursor{x, time_s});
  emit cursor_moved(x, time_s);
}

void ChartCanvas::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !frame().has_points) {
    event->ignore();
    return;
  }
  drag_start_ = drag_now_ = event->position();
  drag_x_ = frame().x.span;
  drag_y_ = frame().y.span;
  drag_ = event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::band : Drag::undecided;
}

void ChartCanvas::mouseMoveEvent(QMouseEvent* event) {
  drag_now_ = event->position();
  if (drag_ == Drag::undecided &&
      (drag_now_ - drag_start_).manhattanLength() >= QApplication::startDragDistance())
    drag_ = Drag::pan;
  if (drag_ == Drag::pan) pan_to(drag_now_);
  if (drag_ == Drag::band) update();
  if (drag_ != Drag::none) return;
  if (frame().has_points && frame().plot.adjusted(-2, -2, 2, 2).contains(drag_now_))
    point_at(frame().x_at(drag_now_.x()));
  else
    leaveEvent(event);
}

void ChartCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const Drag ended = drag_;
  drag_ = Drag::none;
  if (ended == Drag::band) zoom_to_band();
  update();
}

void ChartCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) follow();
}

void ChartCanvas::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / 120.0;
  if (notches == 0 || !known_frame().has_points) {
    event->ignore();
    return;
  }
  const double factor = std::pow(zoom_of_a_notch, notches);
  if (event->modifiers().testFlag(Qt::ShiftModifier)) {
    const Span wanted = zoomed(frame_.y.span, frame_.y_at(event->position().y()), factor);
    content_.zoom_y = kept_within(wanted, zoomed(wanted, wanted.minimum, 4));
    look_at(frame_.x.span);
  } else {
    zoom_x_to(zoomed(frame_.x.span, frame_.x_at(event->position().x()), factor));
  }
  event->accept();
}

void ChartCanvas::keyPressEvent(QKeyEvent* event) {
  const Span x = frame().x.span;
  const double at = cursor_ && std::isfinite(cursor_->x) ? cursor_->x : x.minimum + x.size() / 2;
  const int key = event->key();
  if (key == Qt::Key_Left || key == Qt::Key_Right)
    point_at(std::clamp(at + (key == Qt::Key_Left ? -1 : 1) * x.size() / 50, x.minimum, x.maximum));
  else if (key == Qt::Key_Plus || key == Qt::Key_Equal)
    zoom_x_to(zoomed(x, at, zoom_of_a_notch));
  else if (key == Qt::Key_Minus)
    zoom_x_to(zoomed(x, at, 1 / zoom_of_a_notch));
  else if (key == Qt::Key_Home)
    follow();
  else if (key == Qt::Key_Escape && cursor_)
    leaveEvent(event);
  else
    QWidget::keyPressEvent(event);
}

void ChartCanvas::leaveEvent(QEvent*) {
  if (!cursor_) return;
  set_cursor(std::nullopt);
  emit cursor_moved(nothing, nothing);
}

}  // namespace accelbench
