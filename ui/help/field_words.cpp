// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help/field_words.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

#include "core/settings/fields.h"

namespace accelbench {

namespace {

const QString settings_prefix = QStringLiteral("settings.");

/// The schema's words are English; a translation has them in the context "Field".
QString words(const std::string& text) { return QCoreApplication::translate("Field", text.c_str()); }

QString sentence(const QString& text) {
  if (text.isEmpty()) return {};
  return QCoreApplication::translate("FieldWords", "%1.").arg(text.front().toUpper() + text.mid(1));
}

QString takes_text(const Field& field) {
  const QString type = words(field.type);
  if (field.default_text == "required")
    return QCoreApplication::translate("FieldWords", "It takes %1, and has to be there.").arg(type);
  if (field.default_text == "none" || field.default_text == "—")
    return QCoreApplication::translate("FieldWords", "It takes %1, and may be left out.").arg(type);
  return QCoreApplication::translate("FieldWords", "It takes %1; left out, it is %2.")
      .arg(type, QString::fromStdString(field.default_text));
}

QString chapter_of(const QString& key) {
  const QString part = key.section(u'.', 0, 0);
  if (part == QStringLiteral("model")) return QStringLiteral("training");
  if (part == QStringLiteral("accelerators")) return QStringLiteral("engines");
  const QStringList own = {QStringLiteral("data"), QStringLiteral("training"), QStringLiteral("comparison")};
  return own.contains(part) ? part : QStringLiteral("experiment");
}

const Field* settings_field(const std::string& path) {
  const auto& fields = settings_fields();
  const auto at = std::ranges::find(fields, path, &Field::path);
  return at == fields.end() ? nullptr : &*at;
}

}  // namespace

std::optional<FieldWords> field_words(const QString& object_name) {
  const bool of_settings = object_name.startsWith(settings_prefix);
  const QString key = of_settings ? object_name.mid(settings_prefix.size()) : object_name;
  const Field* field = of_settings ? settings_field(key.toStdString()) : find_field(key.toStdString());
  if (field == nullptr || key.isEmpty()) return {};
  return FieldWords{sentence(words(field->help)), takes_text(*field), key,
                    of_settings ? QStringLiteral("settings.yaml") : QString(),
                    of_settings ? QStringLiteral("engines") : chapter_of(key)};
}

}  // namespace accelbench
