// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/language.h"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>
#include <QTranslator>

namespace accelbench {

namespace {

const QString english = QStringLiteral("en");

QString translation_file(const QString& name) {
  return QStringLiteral(":/translations/accelbench_%1.qm").arg(name);
}

/// The one that is installed, until another is chosen.
QTranslator& translator() {
  static auto* chosen = new QTranslator(QCoreApplication::instance());
  return *chosen;
}

}  // namespace

const std::vector<Language>& languages() {
  static const std::vector<Language> all = {{english, QStringLiteral("English")},
                                            {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
  return all;
}

bool has_language(const QString& name) { return name == english || QFile::exists(translation_file(name)); }

void apply_language(const QString& name) {
  const QString wanted = name.isEmpty() ? QLocale::system().name() : name;
  QCoreApplication::removeTranslator(&translator());
  if (QFile::exists(translation_file(wanted)) && translator().load(translation_file(wanted)))
    QCoreApplication::installTranslator(&translator());
}

}  // namespace accelbench
