// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <vector>

#include "ui/session/differences.h"

namespace accelbench {

/// What two sides do not have in common, one value a row.
class DifferencesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { key, part, a, b, ratio, columns };

  explicit DifferencesModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  void show(std::vector<DifferenceLine> lines);

 private:
  static QString text(const DifferenceLine& line, int column);

  std::vector<DifferenceLine> lines_;
};

}  // namespace accelbench
