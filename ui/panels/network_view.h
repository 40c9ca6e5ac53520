// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractItemDelegate>
#include <QGraphicsView>
#include <QPointer>
#include <functional>

#include "core/run/weight_watch.h"
#include "ui/models/layers_model.h"
#include "ui/models/network_picture.h"

namespace accelbench {

/// The network as a picture to work on: a column a layer. Click selects, double-click or Enter edits in
/// place, drag reorders, the signs add and remove. What is asked for is told; the panel does it.
class NetworkView : public QGraphicsView {
  Q_OBJECT

 public:
  NetworkView(ExperimentDocument& document, LayersModel& model, QWidget* parent = nullptr);

  int current() const { return current_; }
  void set_current(int layer);
  /// Width of the data, where it is known.
  void set_features(std::optional<std::int64_t> features);
  /// Draws these weights as colour and width of the lines, if they are those of the network shown.
  void set_weights(std::optional<SeenWeights> weights);
  bool shows_weights() const;
  /// Whether lines between single units are drawn: not where there would be too many.
  bool draws_weights() const { return picture_.weights() <= NetworkPicture::most_weights; }
  /// What stands in the hint of a layer.
  void set_hint(std::function<QString(int layer)> hint) { hint_ = std::move(hint); }
  const NetworkPicture& picture() const { return picture_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override {
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
  }

 public slots:
  /// Opens the editor of this cell over the words that it changes.
  void edit(int layer, int column = LayersModel::units);

 signals:
  void selected(int layer);
  void add_asked(int before);
  void remove_asked(int layer);
  void move_asked(int from, int to);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void lay_out();
  void draw();
  void tell_accessibly();
  int layer_at(QPoint place) const;
  int column_of_words(int layer, QPointF place) const;
  bool press_sign(QPointF place);
  void drop(QPointF place);
  void put_editor(QWidget* editor);
  void remove_editor();
  void close_editor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint);
  int last_layer() const { return static_cast<int>(picture_.columns.size()) - 2; }

  ExperimentDocument& document_;
  LayersModel& model_;
  QAbstractItemDelegate* delegate_;
  NetworkPicture picture_;
  std::optional<std::int64_t> features_;
  std::optional<SeenWeights> weights_;
  std::function<QString(int)> hint_;
  int current_ = 0;
  int pressed_ = -1;  // layer under the pressed button
  QPoint pressed_at_;
  std::optional<double> dragged_to_;  // x, while a layer is dragged
  QPointer<QWidget> editor_;
  QModelIndex edited_;
};

}  // namespace accelbench
