// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

#include "ui/models/runs_model.h"

namespace accelbench {

/// The lower side: the runs side by side, and what they said.
class RunsPanel : public QTabWidget {
  Q_OBJECT

 public:
  explicit RunsPanel(RunsModel& model, QWidget* parent = nullptr);
  void add_log_line(const QString& line);
  /// Shown under the table, for instance why accuracy is 0; empty: nothing.
  void set_note(const QString& note);
  QString log() const { return log_->toPlainText(); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* build_runs(RunsModel& model);
  void fit_columns();
  int width_for(const RunsModel& model, int column) const;

  QTableView* table_;
  QStackedWidget* pages_;
  QLabel* note_;
  QPlainTextEdit* log_;
};

}  // namespace accelbench
