// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/resource.h>

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPlainTextEdit>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <stdexcept>

#include "tests/ui/stand_in.h"
#include "ui/launch/crash_log.h"
#include "ui/main_window.h"
#include "ui/panels/text_window.h"

// A program that really ends unexpectedly, and what the next start makes of it. The program starts itself a
// second time to crash.
namespace accelbench {

namespace {

const QString crash_flag = QStringLiteral("--crash");

/// Deeper than any stack: each call needs the one below it.
int recurse_for_ever(volatile int depth) {
  volatile char room[4096] = {};
  room[0] = static_cast<char>(depth);
  return recurse_for_ever(depth + 1) + room[0];
}

int crash(const QString& how, const std::string& folder) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  leave_crash_logs(folder, "Accelbench 1.2.3, of a test");
  if (how == QStringLiteral("abort")) std::abort();
  if (how == QStringLiteral("exception")) throw std::runtime_error("nobody catches this");
  if (how == QStringLiteral("stack")) return recurse_for_ever(0);
  if (how == QStringLiteral("address")) ::raise(SIGSEGV);
  return 0;
}

}  // namespace

class Crash : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support (propagateSizeHints|raise)).*")));
    folder_ = std::make_unique<QTemporaryDir>();
  }
  void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

  void leaves_a_log_data() {
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("words");
    QTest::newRow("abort") << SIGABRT << QStringLiteral("SIGABRT");
    QTest::newRow("address") << SIGSEGV << QStringLiteral("SIGSEGV");
    QTest::newRow("stack") << SIGSEGV << QStringLiteral("SIGSEGV");
    QTest::newRow("exception") << SIGABRT << QStringLiteral("nobody catches this");
  }

  void leaves_a_log() {
    QFETCH(int, signal);
    QFETCH(QString, words);
    QCOMPARE(run(QLatin1String(QTest::currentDataTag())), signal);
    const auto logs = unseen_crash_logs(logs_folder());
    QCOMPARE(logs.size(), std::size_t{1});
    const QString text = logs.front().text;
    QVERIFY2(text.startsWith(QStringLiteral("Accelbench 1.2.3, of a test\nended by SIG")), qPrintable(text));
    QVERIFY2(text.contains(words), qPrintable(text));
    static const QRegularExpression frame(QStringLiteral("\\(.*\\+0x[0-9a-f]+\\)\\[0x[0-9a-f]+\\]"));
    QVERIFY2(text.count(frame) >= 2, qPrintable(text));
    const auto age = logs.front().when.secsTo(QDateTime::currentDateTime());
    QVERIFY(age >= 0 && age < 300);
    QCOMPARE(QFile::permissions(logs.front().file) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
  }

  void what_ends_well_leaves_nothing() {
    QCOMPARE(run(QStringLiteral("not at all")), 0);
    QVERIFY(unseen_crash_logs(logs_folder()).empty());
  }

  void the_next_start_offers_it_once() {
    run(QStringLiteral("abort"));
    MainWindow window(stand_in::train);
    window.show();
    window.offer_crash_log(logs_folder());
    auto* bar = window.findChild<MessageBar*>(QStringLiteral("crash_bar"));
    QVERIFY(bar != nullptr && bar->isVisible());
    QVERIFY2(bar->text().startsWith(QStringLiteral("Accelbench ended unexpectedly (")),
             qPrintable(bar->text()));
    press(*bar, QStringLiteral("Show"));
    auto* shown = window.findChild<TextWindow*>();
    QVERIFY(shown != nullptr);
    QVERIFY(shown->findChild<QPlainTextEdit*>()->toPlainText().contains(QStringLiteral("ended by SIGABRT")));
    shown->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!bar->isVisible());
    window.offer_crash_log(logs_folder());
    QVERIFY(!bar->isVisible());
    QCOMPARE(QDir(logs_folder()).entryList({QStringLiteral("*.seen")}).size(), 1);
  }

  void it_is_copied_or_dismissed() {
    for (const QString& choice : {QStringLiteral("Copy"), QStringLiteral("Dismiss")}) {
      run(QStringLiteral("abort"));
      MainWindow window(stand_in::train);
      window.show();
      window.offer_crash_log(logs_folder());
      QGuiApplication::clipboard()->setText(QStringLiteral("before"));
      press(*window.findChild<MessageBar*>(QStringLiteral("crash_bar")), choice);
      QCOMPARE(QGuiApplication::clipboard()->text().contains(QStringLiteral("ended by SIGABRT")),
               choice == QStringLiteral("Copy"));
      QVERIFY(unseen_crash_logs(logs_folder()).empty());
    }
  }

  void only_the_last_few_logs_are_kept() {
    QVERIFY(QDir().mkpath(logs_folder()));
    for (int i = 0; i < 9; ++i) {
      QFile old(logs_folder() + QStringLiteral("/%1-1.seen").arg(i));
      QVERIFY(old.open(QIODevice::WriteOnly));
    }
    run(QStringLiteral("not at all"));
    QCOMPARE(QDir(logs_folder()).entryList({QStringLiteral("*.seen")}).size(), 5);
  }

 private:
  QString logs_folder() const { return folder_->filePath(QStringLiteral("state/crashes")); }

  /// The signal that ended it; 0: none.
  int run(const QString& how) const {
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {crash_flag, how, logs_folder()});
    if (!process.waitForFinished(60000)) return -1;
    return process.exitStatus() == QProcess::CrashExit ? process.exitCode() : 0;
  }

  static void press(MessageBar& bar, const QString& text) {
    for (QToolButton* button : bar.findChildren<QToolButton*>())
      if (button->text() == text && button->isVisible()) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(qPrintable(text));
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace accelbench

int main(int argc, char** argv) {
  if (argc == 4 && QString::fromLatin1(argv[1]) == accelbench::crash_flag)
    return accelbench::crash(QString::fromLatin1(argv[2]), argv[3]);
  QApplication application(argc, argv);
  accelbench::Crash test;
  return QTest::qExec(&test, argc, argv);
}

#include "crash.moc"
