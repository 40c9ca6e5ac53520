// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>

#include "ui/main_window.h"
#include "ui/panels/preferences_page.h"
#include "ui/session/theme_choice.h"
#include "ui/theme/language.h"

// Pages that take the place of charts and runs for a while, and the settings of the user.
namespace accelbench {

namespace {

const QString settings_topic = QStringLiteral("settings");

}  // namespace

void MainWindow::show_page(QWidget* page) {
  if (right_->indexOf(page) < 0) right_->addWidget(page);
  right_->setCurrentWidget(page);
  page->setFocus();
}

void MainWindow::close_page() {
  right_->setCurrentWidget(floors_);
  experiment_->setFocus();
}

void MainWindow::show_preferences() {
  if (preferences_ == nullptr) {
    if (settings_.file().empty()) follow_settings();
    preferences_ = new PreferencesPage(settings_, document_, this);
    connect(preferences_, &PreferencesPage::close_asked, this, &MainWindow::close_page);
  }
  show_page(preferences_);
}

void MainWindow::follow_settings(const std::filesystem::path& file) {
  connect(&settings_, &UserSettings::settings_changed, this, &MainWindow::apply_settings,
          Qt::UniqueConnection);
  settings_.follow(file);
}

/// Only what is different now: asking for devices takes a while, and a theme redraws everything.
void MainWindow::apply_settings() {
  if (!settings_.problems().empty()) {
    const Error& first = settings_.problems().front().error;
    messages_->show_message(
        settings_topic, MessageBar::Level::warning,
        tr("The settings of this machine have a problem; what they said before still holds. %1")
            .arg(QString::fromStdString(to_string(first))),
        tr("Preferences"), [this] { show_preferences(); });
    return;
  }
  messages_->clear(settings_topic);
  const Settings& now = settings_.settings();
  const Settings before = std::exchange(applied_, now);
  document_.set_trusted_roots({now.trusted_roots.begin(), now.trusted_roots.end()});
  auto* application = qobject_cast<QApplication*>(QCoreApplication::instance());
  if (now.theme != before.theme) apply_theme(*application, chosen_theme(now));
  if (now.language != before.language) apply_language(QString::fromStdString(now.language));
  const bool same_engines = now.interpreters == before.interpreters && now.java == before.java;
  if (!same_engines || now.clusters != before.clusters) devices_.refresh();
}

/// One choice: in the settings where they name a theme, else it belongs to the window.
void MainWindow::choose_theme(ThemeChoice choice) {
  if (!settings_.settings().theme.empty() && settings_.problems().empty())
    settings_.change([choice](Settings& settings) { settings.theme = word_of(choice); },
                     tr("Choose a theme"));
  else
    remember_theme(choice);
  apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), choice);
}

}  // namespace accelbench
