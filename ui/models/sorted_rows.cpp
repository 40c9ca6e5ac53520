// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sorted_rows.h"

#include <algorithm>
#include <cmath>

namespace accelbench {

namespace {

bool is_empty(const QVariant& value) {
  if (!value.isValid()) return true;
  return value.typeId() == QMetaType::Double && std::isnan(value.toDouble());
}

}  // namespace

SortedRows::SortedRows(QAbstractItemModel& rows, QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(value_role);
  setSortCaseSensitivity(Qt::CaseInsensitive);
  setSortLocaleAware(true);
  setSourceModel(&rows);
}

void SortedRows::search(const QString& text) {
  words_ = text.split(u' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

bool SortedRows::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (words_.isEmpty()) return true;
  QString line;
  for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
    line += sourceModel()->index(row, column, parent).data().toString() + u'\n';
  return std::ranges::all_of(
      words_, [&line](const QString& word) { return line.contains(word, Qt::CaseInsensitive); });
}

bool SortedRows::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(value_role);
  const QVariant b = right.data(value_role);
  // Descending order turns the answer round, so that what is empty stays at the end in both.
  if (is_empty(a) || is_empty(b)) {
    if (is_empty(a) == is_empty(b)) return false;
    return (sortOrder() == Qt::AscendingOrder) == is_empty(b);
  }
  return QSortFilterProxyModel::lessThan(left, right);
}

}  // namespace accelbench
