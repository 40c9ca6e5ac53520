// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>
#include <QTranslator>

#include "core/experiment/fields.h"
#include "core/settings/fields.h"
#include "ui/theme/language.h"

using namespace accelbench;

/// The words on keys stand in the schema, where lupdate does not look: resources/languages/words.cpp repeats
/// them.
class FieldLanguagesTest : public QObject {
  Q_OBJECT

 private slots:
  void every_key_is_explained_in_every_language();
};

void FieldLanguagesTest::every_key_is_explained_in_every_language() {
  QFile words(QStringLiteral(ACCELBENCH_SOURCE_DIR "/resources/languages/words.cpp"));
  QVERIFY(words.open(QIODevice::ReadOnly));
  const QByteArray listed = words.readAll();
  QTranslator chinese;
  QVERIFY(chinese.load(QStringLiteral(":/translations/accelbench_zh_CN.qm")));
  for (const auto* fields : {&experiment_fields(), &settings_fields()})
    for (const accelbench::Field& field : *fields)
      for (const std::string& text : {field.help, field.type}) {
        QByteArray line = QByteArray::fromStdString(text).replace("\"", "\\\"");
        line = "QT_TRANSLATE_NOOP(\"Field\", \"" + line + "\")";
        QVERIFY2(listed.contains(line), line.constData());
        QVERIFY2(!chinese.translate("Field", text.c_str()).isEmpty(), text.c_str());
      }
}

QTEST_MAIN(FieldLanguagesTest)
#include "field_languages.moc"
