// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

#include "ui/models/runs_model.h"
#include "ui/panels/comparison_table.h"
#include "ui/panels/log_panel.h"
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
  /// Another page, before the log.
  void add_page(QWidget* page, const QString& title);
  void add_log(LogLevel level, const QString& run, const QString& text) { log_->add(level, run, text); }
  void add_log_line(const QString& line) { log_->add(LogLevel::information, {}, line); }
  /// Shown under the table, for instance why accuracy is 0; empty: nothing.
  void set_note(const QString& note);
  QString log() const { return log_->whole_text(); }

 signals:
  /// Ratios are to be to this accelerator.
  void baseline_asked(const QString& accelerator);
  /// What the weights of a run (its row on the board) are worth; to have them as a file.
  void evaluate_asked(int run);
  void save_weights_asked(int run);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* build_runs();
  void build_table();
  void show_row_menu(const QPoint& place);
  void show_details(int run);
  void pin_selected();
  void fit_columns();
  int width_for(int column) const;

  RunsModel& model_;
  SortedRows rows_;
  QTableView* table_;
  TableTools* tools_ = nullptr;
  ComparisonTable* comparison_;
  VerdictPanel* verdict_;
  QStackedWidget* pages_;
  QLabel* note_;
  LogPanel* log_;
};

}  // namespace accelbench
