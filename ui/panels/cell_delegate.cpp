// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/cell_delegate.h"

#include <QComboBox>
#include <QPainter>
#include <algorithm>

#include "ui/models/layers_model.h"
#include "ui/models/summary_text.h"
#include "ui/panels/number_box.h"

namespace accelbench {

namespace {

/// One bar, its parts side by side with a line of air between them.
void paint_parts(QPainter& painter, const QRectF& cell, const QList<double>& parts) {
  constexpr double margin = 5;
  const double height = cell.height() / 3;
  const double width = cell.width() - 2 * margin;
  double left = cell.left() + margin;
  for (qsizetype i = 0; i < parts.size(); ++i) {
    const double part = width * parts[i];
    const QRectF bar(left, cell.center().y() - height / 2, std::max(part - 1, 0.0), height);
    painter.fillRect(bar, part_color(static_cast<int>(i)));
    left += part;
  }
}

}  // namespace

QWidget* CellDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                    const QModelIndex& index) const {
  const QStringList choices = index.data(choices_role).toStringList();
  if (!choices.isEmpty()) {
    auto* box = new QComboBox(parent);
    box->addItems(choices);
    connect(box, &QComboBox::activated, this, [this, box] {
      emit const_cast<CellDelegate*>(this)->commitData(box);
      emit const_cast<CellDelegate*>(this)->closeEditor(box);
    });
    return box;
  }
  const double minimum = index.data(minimum_role).toDouble();
  const double maximum = index.data(maximum_role).toDouble();
  QDoubleSpinBox* box = nullptr;
  if (index.data(Qt::EditRole).typeId() == QMetaType::Double)
    box = new NumberBox(minimum, maximum, NumberBox::Steps::linear, parent);
  else
    box = new WholeBox(minimum, maximum, parent);
  box->setFrame(false);
  return box;
}

void CellDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  if (auto* box = qobject_cast<QComboBox*>(editor))
    box->setCurrentText(index.data(Qt::EditRole).toString());
  else if (auto* spin = qobject_cast<QDoubleSpinBox*>(editor))
    spin->setValue(index.data(Qt::EditRole).toDouble());
}

void CellDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
  if (auto* box = qobject_cast<QComboBox*>(editor)) {
    model->setData(index, box->currentText());
  } else if (auto* spin = qobject_cast<QDoubleSpinBox*>(editor)) {
    spin->interpretText();
    model->setData(index, spin->value());
  }
}

/// Where the keyboard is elsewhere, the selected row is only tinted: it says what Remove or Settings means,
/// not that it is the one that matters.
void CellDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  if (option->widget != nullptr && option->widget->hasFocus()) return;
  const QColor mark = option->palette.color(QPalette::Highlight);
  const QColor base = option->palette.color(QPalette::Base);
  const auto part = [](int from, int to) { return from + (to - from) / 5; };
  option->palette.setColor(
      QPalette::Highlight,
      QColor(part(base.red(), mark.red()), part(base.green(), mark.green()), part(base.blue(), mark.blue())));
  option->palette.setColor(QPalette::HighlightedText, option->palette.color(QPalette::Text));
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const QVariant share = index.data(share_role);
  if (share.isValid()) {
    QRectF bar = QRectF(option.rect).adjusted(2, 0, -2, 0);
    bar.setTop(bar.bottom() - 3);
    painter->fillRect(bar, option.palette.color(QPalette::Midlight));
    bar.setWidth(bar.width() * share.toDouble());
    painter->fillRect(bar, option.palette.color(QPalette::Highlight));
  }
  const QVariant parts = index.data(parts_role);
  if (parts.isValid()) {
    QStyledItemDelegate::paint(painter, option, index);
    return paint_parts(*painter, QRectF(option.rect), parts.value<QList<double>>());
  }
  QStyledItemDelegate::paint(painter, option, index);
}

}  // namespace accelbench
