// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include "ui/session/comparison_board.h"

namespace accelbench {

/// A comparison of this machine beside a recorded one: figures and verdicts of each accelerator that both
/// have. Figures of two machines are described, never judged.
class BesideModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    accelerator,
    figure_there,
    figure_here,
    ratio_there,
    ratio_here,
    verdict_there,
    verdict_here,
    agreement,
    columns
  };

  BesideModel(const ComparisonBoard& here, const ComparisonBoard& there, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void refresh();
  /// Which machines, and whether it is the same work.
  QString heading() const;

 private:
  QString text(const std::string& row, int column) const;

  const ComparisonBoard& here_;
  const ComparisonBoard& there_;
  std::vector<std::string> rows_;
};

}  // namespace accelbench
