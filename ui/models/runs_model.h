// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>
#include <optional>

#include "ui/models/layers_model.h"
#include "ui/session/run_board.h"

namespace accelbench {

/// The runs of the last training side by side, one a row.
class RunsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    name,
    state,
    progress,
    eta,
    loss,
    val_loss,
    throughput,
    utilization,
    ratio,
    path,
    threads,
    speed,
    split,
    fixed_columns
  };

  explicit RunsModel(const RunBoard& board, QObject* parent = nullptr);

  const RunBoard& board() const { return board_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// A new training: the board has other rows. `metrics`, `baseline` and `note` (why accuracy says nothing)
  /// are those of the experiment as it was trained.
  void begin(const Experiment& experiment);
  /// Whether any run has something to tell there now.
  bool is_shown(int column) const;
  /// The widest texts that cells of this column may come to hold.
  QStringList widest_texts(int column) const;
  /// The runs told more.
  void refresh();
  /// The accelerator of a row, as the experiment calls it.
  std::string accelerator(int row) const;
  /// Ratios are to this accelerator from now on.
  void set_baseline(const std::string& accelerator);
  const std::string& baseline() const { return baseline_; }

 signals:
  /// Columns came or went, or a column tells more than before.
  void shape_changed();

 private:
  struct MetricColumn {
    Metric metric;
    bool validation;
  };
  /// The fixed column, or a metric, that stands at this place: metrics stand after val_loss.
  int fixed_at(int column) const;
  const MetricColumn* metric_at(int column) const;
  QString text(const RunRow& row, int column) const;
  QVariant value(const RunRow& row, int column) const;
  bool is_baseline(const RunRow& row) const;
  QString ratio_cell(const RunRow& row) const;
  QString state_text(const RunRow& row) const;
  static QString state_name(const RunRow& row);
  int alignment(int column) const;
  QString utilization_tip(const RunRow& row) const;
  QVariant tool_tip(const RunRow& row, int column) const;
  QString state_tip(const RunRow& row) const;
  std::vector<bool> shape() const;
  QString fixed_header(int column) const;

  const RunBoard& board_;
  std::vector<MetricColumn> metrics_;
  std::string baseline_;
  QString accuracy_note_;
  int rows_ = 0;
  std::vector<bool> shape_;
};

}  // namespace accelbench
