// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QMimeDatabase>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

// What makes the program at home on a desktop: looked at by the programs that will read it, and by Qt as a
// file manager does.
namespace accelbench {

namespace {

QString resource(const char* name) {
  return QStringLiteral(ACCELBENCH_SOURCE_DIR "/resources/desktop/") + QLatin1String(name);
}

struct Said {
  int status = -1;
  QString text;
};

Said run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForFinished(60000)) return {};
  return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

QString text_of(const char* name) {
  QFile file(resource(name));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

class Desktop : public QObject {
  Q_OBJECT

 private slots:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void validators_are_content_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("desktop") << QStringLiteral("desktop-file-validate")
                             << QStringList{resource("accelbench.desktop")};
    QTest::newRow("metainfo") << QStringLiteral("appstreamcli")
                              << QStringList{QStringLiteral("validate"), QStringLiteral("--no-net"),
                                             resource("accelbench.metainfo.xml")};
    QTest::newRow("mime") << QStringLiteral("xmllint")
                          << QStringList{QStringLiteral("--noout"), resource("accelbench.mime.xml")};
  }

  void validators_are_content() {
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    if (QStandardPaths::findExecutable(program).isEmpty())
      QSKIP(qPrintable(QStringLiteral("%1 is not installed here").arg(program)));
    const Said said = run(program, arguments);
    QVERIFY2(said.status == 0, qPrintable(said.text));
    QVERIFY2(!said.text.contains(QStringLiteral("error:")), qPrintable(said.text));
  }

  /// As a file manager asks; the other types are those of the system.
  void files_have_their_types_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("type");
    const QString experiment = QStringLiteral("application/x-accelbench-experiment+yaml");
    QTest::newRow("by name") << QStringLiteral("digits.accel.yaml") << QByteArray("name: x\n") << experiment;
    QTest::newRow("by content") << QStringLiteral("digits") << QByteArray("accelbench: 1\nname: x\n")
                                << experiment;
    QTest::newRow("after a comment") << QStringLiteral("digits") << QByteArray("# mine\naccelbench: 1\n")
                                     << experiment;
    QTest::newRow("results") << QStringLiteral("digits.accelresults") << QByteArray("SQLite format 3\0", 16)
                             << QStringLiteral("application/x-accelbench-results+sqlite3");
    QTest::newRow("other text") << QStringLiteral("notes.txt") << QByteArray("accelbench is\n")
                                << QStringLiteral("text/plain");
  }

  void files_have_their_types() {
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QString, type);
    QCOMPARE(QMimeDatabase().mimeTypeForFileNameAndData(name, text).name(), type);
  }

  void yaml_of_others_stays_what_it_is() {
    const QMimeType type =
        QMimeDatabase().mimeTypeForFile(QStringLiteral("notes.yaml"), QMimeDatabase::MatchExtension);
    QVERIFY2(!type.name().contains(QStringLiteral("accelbench")), qPrintable(type.name()));
  }

  void the_desktop_file_opens_both_types() {
    const QString desktop = text_of("accelbench.desktop"), mime = text_of("accelbench.mime.xml"),
                  metainfo = text_of("accelbench.metainfo.xml");
    static const QRegularExpression named(QStringLiteral("mime-type type=\"([^\"]+)\""));
    auto at = named.globalMatch(mime);
    int types = 0;
    for (; at.hasNext(); ++types) {
      const QString type = at.next().captured(1);
      QVERIFY2(desktop.contains(type + u';'), qPrintable(type));
      QVERIFY2(metainfo.contains(type), qPrintable(type));
    }
    QCOMPARE(types, 2);
    QVERIFY(desktop.contains(QStringLiteral("Exec=accelbench %f\n")));
    QVERIFY(desktop.contains(QStringLiteral("\nIcon=accelbench\n")));
    QVERIFY(metainfo.contains(QStringLiteral("<release version=\"" ACCELBENCH_VERSION "\"")));
  }

  void the_icon_is_drawn() {
    QSvgRenderer drawing(resource("accelbench.svg"));
    QVERIFY(drawing.isValid());
    QImage picture(64, 64, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    drawing.render(&painter);
    painter.end();
    QCOMPARE(picture.pixelColor(0, 0).alpha(), 0);                   // rounded corners
    QCOMPARE(picture.pixelColor(8, 8), QColor(0x1e, 0x21, 0x25));    // its ground
    QCOMPARE(picture.pixelColor(49, 28), QColor(0xe6, 0x9f, 0x00));  // the end of one curve
    QCOMPARE(picture.pixelColor(49, 42), QColor(0x56, 0xb4, 0xe9));  // and of the other
  }
};

}  // namespace accelbench

/// Types are read when they are first asked for: from the system, and from a folder with ours.
int main(int argc, char** argv) {
  const QTemporaryDir data;
  const QString packages = data.filePath(QStringLiteral("mime/packages"));
  if (!QDir().mkpath(packages) ||
      !QFile::copy(accelbench::resource("accelbench.mime.xml"), packages + QStringLiteral("/accelbench.xml")))
    return 1;
  qputenv("XDG_DATA_HOME", data.path().toLocal8Bit());
  QGuiApplication application(argc, argv);
  accelbench::Desktop test;
  return QTest::qExec(&test, argc, argv);
}

#include "desktop.moc"
