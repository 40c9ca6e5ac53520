// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFileInfo>
#include <QIcon>
#include <QTimer>
#include <iostream>

#include "app/desktop/arguments.h"
#include "app/desktop/surroundings.h"
#include "core/comparison/comparison.h"
#include "core/external/engines.h"
#include "core/ranks/ranked_engine.h"
#include "core/run/training.h"
#include "core/telemetry/device.h"
#include "ui/launch/crash_log.h"
#include "ui/launch/single_instance.h"
#include "ui/models/accelerator_colors.h"
#include "ui/session/recent_files.h"
#include "ui/session/theme_choice.h"
#include "ui/theme/language.h"
#include "ui/unattended.h"

namespace {

constexpr int bad_input_status = 2;

/// Nobody has asked for work that ends by itself.
bool is_by_hand(const accelbench::Errand& errand) {
  return !errand.train && !errand.compare && !errand.quit && errand.export_folder.isEmpty();
}

QString absolute_path(const QString& file) {
  return file.isEmpty() ? QString() : QFileInfo(file).absoluteFilePath();
}

/// Nobody is there to mend the settings.
int refuse(const std::vector<accelbench::Error>& problems) {
  for (const accelbench::Error& problem : problems) std::cerr << accelbench::to_string(problem) << '\n';
  return bad_input_status;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace accelbench;
  const Arguments arguments = read_arguments(argc, argv);
  if (arguments.exit_status) return *arguments.exit_status;
  // Engines run in children, which tell what is wrong with the settings; here their names are enough.
  const auto settings = read_settings_file();
  if (!settings && !is_by_hand(arguments.errand)) return refuse(settings.error());
  add_outside_engines(settings.value_or(Settings{}));
  add_ranked_engines(settings.value_or(Settings{}));
  const Surroundings surroundings(arguments.offscreen);
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("accelbench"));
  QApplication::setApplicationDisplayName(QStringLiteral("Accelbench"));
  QApplication::setDesktopFileName(QStringLiteral("accelbench"));
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/accelbench.svg")));
  apply_theme(application, chosen_theme(settings.value_or(Settings{})));
  apply_language(QString::fromStdString(settings.value_or(Settings{}).language));

  const bool by_hand = is_by_hand(arguments.errand);
  SingleInstance instance;
  if (by_hand && !arguments.new_window && instance.hand_over(absolute_path(arguments.errand.experiment)))
    return 0;
  AcceleratorColors::shared().keep_in(window_settings_file());
  MainWindow window(train, compare);
  window.follow_settings();
  if (by_hand) {
    window.offer_crash_log(QString::fromStdString(crash_folder().string()));
    leave_crash_logs(crash_folder(), this_machine().program);
    instance.listen();
    QObject::connect(&instance, &SingleInstance::asked, &window, &MainWindow::take_launch);
    window.keep_copies();
  }
  if (!arguments.errand.quit) window.restore_layout();
  if (!arguments.offscreen) window.show();  // charts are exported without ever being on a screen
  if (by_hand) QTimer::singleShot(0, &window, &MainWindow::offer_tour);
  Unattended unattended(window, arguments.errand);
  // Quitting by itself asks nothing: nobody is there to answer.
  QObject::connect(&unattended, &Unattended::done, &application,
                   [](int status) { QApplication::exit(status); });
  QTimer::singleShot(0, &unattended, &Unattended::begin);
  return QApplication::exec();
}
