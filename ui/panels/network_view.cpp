// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/network_view.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/models/format.h"
#include "ui/panels/cell_delegate.h"
#include "ui/panels/network_items.h"

namespace accelbench {

namespace {

constexpr double lines_high = 13;

QString dropout_text(double share) {
  return share > 0 ? NetworkView::tr("drop %1").arg(share_text(share)) : QString();
}

QString width_text(const NetworkColumn& column) {
  return column.units ? count_text(*column.units) : QStringLiteral("?");
}

/// Whether these weights belong to layers of these widths.
bool fit(const SeenWeights& weights, const NetworkPicture& picture) {
  if (weights.layers.size() + 1 != picture.columns.size()) return false;
  for (std::size_t i = 0; i < weights.layers.size(); ++i)
    if (weights.layers[i].inputs != picture.columns[i].units ||
        weights.layers[i].units != picture.columns[i + 1].units)
      return false;
  return true;
}

}  // namespace

NetworkView::NetworkView(ExperimentDocument& document, LayersModel& model, QWidget* parent)
    : QGraphicsView(parent), document_(document), model_(model), delegate_(new CellDelegate(this)) {
  setObjectName(QStringLiteral("network"));
  setAccessibleName(tr("Picture of the network"));
  setScene(new QGraphicsScene(this));
  setRenderHint(QPainter::Antialiasing);
  setAlignment(Qt::AlignLeft | Qt::AlignTop);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&document_, &ExperimentDocument::changed, this, &NetworkView::lay_out);
  connect(delegate_, &QAbstractItemDelegate::commitData, this, [this](QWidget* editor) {
    if (editor == editor_) delegate_->setModelData(editor, &model_, edited_);
  });
  connect(delegate_, &QAbstractItemDelegate::closeEditor, this, &NetworkView::close_editor);
  lay_out();
}

QSize NetworkView::sizeHint() const {
  const int bar = horizontalScrollBar()->sizeHint().height();
  return {fontMetrics().averageCharWidth() * 50,
          static_cast<int>(std::ceil(fontMetrics().height() * lines_high)) + 2 * frameWidth() + bar / 2};
}

void NetworkView::set_current(int layer) {
  const int chosen = std::clamp(layer, 0, std::max(last_layer(), 0));
  if (chosen == current_) return;
  current_ = chosen;
  draw();
  const NetworkColumn& column = picture_.columns[static_cast<std::size_t>(current_) + 1];
  ensureVisible(column.box, 0, 0);
  emit selected(current_);
}

void NetworkView::set_features(std::optional<std::int64_t> features) {
  if (features == features_) return;
  features_ = features;
  lay_out();
}

void NetworkView::set_weights(std::optional<SeenWeights> weights) {
  if (!weights && !weights_) return;
  weights_ = std::move(weights);
  draw();
}

bool NetworkView::shows_weights() const { return weights_ && draws_weights() && fit(*weights_, picture_); }

void NetworkView::lay_out() {
  const auto& layers = document_.experiment().model.layers;
  const int height = sizeHint().height() - 2 * frameWidth();
  const auto place = [&](int bar) {
    picture_ = lay_out_network(layers, features_, QSizeF(viewport()->width(), height - bar),
                               fontMetrics().height(), fontMetrics().averageCharWidth());
  };
  place(0);
  if (picture_.size.width() > viewport()->width()) place(horizontalScrollBar()->sizeHint().height());
  scene()->setSceneRect(QRectF(QPointF(), picture_.size));
  current_ = std::clamp(current_, 0, std::max(last_layer(), 0));
  if (weights_ && !fit(*weights_, picture_)) weights_.reset();  // of a network that is not this one any more
  draw();
}

void NetworkView::draw() {
  scene()->clear();
  const auto& layers = document_.experiment().model.layers;
  scene()->addItem(new WeightLines(picture_, shows_weights() ? &*weights_ : nullptr, palette()));
  for (const NetworkColumn& column : picture_.columns) {
    ColumnLook look{column.layer == current_, hasFocus(), layers.size() > 1, tr("Data"), width_text(column),
                    tr("features"),           {}};
    if (column.layer >= 0) {
      const LayerSpec& layer = layers[static_cast<std::size_t>(column.layer)];
      look.name = tr("Layer %1").arg(column.layer + 1);
      look.activation = QString::fromUtf8(name_of(layer.activation));
      look.dropout = dropout_text(layer.dropout);
    }
    auto* item = new ColumnItem(column, look, picture_.unit_radius, palette(), font());
    scene()->addItem(item);
    if (column.layer != current_) continue;
    if (dragged_to_) item->setPos(*dragged_to_ - column.x, 0);
    if (look.can_remove && !dragged_to_) scene()->addItem(new SignItem(column.remove, false, palette()));
  }
  if (!dragged_to_)
    for (const QRectF& place : picture_.add) scene()->addItem(new SignItem(place, true, palette()));
  tell_accessibly();
}

void NetworkView::tell_accessibly() {
  QStringList words;
  for (const LayerSpec& layer : document_.experiment().model.layers)
    words << tr("%1 units, %2").arg(count_text(layer.units), QString::fromUtf8(name_of(layer.activation)));
  const QString text =
      tr("Layers: %1. Selected: layer %2.").arg(words.join(QStringLiteral("; "))).arg(current_ + 1);
  if (text != accessibleDescription()) setAccessibleDescription(text);
}

int NetworkView::layer_at(QPoint place) const {
  const NetworkColumn* column = picture_.column_at(mapToScene(place));
  return column == nullptr ? -1 : column->layer;
}

/// Which cell the words at this place show; the units for the rest of the column.
int NetworkView::column_of_words(int layer, QPointF place) const {
  const NetworkColumn& column = picture_.columns[static_cast<std::size_t>(layer) + 1];
  if (column.activation.contains(place)) return LayersModel::activation;
  if (place.y() >= column.dropout.top()) return LayersModel::dropout;
  return LayersModel::units;
}

bool NetworkView::press_sign(QPointF place) {
  for (std::size_t i = 0; i < picture_.add.size(); ++i)
    if (picture_.add[i].contains(place)) {
      emit add_asked(static_cast<int>(i));
      return true;
    }
  const NetworkColumn& column = picture_.columns[static_cast<std::size_t>(current_) + 1];
  if (last_layer() < 1 || !column.remove.contains(place)) return false;
  emit remove_asked(current_);
  return true;
}

void NetworkView::mousePressEvent(QMouseEvent* event) {
  if (picture_.columns.size() < 2) return;
  pressed_ = -1;
  if (event->button() == Qt::LeftButton && press_sign(mapToScene(event->pos()))) return;
  const int layer = layer_at(event->pos());
  if (layer < 0) return;
  set_current(layer);
  pressed_ = event->button() == Qt::LeftButton ? layer : -1;
  pressed_at_ = event->pos();
}

void NetworkView::mouseMoveEvent(QMouseEvent* event) {
  if (pressed_ < 0 || (event->buttons() & Qt::LeftButton) == 0) return;
  const bool far_enough = std::abs(event->pos().x() - pressed_at_.x()) >= QApplication::startDragDistance();
  if (!dragged_to_ && !far_enough) return;
  dragged_to_ = mapToScene(event->pos()).x();
  viewport()->setCursor(Qt::ClosedHandCursor);
  draw();
}

void NetworkView::mouseReleaseEvent(QMouseEvent* event) {
  const int from = std::exchange(pressed_, -1);
  if (!dragged_to_) return;
  dragged_to_.reset();
  viewport()->unsetCursor();
  draw();
  const int to = picture_.drop_place(mapToScene(event->pos()).x());
  if (from >= 0 && to != from) emit move_asked(from, to);
}

void NetworkView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPointF place = mapToScene(event->pos());
  if (press_sign(place)) return;  // quick clicks on a sign are clicks
  if (const int layer = layer_at(event->pos()); layer >= 0) edit(layer, column_of_words(layer, place));
}

void NetworkView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() == QContextMenuEvent::Mouse)
    if (const int layer = layer_at(event->pos()); layer >= 0) set_current(layer);
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addActions(actions());
  menu->popup(event->globalPos());
}

void NetworkView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return set_current(current_ - 1);
    case Qt::Key_Right:
      return set_current(current_ + 1);
    case Qt::Key_Home:
      return set_current(0);
    case Qt::Key_End:
      return set_current(last_layer());
    case Qt::Key_Escape:
      pressed_ = -1;
      if (dragged_to_) dragged_to_.reset(), viewport()->unsetCursor(), draw();
      return;
    default:
      event->ignore();  // not QGraphicsView's own scrolling
  }
}

void NetworkView::edit(int layer, int column) {
  set_current(layer);
  edited_ = model_.index(layer, column);
  if (!edited_.isValid()) return;
  QStyleOptionViewItem option;
  put_editor(delegate_->createEditor(viewport(), option, edited_));
}

void NetworkView::put_editor(QWidget* editor) {
  remove_editor();
  editor_ = editor;
  const NetworkColumn& column = picture_.columns[static_cast<std::size_t>(edited_.row()) + 1];
  const QRectF words = edited_.column() == LayersModel::units        ? column.width
                       : edited_.column() == LayersModel::activation ? column.activation
                                                                     : column.dropout;
  const int width = std::max(editor->sizeHint().width(), static_cast<int>(words.width()));
  const QPoint middle = mapFromScene(words.center());
  QRect place(0, 0, width, editor->sizeHint().height());
  place.moveCenter(middle);
  place.moveLeft(std::clamp(place.left(), 0, std::max(viewport()->width() - width, 0)));
  place.moveTop(std::min(place.top(), viewport()->height() - place.height()));
  editor->setGeometry(place);
  editor->setAccessibleName(
      tr("%1 of layer %2")
          .arg(model_.headerData(edited_.column(), Qt::Horizontal, Qt::DisplayRole).toString())
          .arg(edited_.row() + 1));
  delegate_->setEditorData(editor, edited_);
  editor->installEventFilter(delegate_);
  editor->show();
  editor->setFocus();
  if (auto* number = qobject_cast<QAbstractSpinBox*>(editor)) number->selectAll();
}

/// At once out of sight: what it tells when it loses the focus is about a cell that is no longer edited.
void NetworkView::remove_editor() {
  if (!editor_) return;
  QWidget* gone = editor_;
  editor_.clear();
  gone->removeEventFilter(delegate_);
  gone->hide();
  gone->deleteLater();
}

/// Tab goes on with the next cell of the layer.
void NetworkView::close_editor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint) {
  if (editor != editor_) return;
  remove_editor();
  const int by = hint == QAbstractItemDelegate::EditNextItem       ? 1
                 : hint == QAbstractItemDelegate::EditPreviousItem ? -1
                                                                   : 0;
  const int next = edited_.column() + by;
  if (by != 0 && next >= 0 && next < LayersModel::columns) return edit(edited_.row(), next);
  setFocus();
}

bool NetworkView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QGraphicsView::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const NetworkColumn* column = picture_.column_at(mapToScene(help->pos()));
  const QString text = column != nullptr && hint_ ? hint_(column->layer) : QString();
  text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
  return true;
}

void NetworkView::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  lay_out();
}

void NetworkView::changeEvent(QEvent* event) {
  QGraphicsView::changeEvent(event);
  const auto type = event->type();
  if (type == QEvent::PaletteChange || type == QEvent::FontChange || type == QEvent::LanguageChange)
    lay_out();
}

void NetworkView::focusInEvent(QFocusEvent* event) {
  QGraphicsView::focusInEvent(event);
  draw();
}

void NetworkView::focusOutEvent(QFocusEvent* event) {
  QGraphicsView::focusOutEvent(event);
  draw();
}

/// The wheel scrolls the panel; a picture wider than the panel scrolls with Shift.
void NetworkView::wheelEvent(QWheelEvent* event) {
  if (event->modifiers().testFlag(Qt::ShiftModifier))
    QGraphicsView::wheelEvent(event);
  else
    event->ignore();
}

}  // namespace accelbench
