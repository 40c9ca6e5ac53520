// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/table_tools.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QSettings>
#include <QShortcut>
#include <algorithm>

#include "ui/session/recent_files.h"

namespace accelbench {

namespace {

QString settings_key(const QTableView& table) {
  return QStringLiteral("hidden_columns/") + table.objectName();
}

}  // namespace

TableTools::TableTools(QTableView& table) : QObject(&table), table_(table) {
  const QSettings settings(window_settings_file(), QSettings::IniFormat);
  const QStringList kept = settings.value(settings_key(table_)).toStringList();
  away_ = QSet<QString>(kept.begin(), kept.end());
  QHeaderView* header = table_.horizontalHeader();
  header->setSortIndicator(-1, Qt::AscendingOrder);
  header->setSortIndicatorClearable(true);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  table_.setSortingEnabled(true);
  connect(header, &QWidget::customContextMenuRequested, this, &TableTools::show_menu);
  auto* shortcut = new QShortcut(QKeySequence::Copy, &table_);
  shortcut->setContext(Qt::WidgetWithChildrenShortcut);
  connect(shortcut, &QShortcut::activated, this, [this] { copy(TableForm::text); });
}

QString TableTools::title(int column) const {
  return table_.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

bool TableTools::is_put_away(int column) const { return away_.contains(title(column)); }

void TableTools::put_away(int column, bool away) {
  if (away)
    away_.insert(title(column));
  else
    away_.remove(title(column));
  QSettings(window_settings_file(), QSettings::IniFormat)
      .setValue(settings_key(table_), QStringList(away_.begin(), away_.end()));
  table_.setColumnHidden(column, away);
  emit columns_chosen();
}

void TableTools::show_menu(const QPoint& place) {
  QMenu menu(&table_);
  menu.setObjectName(QStringLiteral("columns"));
  // The first column says what a row is: it stays.
  for (int column = 1; column < table_.model()->columnCount(); ++column) {
    QAction* action = menu.addAction(title(column));
    action->setCheckable(true);
    action->setChecked(!is_put_away(column));
    connect(action, &QAction::toggled, this, [this, column](bool on) { put_away(column, !on); });
  }
  menu.exec(table_.horizontalHeader()->mapToGlobal(place));
}

void TableTools::add_to(QMenu& menu) {
  menu.addAction(tr("&Copy"), QKeySequence::Copy, this, [this] { copy(TableForm::text); });
  menu.addAction(tr("Copy as CS&V"), this, [this] { copy(TableForm::csv); });
  menu.addAction(tr("Copy as &Markdown"), this, [this] { copy(TableForm::markdown); });
}

QString TableTools::text(TableForm form) const {
  QList<int> columns;
  for (int column = 0; column < table_.model()->columnCount(); ++column)
    if (!table_.isColumnHidden(column)) columns << column;
  QList<int> rows;
  for (const QModelIndex& index : table_.selectionModel()->selectedRows()) rows << index.row();
  std::ranges::sort(rows);
  if (rows.isEmpty())
    for (int row = 0; row < table_.model()->rowCount(); ++row) rows << row;
  return table_text(*table_.model(), rows, columns, form);
}

void TableTools::copy(TableForm form) const { QGuiApplication::clipboard()->setText(text(form)); }

}  // namespace accelbench
