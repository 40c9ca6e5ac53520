// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/user_settings.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/session/diagnostics.h"
#include "ui/session/experiment_document.h"

// settings.yaml as the window has it, and what a report tells of it.
namespace accelbench {

class UserSettingsTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    folder_ = std::make_unique<QTemporaryDir>();
  }

  void a_change_is_written_and_undone() {
    write("# mine\ntheme: light  # at work\n");
    UserSettings settings;
    settings.follow(path());
    QCOMPARE(settings.settings().theme, std::string("light"));
    QSignalSpy changed(&settings, &UserSettings::settings_changed);
    QVERIFY(settings.change([](Settings& s) { s.theme = "dark"; }, QStringLiteral("Theme")).empty());
    QCOMPARE(changed.size(), 1);
    QVERIFY2(read().startsWith(QStringLiteral("# mine\ntheme: dark ")), qPrintable(read()));
    QVERIFY(read().endsWith(QStringLiteral("# at work\n")));
    settings.undo_stack()->undo();
    QCOMPARE(read(), QStringLiteral("# mine\ntheme: light  # at work\n"));
    QCOMPARE(settings.settings().theme, std::string("light"));
    settings.undo_stack()->redo();
    QCOMPARE(settings.settings().theme, std::string("dark"));
    QCOMPARE(settings.undo_stack()->count(), 1);
  }

  void the_first_change_makes_the_file() {
    UserSettings settings;
    settings.follow(path());
    QVERIFY(!QFile::exists(file()));
    QVERIFY(settings.change([](Settings& s) { s.java = "/opt/jdk/bin/java"; }, {}).empty());
    QCOMPARE(read(), QStringLiteral("java: \"/opt/jdk/bin/java\"\n"));
  }

  void what_is_wrong_is_not_written() {
    write("theme: light\n");
    UserSettings settings;
    settings.follow(path());
    const auto wrong = settings.change([](Settings& s) { s.java = "bin/java"; }, {});
    QCOMPARE(wrong.size(), std::size_t{1});
    QCOMPARE(wrong.front().key, std::string("java"));
    QCOMPARE(read(), QStringLiteral("theme: light\n"));
    QCOMPARE(settings.settings().java, std::string());
    QVERIFY(!settings.undo_stack()->canUndo());
  }

  /// As an editor writes: a new file in the place of the old one.
  void changes_by_others_are_seen() {
    write("theme: light\n");
    UserSettings settings;
    settings.follow(path());
    QVERIFY(settings.change([](Settings& s) { s.theme = "dark"; }, {}).empty());
    for (const char* theme : {"light", "system"}) {
      QSignalSpy changed(&settings, &UserSettings::settings_changed);
      replace(QByteArray("theme: ") + theme + "\n");
      QTRY_COMPARE(settings.settings().theme, std::string(theme));
      QCOMPARE(changed.size(), 1);
    }
    QVERIFY(!settings.undo_stack()->canUndo());  // it would undo what somebody else wrote
    QVERIFY(QFile::remove(file()));
    QTRY_COMPARE(settings.settings().theme, std::string());
  }

  void a_broken_file_keeps_what_held_and_is_mended() {
    write("theme: dark\njava: /usr/bin/java\n");
    UserSettings settings;
    settings.follow(path());
    replace("theme: dark\njava: /usr/bin/java\nlanguag: en\n");
    QTRY_COMPARE(settings.problems().size(), std::size_t{1});
    const SettingsProblem problem = settings.problems().front();
    QCOMPARE(problem.key, std::string("languag"));
    QCOMPARE(problem.position, (Position{3, 1}));
    QVERIFY(problem.error.fix.find("language") != std::string::npos);
    QCOMPARE(settings.settings().theme, std::string("dark"));
    QVERIFY(!settings.change([](Settings& s) { s.theme = "light"; }, {}).empty());
    QVERIFY(settings.reset(problem));
    QVERIFY(settings.problems().empty());
    QCOMPARE(read(), QStringLiteral("theme: dark\njava: /usr/bin/java\n"));
    settings.undo_stack()->undo();
    QCOMPARE(settings.problems().size(), std::size_t{1});
  }

  void trusted_roots_count_beside_folders_picked_here() {
    ExperimentDocument document;
    QSignalSpy changed(&document, &ExperimentDocument::changed);
    document.trust_folder("/picked");
    document.set_trusted_roots({"/kept"});
    document.set_trusted_roots({"/kept"});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(document.roots().allowed, (std::vector<std::filesystem::path>{"/picked", "/kept"}));
    document.set_trusted_roots({});
    QCOMPARE(document.roots().allowed, (std::vector<std::filesystem::path>{"/picked"}));
    QVERIFY(!document.is_modified());
  }

  void a_report_holds_no_secrets() {
    Diagnostics facts;
    facts.machine.program = "Accelbench 9.9.9";
    facts.machine.memory_bytes = std::int64_t{3} << 20;
    Device device;
    device.id = "cuda";
    device.name = "NVIDIA GPU";
    device.reason = "no driver";
    facts.devices = {device};
    facts.settings.clusters["lab"] = {"http://jane:hunter2@host:54321", "jane",
                                      QDir::homePath().toStdString() + "/pw"};
    facts.settings.trusted_roots = {QDir::homePath().toStdString() + "/data"};
    for (int i = 0; i < 100; ++i) facts.log += QStringLiteral("line %1\n").arg(i);
    const QString text = diagnostics_text(facts);
    for (const char* part :
         {"program: Accelbench 9.9.9\n", "memory: 3 MiB\n", "  cuda NVIDIA GPU: not usable: no driver\n",
          "SQLite 3.", "oneDNN", "http://host:54321", "~/data", "line 40\n", "line 99\n"})
      QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    for (const char* part : {"hunter2", "jane", "/pw", "line 39\n"})
      QVERIFY2(!text.contains(QLatin1String(part)), part);
  }

 private:
  QString file() const { return folder_->filePath(QStringLiteral("accelbench/settings.yaml")); }
  std::filesystem::path path() const { return file().toStdString(); }
  void write(const QByteArray& text) {
    QVERIFY(QDir().mkpath(QFileInfo(file()).absolutePath()));
    QFile out(file());
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), text.size());
  }
  void replace(const QByteArray& text) {
    const QString beside = file() + QStringLiteral(".new");
    QFile out(beside);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), text.size());
    out.close();
    QCOMPARE(std::rename(beside.toLocal8Bit(), file().toLocal8Bit()), 0);
  }
  QString read() const {
    QFile in(file());
    return in.open(QIODevice::ReadOnly) ? QString::fromUtf8(in.readAll()) : QString();
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::UserSettingsTest)
#include "user_settings.moc"
