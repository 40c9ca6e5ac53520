// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>
#include <memory>

#include "core/results/results_file.h"
#include "ui/main_window.h"
#include "ui/models/format.h"
#include "ui/models/identities.h"
#include "ui/session/recorded_runs.h"

// This machine's results and what two of them do not have in common.
namespace accelbench {

namespace {

const QString topic = QStringLiteral("history");
constexpr int trash_days = 30;

using Opened = std::shared_ptr<Result<OpenedResults>>;

/// Reads a file on a thread of the pool and takes it on the window's, unless that is gone.
void read_for(MainWindow* window, const QString& file, const std::function<void(const Opened&)>& take) {
  const QPointer<MainWindow> self(window);
  QThreadPool::globalInstance()->start([self, file, take] {
    auto opened = std::make_shared<Result<OpenedResults>>(read_opened_results(file.toStdString()));
    QMetaObject::invokeMethod(qApp, [self, opened, take] {
      if (self) take(opened);
    });
  });
}

}  // namespace

void MainWindow::build_history() {
  history_page_ = new HistoryPanel(history_, this);
  differences_ = new DifferencesPanel(this);
  runs_->add_page(differences_, tr("Differences"));
  runs_->add_page(history_page_, tr("History"));
  connect(history_page_, &HistoryPanel::open_asked, this, &MainWindow::open_results);
  connect(history_page_, &HistoryPanel::overlay_asked, this, [this](const QStringList& files) {
    for (const QString& file : files) overlay(file);
  });
  connect(history_page_, &HistoryPanel::compare_asked, this, &MainWindow::show_differences);
  connect(history_page_, &HistoryPanel::resume_asked, this, &MainWindow::resume);
  connect(history_page_, &HistoryPanel::removed, this, &MainWindow::show_removed);
  connect(history_page_, &HistoryPanel::refused, this, [this](const QString& problem) {
    messages_->show_message(topic, MessageBar::Level::error, problem);
  });
  connect(runs_, &RunsPanel::baseline_asked, this, &MainWindow::pin_baseline);
  connect(&document_, &ExperimentDocument::changed, differences_, &DifferencesPanel::refresh);
  history_.empty_trash(trash_days);
  show_sources();
}

void MainWindow::show_removed(const TrashedResults& trashed, int files) {
  const QString text =
      files == 1
          ? tr("One result was moved to the trash, where it stays for %1 days.").arg(trash_days)
          : tr("%1 results were moved to the trash, where they stay for %2 days.").arg(files).arg(trash_days);
  messages_->show_message(topic, MessageBar::Level::information, text, tr("Undo"), [this, trashed] {
    const Status done = history_.restore(trashed);
    if (!done)
      messages_->show_message(topic, MessageBar::Level::error,
                              QString::fromStdString(to_string(done.error())));
  });
}

void MainWindow::overlay(const QString& file) {
  read_for(this, file, [this, file](const Opened& opened) {
    if (!*opened)
      return show_errors(tr("%1 was not laid over the charts.").arg(QFileInfo(file).fileName()),
                         {opened->error()});
    const OpenedResults& read = **opened;
    charts_->add_overlay(overlay_of(read, identities_of(read.experiment, read.rows)));
    emit overlaid();
  });
}

void MainWindow::show_differences(const QString& a, const QString& b) {
  for (const QString& file : {a, b})
    read_for(this, file, [this, file, a, b](const Opened& opened) {
      if (!*opened)
        return show_errors(tr("%1 cannot be compared.").arg(QFileInfo(file).fileName()), {opened->error()});
      held_[file] = std::make_shared<const OpenedResults>(std::move(**opened));
      if (!held_.contains(a) || !held_.contains(b)) return;
      show_sources();
      runs_->setCurrentWidget(differences_);
      differences_->choose(QString::fromStdString(held_[a]->judged->results.file.string()),
                           QString::fromStdString(held_[b]->judged->results.file.string()));
      emit differences_shown();
    });
}

bool MainWindow::resume(const QString& file) {
  messages_->clear(topic);
  if (busy() || !comparison_.can_compare()) return false;
  read_for(this, file, [this, file](const Opened& opened) {
    if (busy()) return;  // something else was started meanwhile
    if (!*opened)
      return show_errors(tr("%1 cannot be gone on with.").arg(QFileInfo(file).fileName()), {opened->error()});
    go_on_with(**opened);
  });
  return true;
}

/// Data are looked for where the experiment in the editor stands.
void MainWindow::go_on_with(const OpenedResults& opened) {
  if (!opened.judged->judgement)
    return messages_->show_message(topic, MessageBar::Level::warning,
                                   tr("This file holds a training: only comparisons are gone on with."));
  ComparisonJob job;
  job.request.experiment = opened.experiment;
  job.request.roots = document_.roots();
  job.request.program = find_child_program();
  job.results_file = opened.judged->results.file;
  job.resume = true;
  results_file_ = job.results_file;
  asked_.invalidate();
  other_ = ComparisonBoard();
  compared_.show(opened.experiment, identities_of(opened.experiment, opened.rows), *opened.judged);
  compared_.go_on();
  show_new_comparison();
  comparison_.start(std::move(job));
}

/// What the two sides can be: the editor, what is in sight, files that were chosen in the history.
void MainWindow::show_sources() {
  std::vector<DifferenceSource> sources;
  sources.push_back({QStringLiteral("editor"), tr("The experiment in the editor"),
                     [this] { return side_of(document_.experiment()); }});
  auto add = [&sources](std::vector<DifferenceSource> more) {
    for (DifferenceSource& one : more) sources.push_back(std::move(one));
  };
  if (compared_last_)
    add(sources_of(compared_));
  else if (!board_.rows().empty())
    add(sources_of(in_sight_, board_, results_file_));
  for (const auto& [file, opened] : held_) add(sources_of(opened));
  differences_->set_sources(std::move(sources));
}

void MainWindow::pin_baseline(const QString& accelerator) {
  document_.set(
      Field<std::string>(
          QStringLiteral("comparison.baseline"), [](auto& e) -> auto& { return e.comparison.baseline; }),
      accelerator.toStdString(), tr("Pin %1 as baseline").arg(accelerator));
  if (!compared_last_) {
    board_.set_baseline(accelerator.toStdString());
    charts_->refresh();
    return runs_model_.set_baseline(accelerator.toStdString());
  }
  messages_->show_message(
      topic, MessageBar::Level::information,
      tr("%1 is the baseline of the next comparison. The verdicts in sight were reached against another "
         "and stay as they are.")
          .arg(accelerator));
}

/// A training is shown as it stood at its end.
void MainWindow::show_recorded_training(const OpenedResults& opened) {
  const Results& results = opened.judged->results;
  begin_recorded(opened.experiment);
  for (const RunBoard::Message& said :
       show_recorded(results, identities_of(opened.experiment, opened.rows), board_))
    runs_->add_log(log_level(said.level), said.run, said.text);
  runs_model_.begin(opened.experiment);
  charts_->show_runs(board_, opened.experiment);
  charts_->refresh();
  charts_->set_provenance(provenance_of(QString::fromStdString(results.experiment_name),
                                        QString::fromStdString(results.fingerprint).left(12), results.machine,
                                        QString::fromStdString(results.created)));
  runs_->show_training();
  runs_->setCurrentIndex(0);
  runs_->set_note(
      tr("Recorded %1 on %2.")
          .arg(QString::fromStdString(results.created), QString::fromStdString(results.machine.cpu)));
  results_file_ = results.file;
  trained_roots_ = document_.roots();
  why_not_kept_.clear();
  show_weights();
  show_sources();
}

void MainWindow::begin_recorded(const Experiment& experiment) {
  compared_last_ = false;
  in_sight_ = experiment;
}

}  // namespace accelbench
