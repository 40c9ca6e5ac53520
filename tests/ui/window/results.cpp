// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/stand_in_comparison.h"
#include "ui/main_window.h"
#include "ui/unattended.h"

namespace accelbench {

using State = TrainingController::State;

/// Comparisons that are recorded, opened again, repeated, and run unattended.
class ComparedResults : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    // Where results are kept by default follows the environment, not the test mode of Qt.
    qputenv("XDG_DATA_HOME", home_.path().toLocal8Bit());
  }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    make_window();
  }

  void cleanup() {
    window_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void an_opened_file_gives_the_same_verdicts() {
    const QString file = record();
    const Judgement told = window_->compared().judgement();
    make_window();
    open(file);
    QVERIFY2(window_->compared().recorded(), qPrintable(window_->messages().text()));
    QCOMPARE(window_->compared().judgement(), told);
    QCOMPARE(window_->compared().loss_bands()[0]->runs, 6);
    const auto* headline = window_->findChild<QLabel*>(QStringLiteral("verdict_headline"));
    QVERIFY2(headline->text().contains(QStringLiteral("recorded on")), qPrintable(headline->text()));
  }

  void a_dropped_file_is_opened() {
    const QString file = record();
    make_window();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QSignalSpy opened(window_.get(), &MainWindow::results_opened);
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &drop);
    QTRY_COMPARE(opened.count(), 1);
    QVERIFY(window_->compared().recorded());
  }

  void repeat_here_stands_beside_what_was_recorded() {
    const QString file = record();
    make_window();
    open(file);
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    QVERIFY(window_->repeat_here());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    const auto* beside = window_->findChild<QTableView*>(QStringLiteral("beside"))->model();
    QCOMPARE(beside->rowCount(), 3);
    QCOMPARE(beside->index(1, BesideModel::agreement).data().toString(), QStringLiteral("agree"));
    QCOMPARE(beside->index(1, BesideModel::verdict_there).data().toString(), QStringLiteral("faster"));
  }

  /// As after a full disk: everything so far, in another place.
  void results_can_be_saved_elsewhere() {
    record();
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("elsewhere.accelresults"));
    QSignalSpy saved(&window_->comparison(), &ComparisonController::saved);
    window_->comparison().save_elsewhere(file);
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(saved.front().at(1).toString(), QString());
    QVERIFY(window_->messages().text().contains(file));
    const Judgement told = window_->compared().judgement();
    open(file);
    QCOMPARE(window_->compared().judgement(), told);
    window_->comparison().save_elsewhere(QStringLiteral("/no/such/folder/x.accelresults"));
    QTRY_COMPARE(saved.count(), 2);
    QVERIFY(!saved.back().at(1).toString().isEmpty());
  }

  void what_is_no_results_file_is_said() {
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.accelresults"));
    QFile stream(file);
    QVERIFY(stream.open(QIODevice::WriteOnly));
    stream.write("nothing of ours");
    stream.close();
    open(file);
    QVERIFY(!window_->compared().recorded());
    QVERIFY2(window_->messages().text().contains(QStringLiteral("x.accelresults")),
             qPrintable(window_->messages().text()));
  }

  void unattended_it_compares_exports_and_tells_how_it_ended() {
    QTemporaryDir folder;
    Errand errand;
    errand.compare = true;
    errand.quit = true;
    errand.export_folder = folder.path();
    window_->set_recording(true);
    Unattended unattended(*window_, errand);
    QSignalSpy done(&unattended, &Unattended::done);
    unattended.begin();
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, 60000);
    QCOMPARE(done.front().front().toInt(), 0);
    for (const char* name :
         {"verdict.png", "rounds.png", "phases.png", "loss.png", "pairs.csv", "rounds.csv"})
      QVERIFY2(QFile::exists(folder.filePath(QLatin1String(name))), name);
    QCOMPARE(QImage(folder.filePath(QStringLiteral("verdict.png"))).pixelColor(3, 3), QColor(Qt::white));
  }

 private:
  void make_window() {
    window_ = std::make_unique<MainWindow>(stand_in::train, stand_in::compare);
    window_->set_recording(false);
    window_->set_question([](Question) { return Answer::discard; });
    window_->devices().set_devices(stand_in::devices());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  /// A comparison of the stand-in, in its file.
  QString record() {
    window_->set_recording(true);
    QSignalSpy ended(window_.get(), &MainWindow::comparison_ended);
    window_->compare();
    const bool done = QTest::qWaitFor([&] { return ended.count() == 1; }, 60000);
    return !done ? QString() : QString::fromStdString(window_->results_file().string());
  }

  void open(const QString& file) {
    QSignalSpy opened(window_.get(), &MainWindow::results_opened);
    QVERIFY(window_->open_results(file));
    QTRY_COMPARE(opened.count(), 1);
  }

  QTemporaryDir home_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::ComparedResults)
#include "results.moc"
