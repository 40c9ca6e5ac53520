// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QLocale>
#include <QToolBar>
#include <QVBoxLayout>

#include "ui/help/about_page.h"
#include "ui/help/field_help.h"
#include "ui/help/guide_window.h"
#include "ui/help/tour.h"
#include "ui/launch/crash_log.h"
#include "ui/main_window.h"
#include "ui/panels/text_window.h"
#include "ui/session/diagnostics.h"

// What explains the program, and what it tells of itself.
namespace accelbench {

namespace {

const QString help_topic = QStringLiteral("help");
const QString crash_topic = QStringLiteral("crash");
const QString window_chapter = QStringLiteral("window");

}  // namespace

void MainWindow::show_guide(const QString& chapter) {
  if (guide_.isNull()) guide_ = new GuideWindow(this);
  if (!chapter.isEmpty()) guide_->show_chapter(chapter);
  guide_->show();
  guide_->raise();
  guide_->activateWindow();
}

void MainWindow::show_field_help() {
  if (const FieldHelp* help = FieldHelp::in_sight(*this)) return show_guide(help->words().chapter);
  if (!FieldHelp::show_for(focusWidget())) show_guide(window_chapter);
}

void MainWindow::show_about() {
  if (about_ == nullptr) {
    about_ = new AboutPage(devices_, this);
    connect(about_, &AboutPage::close_asked, this, &MainWindow::close_page);
    connect(about_, &AboutPage::copy_asked, this, &MainWindow::copy_diagnostics);
  }
  show_page(about_);
}

QString MainWindow::diagnostics() const {
  return diagnostics_text({this_machine(), devices_.devices(), devices_.problem(), settings_.settings(),
                           settings_.problems(), runs_->log()});
}

void MainWindow::copy_diagnostics() {
  QGuiApplication::clipboard()->setText(diagnostics());
  messages_->show_message(
      help_topic, MessageBar::Level::information,
      tr("The diagnostics are in the clipboard, as text. They hold no secrets: no logins, no "
         "passwords, and the home folder reads “~”."));
}

void MainWindow::offer_tour() {
  if (!Tour::was_dismissed()) show_tour();
}

void MainWindow::show_tour() {
  if (findChild<Tour*>() != nullptr) return;
  close_page();
  const auto accelerators = findChild<QWidget*>(QStringLiteral("accelerators"));
  auto* bar = findChild<QToolBar*>(QStringLiteral("toolbar"));
  std::vector<Tour::Step> steps = {
      {experiment_,
       tr("An experiment: model, data, training"),
       tr("It stands on the left and is ready to train. Change what you like, or drop a data file on it: "
          "everything can be undone. F1 explains the field you are in."),
       {}},
      {accelerators,
       tr("What should be compared"),
       tr("Tick the accelerators to train on. What cannot be used says why; Add and Duplicate make rows of "
          "their "
          "own, with another precision or fewer threads."),
       {}},
      {bar->widgetForAction(train_),
       tr("Train, to watch"),
       tr("F5 trains them one after another, with live curves. One run each is nothing to build a claim on: "
          "for "
          "that, press Compare beside it."),
       {}},
      {runs_,
       tr("The verdict"),
       tr("Compare measures fresh launches round by round and says here which is faster, with an interval, "
          "or "
          "that they cannot be told apart."),
       {}},
  };
  new Tour(std::move(steps), this);
}

void MainWindow::offer_crash_log(const QString& folder) {
  const std::vector<CrashLog> logs = unseen_crash_logs(folder);
  if (logs.empty()) return;
  if (crash_bar_ == nullptr) {
    crash_bar_ = new MessageBar(this);
    crash_bar_->setObjectName(QStringLiteral("crash_bar"));
    qobject_cast<QVBoxLayout*>(centralWidget()->layout())->insertWidget(0, crash_bar_);
  }
  const CrashLog log = logs.front();
  const QString when = QLocale().toString(log.when, QLocale::ShortFormat);
  const auto seen = [logs] {
    for (const CrashLog& each : logs) mark_crash_log_seen(each.file);
  };
  crash_bar_->show_message(crash_topic, MessageBar::Level::warning,
                           tr("Accelbench ended unexpectedly (%1). A log says where.").arg(when), tr("Show"),
                           [this, log, seen] {
                             show_crash_log(log.text);
                             seen();
                           });
  crash_bar_->add_choice(tr("Copy"), [this, log, seen] {
    QGuiApplication::clipboard()->setText(log.text + u'\n' + diagnostics());
    seen();
  });
  crash_bar_->add_choice(tr("Dismiss"), seen);
}

void MainWindow::show_crash_log(const QString& text) {
  auto* window = new TextWindow(tr("How Accelbench ended"), text + u'\n' + diagnostics(), this);
  window->show();
}

}  // namespace accelbench
