// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include "ui/session/run_board.h"

namespace accelbench {

/// The devices, or ranks, of one run, one a row: what each told last, and what it came to.
class DevicesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { device, utilization, mean, memory, peak, power, temperature, clock, columns };

  explicit DevicesModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
  /// The run told more; of another run, or another number of devices, the table begins anew.
  void show(const RunRow& run);
  /// Whether any device tells of it.
  bool is_shown(int column) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Row {
    DeviceReading last;
    DeviceSummary summary;
  };
  static std::vector<Row> rows_of(const RunRow& run);
  static std::optional<double> number(const Row& row, int column);
  static QString text(const Row& row, int column);

  std::vector<Row> rows_;
};

}  // namespace accelbench
