// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recent_files.h"

#include <QSettings>
#include <QStandardPaths>

namespace accelbench {

namespace {

const QString recent_key = QStringLiteral("recent_files");
constexpr int recent_count = 10;

}  // namespace

QString window_settings_file() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
         QStringLiteral("/accelbench/window.ini");
}

QStringList recent_files() {
  return QSettings(window_settings_file(), QSettings::IniFormat).value(recent_key).toStringList();
}

void add_recent_file(const QString& path) {
  QStringList files = recent_files();
  files.removeAll(path);
  files.prepend(path);
  QSettings(window_settings_file(), QSettings::IniFormat).setValue(recent_key, files.mid(0, recent_count));
}

void clear_recent_files() { QSettings(window_settings_file(), QSettings::IniFormat).remove(recent_key); }

}  // namespace accelbench
