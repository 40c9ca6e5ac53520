// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>
#include <memory>

#include "core/results/comparison_csv.h"
#include "ui/main_window.h"
#include "ui/models/identities.h"

// Results files: open, repeat here, export; files that are dropped.
namespace accelbench {

namespace {

const QString topic = QStringLiteral("file");
constexpr double picture_scale = 2;

bool is_experiment(const QString& file) {
  return file.endsWith(QStringLiteral(".yaml")) || file.endsWith(QStringLiteral(".yml"));
}

}  // namespace

void MainWindow::choose_and_open_results() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Open results"),
                                                    QString::fromStdString(results_folder().string()),
                                                    tr("Results (*.accelresults);;All files (*)"));
  if (!file.isEmpty()) open_results(file);
}

bool MainWindow::open_results(const QString& path) {
  if (busy()) {
    messages_->show_message(topic, MessageBar::Level::warning,
                            tr("Results are opened when nothing runs. Stop first, or wait for the end."));
    return false;
  }
  const QPointer<MainWindow> self(this);
  QThreadPool::globalInstance()->start([self, path] {
    auto opened = std::make_shared<Result<OpenedResults>>(read_opened_results(path.toStdString()));
    QMetaObject::invokeMethod(qApp, [self, path, opened] {
      if (self) self->show_results(path, *opened);
    });
  });
  return true;
}

void MainWindow::show_results(const QString& path, Result<OpenedResults>& opened) {
  if (busy()) return;  // a training or comparison began meanwhile: it stays in sight
  opened_ = nullptr;
  if (!opened) {
    show_errors(tr("%1 was not opened.").arg(QFileInfo(path).fileName()), {opened.error()});
    return emit results_opened();
  }
  if (!opened->judged->judgement) {
    messages_->clear(topic);
    show_recorded_training(*opened);
    show_running();
    return emit results_opened();
  }
  messages_->clear(topic);
  opened_ = std::make_shared<OpenedResults>(std::move(*opened));
  other_ = ComparisonBoard();
  compared_.show(opened_->experiment, identities_of(opened_->experiment, opened_->rows), *opened_->judged);
  results_file_ = opened_->judged->results.file;
  show_new_comparison();
  charts_->set_provenance(comparison_provenance());
  verdict_->set_provenance(comparison_provenance());
  if (!opened_->judged->differences.empty())
    messages_->show_message(
        topic, MessageBar::Level::warning,
        tr("The verdicts in the file differ from those that its facts give, which are shown: %1")
            .arg(QString::fromStdString(opened_->judged->differences.front())));
  if (opened_->judged->results.recording)
    messages_->show_message(topic, MessageBar::Level::information,
                            tr("This comparison is running: shown is what it has come to so far."));
  show_running();
  emit results_opened();
}

bool MainWindow::repeat_here() {
  if (busy() || !compared_.recorded() || !may_leave_document()) return false;
  const ComparisonBoard there = compared_;
  document_.adopt(there.experiment());
  accelerators_.tick_all();
  other_ = there;
  const bool a_a = there.facts().a_a;
  if (ready_to_run() &&
      start_comparison(experiment_with(document_.experiment(), accelerators_.chosen()), a_a))
    return true;
  other_ = ComparisonBoard();
  return false;
}

void MainWindow::choose_export_folder() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Export figures and tables into"),
                                        QString::fromStdString(document_.roots().base_dir.string()));
  if (folder.isEmpty()) return;
  const Status done = export_comparison(folder);
  if (done)
    messages_->show_message(QStringLiteral("export"), MessageBar::Level::information,
                            tr("Exported into %1").arg(folder));
  else
    messages_->show_message(QStringLiteral("export"), MessageBar::Level::error,
                            QString::fromStdString(to_string(done.error())));
}

Status MainWindow::export_comparison(const QString& folder) const {
  if (!QDir().mkpath(folder))
    return bad_input(folder.toStdString(), "the folder cannot be made",
                     "choose a folder that can be written");
  for (const auto& [stem, figure] : verdict_->figures())
    if (Status done = figure->export_png(QDir(folder).filePath(stem + QStringLiteral(".png")), picture_scale);
        !done)
      return done;
  if (results_file_.empty()) return {};
  const auto judged = judged_results(results_file_);
  if (!judged) return tl::unexpected(judged.error());
  return write_comparison_csv((*judged)->source(), folder.toStdString(), true);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!dragged_files(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList files = dragged_files(event->mimeData());
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  if (files.front().endsWith(QStringLiteral(".accelresults")))
    open_results(files.front());
  else if (!is_experiment(files.front()))
    experiment_->offer_data(files);
  else if (may_leave_document())
    open_file(files.front());
}

}  // namespace accelbench
