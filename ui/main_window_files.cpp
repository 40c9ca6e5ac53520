// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractSpinBox>
#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

#include "ui/main_window.h"
#include "ui/session/recent_files.h"

// New, Open, Save, Export, and leaving.
namespace accelbench {

namespace {

const QString suffix = QStringLiteral(".accel.yaml");
const QString results_suffix = QStringLiteral(".accelresults");
constexpr int errors_shown = 5;

QString name_filter() { return MainWindow::tr("Experiments (*.accel.yaml *.yaml *.yml);;All files (*)"); }

}  // namespace

/// What stands in the editor that has the focus counts, whether Enter was pressed or not.
void MainWindow::commit_pending_edits() {
  QWidget* focus = focusWidget();
  if (auto* spin = qobject_cast<QAbstractSpinBox*>(focus))
    spin->interpretText();
  else if (auto* edit = qobject_cast<QLineEdit*>(focus))
    emit edit->editingFinished();
}

bool MainWindow::may_leave_document() {
  commit_pending_edits();
  if (!document_.is_modified()) return true;
  const Answer answer = ask_(Question::unsaved_changes);
  if (answer == Answer::save) return save();
  return answer == Answer::discard;
}

void MainWindow::new_experiment() {
  if (!may_leave_document()) return;
  document_.start_new();
  messages_->clear(QStringLiteral("file"));
}

void MainWindow::choose_and_open() {
  if (!may_leave_document()) return;
  const QString folder = QString::fromStdString(document_.roots().base_dir.string());
  const QString file = QFileDialog::getOpenFileName(this, tr("Open experiment"), folder, name_filter());
  if (!file.isEmpty()) open_file(file);
}

bool MainWindow::open_file(const QString& path) {
  if (path.endsWith(results_suffix)) return open_results(path);
  QStringList warnings;
  const std::vector<Error> errors = document_.open(path, &warnings);
  if (!errors.empty()) {
    show_errors(tr("%1 was not opened.").arg(QFileInfo(path).fileName()), errors);
    return false;
  }
  add_recent_file(document_.file_path());
  messages_->clear(QStringLiteral("file"));
  if (!warnings.isEmpty())
    messages_->show_message(QStringLiteral("file"), MessageBar::Level::warning, warnings.join(u'\n'));
  return true;
}

void MainWindow::show_errors(const QString& title, const std::vector<Error>& errors) {
  QStringList lines{title};
  for (const Error& error : errors) {
    if (lines.size() > errors_shown) break;
    lines << QString::fromStdString(to_string(error));
  }
  const int hidden = static_cast<int>(errors.size()) - errors_shown;
  if (hidden > 0) lines << tr("… and %n more", nullptr, hidden);
  messages_->show_message(QStringLiteral("file"), MessageBar::Level::error, lines.join(u'\n'));
}

bool MainWindow::save() {
  return document_.file_path().isEmpty() ? save_as() : save_to(document_.file_path());
}

bool MainWindow::save_as() {
  const QString folder = QString::fromStdString(document_.roots().base_dir.string());
  const QString proposed = document_.file_path().isEmpty()
                               ? QDir(folder).filePath(QStringLiteral("experiment") + suffix)
                               : document_.file_path();
  QFileDialog dialog(this, tr("Save experiment"), proposed, name_filter());
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setDefaultSuffix(suffix.mid(1));
  dialog.selectFile(proposed);
  return dialog.exec() == QDialog::Accepted && save_to(dialog.selectedFiles().constFirst());
}

bool MainWindow::save_to(const QString& path) {
  commit_pending_edits();
  const Status saved = document_.save(path);
  if (!saved) {
    show_errors(tr("The experiment was not saved."), {saved.error()});
    return false;
  }
  add_recent_file(document_.file_path());
  messages_->clear(QStringLiteral("file"));
  return true;
}

Answer MainWindow::ask_in_a_box(Question question) {
  QMessageBox box(QMessageBox::Question, QStringLiteral("Accelbench"), {}, QMessageBox::Cancel, this);
  if (question == Question::quit_while_training) {
    const bool compares = comparison_.state() != TrainingController::State::idle;
    box.setText(compares ? tr("A comparison is running. Its finished rounds are kept. Stop it and quit?")
                         : tr("A training is running. Stop it and quit?"));
    QPushButton* quit = box.addButton(tr("Stop and quit"), QMessageBox::AcceptRole);
    box.exec();
    return box.clickedButton() == quit ? Answer::quit : Answer::cancel;
  }
  box.setText(tr("“%1” has changes that are not saved.").arg(document_.display_name()));
  QPushButton* save = box.addButton(tr("Save"), QMessageBox::AcceptRole);
  QPushButton* discard = box.addButton(tr("Discard changes"), QMessageBox::DestructiveRole);
  box.setDefaultButton(save);
  box.exec();
  if (box.clickedButton() == save) return Answer::save;
  return box.clickedButton() == discard ? Answer::discard : Answer::cancel;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  const bool running = busy();
  if (closing_ && running) return event->ignore();  // already asked; the window goes when the run has ended
  if (!closing_) {
    if (running && ask_(Question::quit_while_training) != Answer::quit) return event->ignore();
    if (!may_leave_document()) return event->ignore();
  }
  remember_layout();
  if (!busy()) return event->accept();
  closing_ = true;
  stop();
  event->ignore();
}

}  // namespace accelbench
