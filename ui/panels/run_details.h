// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFormLayout>
#include <QLabel>
#include <QTableView>
#include <QWidget>
#include <string>
#include <vector>

#include "ui/models/devices_model.h"
#include "ui/models/runs_model.h"
#include "ui/models/sorted_rows.h"

namespace accelbench {

/// A window of its own beside the workbench: what one run came to, and its devices or ranks one by one, live
/// while it trains.
class RunDetails : public QWidget {
  Q_OBJECT

 public:
  /// `run`: its row on the board. The window closes itself when another training begins.
  RunDetails(const RunBoard& board, RunsModel& model, int run, QWidget* parent);

 private:
  void build();
  void build_table(QLayout& column);
  void refresh();
  void show_facts(const RunRow& run);
  const RunRow* run() const;

  const RunBoard& board_;
  std::string id_;
  DevicesModel devices_;
  SortedRows rows_;
  QTableView* table_ = nullptr;
  QFormLayout* facts_ = nullptr;
  std::vector<QLabel*> values_;
};

}  // namespace accelbench
