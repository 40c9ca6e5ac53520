// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QMenu>
#include <QObject>
#include <QSet>
#include <QTableView>

#include "ui/models/table_text.h"

namespace accelbench {

/// What every table of results can do: sort by a click on its header (a third click gives back the order of
/// the file), choose columns in the header's menu, copy as text (Ctrl+C), CSV and Markdown. Which columns are
/// hidden is kept under the table's name.
class TableTools : public QObject {
  Q_OBJECT

 public:
  /// Of a table with a model; `table` is its parent and has a name.
  explicit TableTools(QTableView& table);

  /// Whether the user has put this column away.
  bool is_put_away(int column) const;
  /// Adds the ways to copy to the menu of a row.
  void add_to(QMenu& menu);
  /// Selected rows, or all where none is.
  QString text(TableForm form) const;
  void copy(TableForm form) const;

 signals:
  /// The user has chosen other columns.
  void columns_chosen();

 private:
  void show_menu(const QPoint& place);
  void put_away(int column, bool away);

  QString title(int column) const;

  QTableView& table_;
  QSet<QString> away_;
};

}  // namespace accelbench
