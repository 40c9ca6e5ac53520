// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QTableView>

#include "ui/models/comparison_model.h"
#include "ui/models/sorted_rows.h"
#include "ui/panels/table_tools.h"

namespace accelbench {

/// A comparison side by side, one accelerator a row; a row's menu measures its noise floor and
/// pins it as the baseline.
class ComparisonTable : public QTableView {
  Q_OBJECT

 public:
  explicit ComparisonTable(ComparisonModel& model, QWidget* parent = nullptr);

 signals:
  void noise_floor_asked(const QString& accelerator);
  /// The accelerator is to be the baseline of the next comparison.
  void baseline_asked(const QString& accelerator);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit_columns();
  void add_row_actions(QMenu& menu, const QModelIndex& index);

  ComparisonModel& model_;
  SortedRows rows_;
  TableTools* tools_;
};

/// A table of a page: no grid, rows as a whole, no names of rows.
void dress_table(QTableView& table, const QString& name, const QString& accessible_name);

/// "Measure the noise floor of cpu".
QString noise_floor_action_text(const QString& accelerator);

}  // namespace accelbench
