// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/action_icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace accelbench {

namespace {

constexpr qreal grid = 16;  // the shapes are drawn on 16 × 16 units

QPainterPath outline(ActionShape shape) {
  QPainterPath path;
  switch (shape) {
    case ActionShape::new_file:
      path.addPolygon(
          QPolygonF({{3.5, 1.5}, {9.5, 1.5}, {12.5, 4.5}, {12.5, 14.5}, {3.5, 14.5}, {3.5, 1.5}}));
      path.addPolygon(QPolygonF({{9.5, 1.5}, {9.5, 4.5}, {12.5, 4.5}}));
      break;
    case ActionShape::open:
      path.addPolygon(
          QPolygonF({{1.5, 13.5}, {1.5, 3.5}, {6, 3.5}, {7.5, 5.5}, {14.5, 5.5}, {14.5, 13.5}, {1.5, 13.5}}));
      break;
    case ActionShape::save:
      path.addPolygon(QPolygonF({{8, 1.5}, {8, 10}}));
      path.addPolygon(QPolygonF({{4.5, 6.5}, {8, 10}, {11.5, 6.5}}));
      path.addPolygon(QPolygonF({{2.5, 10.5}, {2.5, 14}, {13.5, 14}, {13.5, 10.5}}));
      break;
    case ActionShape::train:
      path.addPolygon(QPolygonF({{4, 2}, {13.5, 8}, {4, 14}, {4, 2}}));
      break;
    case ActionShape::stop:
      path.addRect(3.5, 3.5, 9, 9);
      break;
    case ActionShape::pause:
      path.addRect(4, 3, 2.5, 10);
      path.addRect(9.5, 3, 2.5, 10);
      break;
    case ActionShape::one_epoch:
      path.addPolygon(QPolygonF({{3.5, 3}, {10, 8}, {3.5, 13}, {3.5, 3}}));
      path.addRect(11.5, 3, 1.5, 10);
      break;
    case ActionShape::compare:  // two intervals with their estimates
      path.addRect(1.5, 4.6, 13, 0.8);
      path.addEllipse(QPointF(6, 5), 2.2, 2.2);
      path.addRect(1.5, 10.6, 13, 0.8);
      path.addEllipse(QPointF(11, 11), 2.2, 2.2);
      break;
  }
  return path;
}

class ActionIconEngine : public QIconEngine {
 public:
  explicit ActionIconEngine(ActionShape shape) : shape_(shape) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    const QColor color = QGuiApplication::palette().color(group, QPalette::ButtonText);
    const bool solid = shape_ >= ActionShape::train;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.topLeft());
    painter->scale(rect.width() / grid, rect.height() / grid);
    painter->setPen(QPen(color, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(solid ? QBrush(color) : QBrush(Qt::NoBrush));
    painter->drawPath(outline(shape_));
    painter->restore();
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap picture(size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return picture;
  }

  QIconEngine* clone() const override { return new ActionIconEngine(shape_); }

 private:
  ActionShape shape_;
};

}  // namespace

QIcon action_icon(ActionShape shape) { return QIcon(new ActionIconEngine(shape)); }

}  // namespace accelbench
