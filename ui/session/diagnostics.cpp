// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/diagnostics.h"

#include <QDir>
#include <QGuiApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

namespace accelbench {

namespace {

constexpr int last_log_lines = 60;

// Reports are read by those who make the program: their words are English in every language of the window.
QString report_line(const char* name, const QString& value) {
  return QStringLiteral("%1: %2").arg(QLatin1String(name), value.isEmpty() ? QStringLiteral("-") : value);
}

QString report_line(const char* name, const std::string& value) {
  return report_line(name, QString::fromStdString(value));
}

/// Settings without what is nobody else's business.
std::string harmless_settings(Settings settings) {
  for (auto& [name, cluster] : settings.clusters) {
    if (!cluster.user.empty()) cluster.user = "(left out)";
    if (!cluster.password_file.empty()) cluster.password_file = "/(left out)";
    static const QRegularExpression login(QStringLiteral("//[^/@]*@"));
    cluster.h2o = QString::fromStdString(cluster.h2o).replace(login, QStringLiteral("//")).toStdString();
  }
  return write_settings(settings);
}

QString without_home(QString text) {
  const QString home = QDir::homePath();
  return home.size() > 1 ? text.replace(home, QStringLiteral("~")) : text;
}

QStringList device_lines(const Diagnostics& facts) {
  QStringList lines;
  if (!facts.device_problem.isEmpty()) lines << report_line("devices", facts.device_problem);
  for (const Device& device : facts.devices) {
    const std::string state = device.usable ? "usable" : "not usable: " + device.reason;
    lines << QStringLiteral("  %1 %2: %3")
                 .arg(QString::fromStdString(device.id), QString::fromStdString(device.name),
                      QString::fromStdString(state));
  }
  return lines;
}

QStringList settings_lines(const Diagnostics& facts) {
  QStringList lines;
  for (const QString& text :
       QString::fromStdString(harmless_settings(facts.settings)).split(u'\n', Qt::SkipEmptyParts))
    lines << QStringLiteral("  ") + text;
  for (const SettingsProblem& problem : facts.settings_problems)
    lines << QStringLiteral("  ! ") + QString::fromStdString(to_string(problem.error));
  return lines;
}

}  // namespace

std::vector<LibraryVersion> program_libraries() {
  std::vector<LibraryVersion> libraries = library_versions();
  libraries.insert(libraries.begin(), {"Qt, Qt SVG", qVersion(), "LGPL-3.0-only"});
  libraries.insert(libraries.begin() + 1, {"Qt Charts", qVersion(), "GPL-3.0-only"});
  return libraries;
}

QString diagnostics_text(const Diagnostics& facts) {
  QStringList lines;
  lines << report_line("program", facts.machine.program) << report_line("system", facts.machine.system)
        << report_line("processor", facts.machine.cpu)
        << report_line("logical processors", QString::number(facts.machine.cores))
        << report_line("memory", QStringLiteral("%1 MiB").arg(facts.machine.memory_bytes >> 20))
        << report_line("governor", facts.machine.governor)
        << report_line("platform", QGuiApplication::platformName())
        << report_line("locale", QLocale::system().name());
  lines << QString() << QStringLiteral("libraries:");
  for (const LibraryVersion& library : program_libraries())
    lines << QStringLiteral("  %1 %2").arg(QString::fromStdString(library.name),
                                           QString::fromStdString(library.version));
  lines << QString() << QStringLiteral("devices:") << device_lines(facts);
  lines << QString() << QStringLiteral("settings:") << settings_lines(facts);
  lines << QString() << QStringLiteral("log:");
  const QStringList log = facts.log.split(u'\n', Qt::SkipEmptyParts);
  lines << log.mid(std::max(0, static_cast<int>(log.size()) - last_log_lines));
  return without_home(lines.join(u'\n') + u'\n');
}

}  // namespace accelbench
