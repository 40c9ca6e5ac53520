// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileInfo>

#include "ui/main_window.h"
#include "ui/session/kept_weights.h"

// Weights of the training in sight: evaluated, saved, used.
namespace accelbench {

void MainWindow::build_evaluation() {
  evaluate_page_ = new EvaluatePanel(evaluator_, this);
  runs_->add_page(evaluate_page_, tr("Evaluate"));
  evaluate_page_->set_editor([this] {
    return SampleChoice{{}, document_.experiment().data, document_.roots()};
  });
  connect(runs_, &RunsPanel::evaluate_asked, this, &MainWindow::evaluate_run);
  connect(runs_, &RunsPanel::save_weights_asked, this, [this](int run) {
    evaluate_page_->choose_run(run);
    evaluate_page_->choose_and_save_weights();
  });
  connect(runs_, &QTabWidget::currentChanged, this, [this](int) {
    if (runs_->currentWidget() == evaluate_page_) make_room_for_verdict();
  });
}

/// What was trained last, or opened: every run with its weights, or why it has none.
void MainWindow::show_weights() {
  const QString none =
      compared_last_ ? tr("A comparison keeps no weights. Train (F5), and they stand here.")
                     : tr("Train a model, and its weights stand here; or open weights that were saved.");
  std::vector<TrainedWeights> runs;
  if (!compared_last_)
    for (const RunRow& row : board_.rows()) {
      const QString file = QString::fromStdString(kept_weights_file(results_file_, row.identity.id).string());
      const bool kept = !results_file_.empty() && QFileInfo(file).isFile();
      runs.push_back({row.identity.label, file, kept ? QString() : why_no_weights(row), trained_roots_});
    }
  evaluate_page_->view().set_provenance(provenance());
  evaluate_page_->set_runs(std::move(runs), none);
}

QString MainWindow::why_no_weights(const RunRow& row) const {
  if (row.summary && row.summary->status != RunStatus::completed && row.summary->status != RunStatus::stopped)
    return tr("it did not end well, so there are no weights");
  if (!why_not_kept_.isEmpty()) return why_not_kept_;
  return tr("no weights were kept");
}

void MainWindow::evaluate_run(int run) {
  evaluate_page_->choose_run(run);
  evaluate_in_sight();
}

void MainWindow::evaluate_in_sight() {
  runs_->setCurrentWidget(evaluate_page_);
  evaluate_page_->evaluate();
}

}  // namespace accelbench
