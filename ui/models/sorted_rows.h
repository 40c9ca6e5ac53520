// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QSortFilterProxyModel>
#include <QStringList>

namespace accelbench {

/// What rows are sorted by and files hold: a number in full where the cell shows one, else what it shows.
inline constexpr int value_role = Qt::UserRole + 100;

/// Rows in the order that a click on a header asks for, those that hold every word searched for. Cells
/// without a value come last, whatever the order.
class SortedRows : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit SortedRows(QAbstractItemModel& rows, QObject* parent = nullptr);
  void search(const QString& text);
  const QStringList& words() const { return words_; }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  QStringList words_;
};

}  // namespace accelbench
