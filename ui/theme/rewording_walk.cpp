// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QListWidget>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTableWidget>
#include <QTreeWidget>
#include <QWidget>
#include <algorithm>
#include <array>

#include "ui/theme/rewording.h"

namespace accelbench {

namespace {

/// Properties of Qt's widgets and actions that people read. What they type ("text" of a line) is not among
/// them.
constexpr std::array read_properties = {"windowTitle",
                                        "title",
                                        "toolTip",
                                        "statusTip",
                                        "whatsThis",
                                        "accessibleName",
                                        "accessibleDescription",
                                        "placeholderText",
                                        "prefix",
                                        "suffix",
                                        "specialValueText",
                                        "format",
                                        "text"};

bool is_typed(const QObject& object, const char* property) {
  return qstrcmp(property, "text") == 0 &&
         (object.inherits("QLineEdit") || object.inherits("QSpinBox") || object.inherits("QDoubleSpinBox"));
}

void reword_properties(QObject& object, const Rewording& rewording) {
  for (const char* name : read_properties) {
    if (object.metaObject()->indexOfProperty(name) < 0 || is_typed(object, name)) continue;
    const QVariant value = object.property(name);
    if (value.typeId() != QMetaType::QString) continue;
    const QString text = value.toString();
    const QString now = rewording.of(text, &object);
    if (now != text) object.setProperty(name, now);
  }
}

void reword_tabs(QTabBar& tabs, const Rewording& rewording) {
  for (int i = 0; i < tabs.count(); ++i) {
    tabs.setTabText(i, rewording.of(tabs.tabText(i), &tabs));
    tabs.setTabToolTip(i, rewording.of(tabs.tabToolTip(i), &tabs));
  }
}

void reword_item(QAbstractItemModel& model, const QModelIndex& index, const Rewording& rewording,
                 const QObject* where) {
  for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole}) {
    const QVariant value = index.data(role);
    if (value.typeId() != QMetaType::QString) continue;
    const QString now = rewording.of(value.toString(), where);
    if (now != value.toString()) model.setData(index, now, role);
  }
}

void reword_items(QAbstractItemModel& model, const QModelIndex& parent, const Rewording& rewording,
                  const QObject* where) {
  for (int row = 0; row < model.rowCount(parent); ++row)
    for (int column = 0; column < model.columnCount(parent); ++column) {
      const QModelIndex index = model.index(row, column, parent);
      reword_item(model, index, rewording, where);
      if (column == 0 && model.hasChildren(index)) reword_items(model, index, rewording, where);
    }
}

void reword_headers(QAbstractItemModel& model, const Rewording& rewording, const QObject* where) {
  for (const Qt::Orientation direction : {Qt::Horizontal, Qt::Vertical}) {
    const int count = direction == Qt::Horizontal ? model.columnCount() : model.rowCount();
    for (int i = 0; i < count; ++i) {
      const QVariant value = model.headerData(i, direction);
      if (value.typeId() != QMetaType::QString) continue;
      const QString now = rewording.of(value.toString(), where);
      if (now != value.toString()) model.setHeaderData(i, direction, now);
    }
  }
}

/// Models of ours translate what they are asked for; the others keep texts that somebody gave them.
bool keeps_texts(const QAbstractItemModel& model) {
  static constexpr std::array kinds = {"QStandardItemModel", "QListModel", "QTreeModel", "QTableModel",
                                       "QStringListModel"};
  return std::ranges::any_of(kinds, [&model](const char* kind) { return model.inherits(kind); });
}

void tell_anew(QAbstractItemModel& model) {
  const int rows = model.rowCount(), columns = model.columnCount();
  if (columns > 0) emit model.headerDataChanged(Qt::Horizontal, 0, columns - 1);
  if (rows > 0) emit model.headerDataChanged(Qt::Vertical, 0, rows - 1);
  if (rows > 0 && columns > 0) emit model.dataChanged(model.index(0, 0), model.index(rows - 1, columns - 1));
}

void reword_model(QAbstractItemModel* model, const Rewording& rewording, const QObject* where) {
  if (model == nullptr) return;
  if (!keeps_texts(*model)) return tell_anew(*model);
  reword_items(*model, {}, rewording, where);
  reword_headers(*model, rewording, where);
}

/// Choosing an item is for people alone: no signal says that its words changed.
void reword_object(QObject& object, const Rewording& rewording) {
  reword_properties(object, rewording);
  if (auto* tabs = qobject_cast<QTabBar*>(&object)) reword_tabs(*tabs, rewording);
  if (auto* box = qobject_cast<QComboBox*>(&object)) {
    const QSignalBlocker quiet(box);
    reword_model(box->model(), rewording, box);
  }
  if (auto* view = qobject_cast<QAbstractItemView*>(&object); view && !qobject_cast<QHeaderView*>(view)) {
    const QSignalBlocker quiet(view);
    reword_model(view->model(), rewording, view);
  }
}

Rewording& last_rewording() {
  static Rewording last;
  return last;
}

}  // namespace

void reword_everything(const Rewording& rewording) {
  last_rewording() = rewording;
  for (QWidget* window : QApplication::topLevelWidgets()) {
    if (window->parent() != nullptr) continue;  // what holds it comes to it
    reword_object(*window, rewording);
    for (QObject* inside : window->findChildren<QObject*>()) reword_object(*inside, rewording);
  }
}

QString reworded(const QString& text, const QObject* where) { return last_rewording().of(text, where); }

}  // namespace accelbench
