// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFont>
#include <QGraphicsItem>
#include <QPalette>

#include "core/run/weight_watch.h"
#include "ui/models/network_picture.h"

// What the picture of a network is made of.
namespace accelbench {

/// The lines between the drawn units of all columns, below everything else. With weights: blue above 0,
/// orange below, as wide as they are large beside the largest of their layer.
class WeightLines : public QGraphicsItem {
 public:
  WeightLines(const NetworkPicture& picture, const SeenWeights* weights, const QPalette& palette);
  QRectF boundingRect() const override { return {QPointF(), picture_.size}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paint_pair(QPainter& painter, std::size_t right) const;
  void paint_area(QPainter& painter, std::size_t right) const;

  const NetworkPicture& picture_;
  const SeenWeights* weights_;
  QPalette palette_;
};

/// How a column is told apart.
struct ColumnLook {
  bool selected = false;
  bool has_focus = false;
  bool can_remove = false;
  QString name, width, activation, dropout;  ///< the words below
};

/// The units of one column and its words.
class ColumnItem : public QGraphicsItem {
 public:
  ColumnItem(const NetworkColumn& column, ColumnLook look, double unit_radius, const QPalette& palette,
             const QFont& font);
  QRectF boundingRect() const override { return column_.box; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paint_units(QPainter& painter) const;
  void paint_words(QPainter& painter) const;

  NetworkColumn column_;
  ColumnLook look_;
  double unit_radius_;
  QPalette palette_;
  QFont font_;
};

/// A small round sign: + or −.
class SignItem : public QGraphicsItem {
 public:
  SignItem(QRectF place, bool plus, const QPalette& palette)
      : place_(place), plus_(plus), palette_(palette) {}
  QRectF boundingRect() const override { return place_.adjusted(-1, -1, 1, 1); }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  QRectF place_;
  bool plus_;
  QPalette palette_;
};

}  // namespace accelbench
