// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

#include "ui/models/runs_model.h"
#include "ui/panels/comparison_table.h"
#include "ui/panels/verdict_panel.h"

namespace accelbench {

/// The lower side: the runs or the accelerators of a comparison side by side, what a comparison has come to,
/// and what the runs said.
class RunsPanel : public QTabWidget {
  Q_OBJECT

 public:
  /// Takes the widgets that show a comparison.
  RunsPanel(RunsModel& model, ComparisonTable* comparison, VerdictPanel* verdict, QWidget* parent = nullptr);
  /// The first page shows the runs of a training, or the accelerators of a comparison.
  void show_training();
  void show_comparison();
  void show_verdict() { setCurrentWidget(verdict_); }
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
  ComparisonTable* comparison_;
  VerdictPanel* verdict_;
  QStackedWidget* pages_;
  QLabel* note_;
  QPlainTextEdit* log_;
};

}  // namespace accelbench
