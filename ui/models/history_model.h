// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include "ui/session/history_list.h"

namespace accelbench {

/// This machine's results, one file a row.
class HistoryModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { name, date, kind, accelerators, outcome, size, fingerprint, columns };

  explicit HistoryModel(const HistoryList& list, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  const HistoryEntry* entry(int row) const;
  /// The experiment's name, or the file's where it does not tell.
  static QString title(const HistoryEntry& entry);

 private:
  void take();
  static QString text(const HistoryEntry& entry, int column);
  static QVariant value(const HistoryEntry& entry, int column);
  static QString tip(const HistoryEntry& entry, int column);

  const HistoryList& list_;
  std::vector<HistoryEntry> entries_;
};

}  // namespace accelbench
