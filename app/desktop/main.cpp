// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFileInfo>
#include <QSettings>
#include <QTimer>

#include "app/desktop/arguments.h"
#include "app/desktop/surroundings.h"
#include "core/comparison/comparison.h"
#include "core/external/engines.h"
#include "core/run/training.h"
#include "ui/launch/single_instance.h"
#include "ui/session/recent_files.h"
#include "ui/theme/theme.h"
#include "ui/unattended.h"
#include "ui/models/accelerator_colors.h"

namespace {

/// Nobody has asked for work that ends by itself.
bool is_by_hand(const accelbench::Errand& errand) {
  return !errand.train && !errand.compare && !errand.quit && errand.export_folder.isEmpty();
}

QString absolute_path(const QString& file) {
  return file.isEmpty() ? QString() : QFileInfo(file).absoluteFilePath();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace accelbench;
  const Arguments arguments = read_arguments(argc, argv);
  if (arguments.exit_status) return *arguments.exit_status;
  // Engines run in children, which tell what is wrong with the settings; here their names are enough.
  add_outside_engines(read_settings_file().value_or(Settings{}));
  const Surroundings surroundings(arguments.offscreen);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("accelbench"));
  QApplication::setApplicationDisplayName(QStringLiteral("Accelbench"));
  const QSettings settings(window_settings_file(), QSettings::IniFormat);
  apply_theme(application, static_cast<ThemeChoice>(settings.value(QStringLiteral("theme")).toInt()));

  const bool by_hand = is_by_hand(arguments.errand);
  SingleInstance instance;
  if (by_hand && !arguments.new_window && instance.hand_over(absolute_path(arguments.errand.experiment)))
    return 0;
  MainWindow window(train, compare);
  if (by_hand) {
    instance.listen();
    QObject::connect(&instance, &SingleInstance::asked, &window, &MainWindow::take_launch);
    window.keep_copies();
  }
  if (!arguments.errand.quit) window.restore_layout();
  if (!arguments.offscreen) window.show();  // charts are exported without ever being on a screen
  Unattended unattended(window, arguments.errand);
  // Quitting by itself asks nothing: nobody is there to answer.
  QObject::connect(&unattended, &Unattended::done, &application,
                   [](int status) { QApplication::exit(status); });
  QTimer::singleShot(0, &unattended, &Unattended::begin);
  return QApplication::exec();
}
  AcceleratorColors::shared().keep_in(window_settings_file());
