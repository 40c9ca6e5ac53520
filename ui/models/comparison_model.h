// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include "ui/session/comparison_board.h"

namespace accelbench {

/// A comparison side by side, one accelerator a row.
class ComparisonModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    name,
    state,
    ratio,
    verdict,
    throughput,  // and the other quantities, in their order
    time_to_target,
    train_time,
    final_loss,
    energy,
    cost,
    cold_start,
    utilization,
    columns
  };

  explicit ComparisonModel(const ComparisonBoard& board, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// Another comparison: the board has other rows.
  void begin();
  /// The comparison told more.
  void refresh();
  /// Whether any row has something to tell there.
  bool is_shown(int column) const;
  /// The accelerator of a row, as the experiment calls it.
  std::string accelerator(int row) const;

 private:
  QString text(const RunIdentity& row, int column) const;
  QVariant value(const RunIdentity& row, int column) const;
  QString tip(const RunIdentity& row, int column) const;
  QString state_text(const RunIdentity& row) const;
  QString verdict_cell(const RunIdentity& row) const;
  std::optional<double> mean_utilization(const std::string& row) const;

  const ComparisonBoard& board_;
  int rows_ = 0;
};

/// What the certificates looked at, one check a row.
class CertificatesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { accelerator, check, found, limit, passed, text, columns };

  explicit CertificatesModel(const ComparisonBoard& board, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void refresh();

 private:
  struct Line {
    std::size_t certificate = 0;
    std::optional<std::size_t> check;  ///< empty: the certificate as a whole
  };
  QString line_text(const Line& line, int column) const;

  const ComparisonBoard& board_;
  std::vector<Line> lines_;
};

}  // namespace accelbench
