// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLocale>

#include "ui/main_window.h"

// What a crash left behind, and launches while the window is open.
namespace accelbench {

namespace {

const QString topic = QStringLiteral("restore");

}  // namespace

void MainWindow::keep_copies(const QString& folder) {
  autosave_ = std::make_unique<Autosave>(document_, folder);
  offer_left_copy();
}

/// One after another: the next is offered when this one was answered.
void MainWindow::offer_left_copy() {
  const std::vector<LeftCopy> left = autosave_->left();
  if (left.empty()) return;
  const LeftCopy& copy = left.front();
  const QString name = copy.name.isEmpty() ? tr("An experiment") : tr("“%1”").arg(copy.name);
  const QString saved = QLocale().toString(copy.saved, QLocale::ShortFormat);
  messages_->show_message(
      topic, MessageBar::Level::warning,
      tr("%1 had unsaved changes when the program ended unexpectedly (%2).").arg(name, saved), tr("Restore"),
      [this, copy] { restore_copy(copy); });
  messages_->add_choice(tr("Discard"), [this, copy] {
    autosave_->discard(copy);
    offer_left_copy();
  });
}

void MainWindow::restore_copy(const LeftCopy& copy) {
  if (!may_leave_document()) return;
  const Status done = autosave_->restore(copy);
  if (!done) return show_errors(tr("The changes were not restored."), {done.error()});
  messages_->show_message(topic, MessageBar::Level::information,
                          tr("The changes are back. They are not saved yet."), tr("Save"),
                          [this] { save(); });
}

void MainWindow::take_launch(const QString& file) {
  setWindowState(windowState() & ~Qt::WindowMinimized);
  show();
  raise();
  activateWindow();
  if (file.isEmpty()) return;
  if (file.endsWith(QStringLiteral(".accelresults")))
    open_results(file);
  else if (may_leave_document())
    open_file(file);
}

}  // namespace accelbench
