// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include "tests/ui/stand_in.h"
#include "ui/launch/single_instance.h"
#include "ui/main_window.h"

// What a crash leaves behind, and launches while a window is open. The program starts itself a second time:
// as a window that is being edited when it is killed.
namespace accelbench {

namespace {

const QString edit_flag = QStringLiteral("--edit-and-wait");

void edit(ExperimentDocument& document, std::int64_t batch_size) {
  document.set(
      Field<std::int64_t>(
          QStringLiteral("training.batch_size"), [](auto& e) -> auto& { return e.training.batch_size; }),
      batch_size, QStringLiteral("Batch size"));
}

/// A window in which somebody edits, until it is killed.
int edit_and_wait(const QString& folder, const QString& file) {
  MainWindow window(stand_in::train);
  window.keep_copies(folder);
  window.show();
  if (!window.open_file(file)) return 1;
  edit(window.document(), 77);
  return QApplication::exec();
}

}  // namespace

class Launch : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support (propagateSizeHints|raise)).*")));
    folder_ = std::make_unique<QTemporaryDir>();
  }

  void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

  void a_kill_in_mid_edit_is_restored() {
    const QString file = saved_experiment();
    QProcess other;
    other.setProcessChannelMode(QProcess::ForwardedChannels);
    other.start(QCoreApplication::applicationFilePath(), {edit_flag, copies(), file});
    QVERIFY(other.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(copies_there(), 1, 60000);
    {
      // While that window lives nothing is offered to another.
      ExperimentDocument document;
      QVERIFY(Autosave(document, copies()).left().empty());
    }
    QCOMPARE(::kill(static_cast<pid_t>(other.processId()), SIGKILL), 0);
    QVERIFY(other.waitForFinished());

    MainWindow window(stand_in::train);
    window.show();
    window.keep_copies(copies());
    QVERIFY2(window.messages().text().contains(QStringLiteral("unsaved changes")),
             qPrintable(window.messages().text()));
    press(window, QStringLiteral("Restore"));
    QCOMPARE(window.document().experiment().training.batch_size, 77);
    QCOMPARE(window.document().file_path(), file);
    QVERIFY(window.document().is_modified());
    QVERIFY(window.isWindowModified());
    QVERIFY(window.save());
    QVERIFY(!window.document().is_modified());
    QCOMPARE(copies_there(), 0);
    ExperimentDocument read;
    QVERIFY(read.open(file).empty());
    QCOMPARE(read.experiment().training.batch_size, 77);
  }

  void what_is_saved_or_undone_leaves_no_copy() {
    ExperimentDocument document;
    const Autosave autosave(document, copies());
    edit(document, 8);
    QTRY_COMPARE(copies_there(), 1);
    document.undo_stack()->undo();
    QCOMPARE(copies_there(), 0);
  }

  /// Half of an edit: an experiment that could not be opened is restored all the same.
  void edits_with_problems_are_restored() {
    ExperimentDocument document;
    auto autosave = std::make_unique<Autosave>(document, copies());
    edit(document, -3);
    QVERIFY(!document.problems().empty());
    QTRY_COMPARE(copies_there(), 1);
    const QString copy = autosave->copy_file();
    const QString orphan = copies() + QStringLiteral("/1-2.json");
    QVERIFY(QFile::copy(copy, orphan));
    autosave.reset();
    ExperimentDocument other;
    Autosave later(other, copies());
    const auto left = later.left();
    QCOMPARE(left.size(), std::size_t{1});
    QVERIFY(later.restore(left.front()));
    QCOMPARE(other.experiment().training.batch_size, -3);
    QVERIFY(other.is_modified());
  }

  void what_is_no_copy_is_passed_over() {
    QDir().mkpath(copies());
    for (const char* text : {"", "{", "[]", "{\"accelbench_autosave\":1,\"experiment\":\"]\"}",
                             "{\"accelbench_autosave\":99}"}) {
      QFile file(copies() + QStringLiteral("/x.json"));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(text);
      file.close();
      ExperimentDocument document;
      QVERIFY2(Autosave(document, copies()).left().empty(), text);
    }
  }

  void a_second_launch_is_handed_over() {
    SingleInstance first(folder_->path());
    QVERIFY(!first.hand_over({}));  // nobody is there yet
    QVERIFY(first.listen());
    QVERIFY(!SingleInstance(folder_->path()).listen());
    QSignalSpy asked(&first, &SingleInstance::asked);
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("--hand-over"), folder_->path(), QStringLiteral("/some/file.accel.yaml")});
    QTRY_COMPARE_WITH_TIMEOUT(asked.count(), 1, 60000);
    QCOMPARE(asked.front().front().toString(), QStringLiteral("/some/file.accel.yaml"));
    QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, 60000);
    QCOMPARE(other.exitCode(), 0);
  }

  void garbage_on_the_socket_is_refused() {
    SingleInstance first(folder_->path());
    QVERIFY(first.listen());
    QSignalSpy asked(&first, &SingleInstance::asked);
    for (const QByteArray& text : {QByteArray("nothing of ours\n"), QByteArray(200'000, 'x')}) {
      QLocalSocket socket;
      socket.connectToServer(folder_->path() + QStringLiteral("/accelbench-window"));
      QVERIFY(socket.waitForConnected());
      socket.write(text);
      QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    }
    QCOMPARE(asked.count(), 0);
  }

  void a_handed_over_file_is_opened() {
    const QString file = saved_experiment();
    MainWindow window(stand_in::train);
    window.take_launch(file);
    QCOMPARE(window.document().file_path(), file);
    QVERIFY(window.isVisible());
  }

 private:
  QString copies() const { return folder_->filePath(QStringLiteral("autosave")); }
  int copies_there() const {
    return static_cast<int>(QDir(copies()).entryList({QStringLiteral("*.json")}, QDir::Files).size());
  }

  QString saved_experiment() {
    ExperimentDocument document;
    const QString file = folder_->filePath(QStringLiteral("mine.accel.yaml"));
    return document.save(file) ? file : QString();
  }

  static void press(MainWindow& window, const QString& text) {
    for (auto* button : window.messages().findChildren<QToolButton*>())
      if (button->text() == text) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL("no such button in the message bar");
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace accelbench

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() == 4 && arguments[1] == accelbench::edit_flag) {
    QStandardPaths::setTestModeEnabled(true);
    return accelbench::edit_and_wait(arguments[2], arguments[3]);
  }
  if (arguments.size() == 4 && arguments[1] == QStringLiteral("--hand-over"))
    return accelbench::SingleInstance(arguments[2]).hand_over(arguments[3]) ? 0 : 1;
  accelbench::Launch test;
  return QTest::qExec(&test, argc, argv);
}

#include "launch.moc"
