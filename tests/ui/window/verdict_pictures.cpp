// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <latch>

#include "tests/ui/stand_in_comparison.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

// The page of verdicts as a person sees it, written beside the test program for eyes, and checked for what a
// program can see: no text of it is wider than its place.
namespace accelbench {

namespace {

/// Passes everything on, and waits before the second run of round 4.
class HoldingSink : public ComparisonSink {
 public:
  HoldingSink(ComparisonSink& next, std::latch& release) : next_(next), release_(release) {}
  void on_event(const Event& event) override { next_.on_event(event); }
  void on_certificate(const CertificateRecord& certificate) override { next_.on_certificate(certificate); }
  void on_forecast(const Forecast& forecast) override { next_.on_forecast(forecast); }
  void on_round_begin(const RoundRecord& round) override { next_.on_round_begin(round); }
  void on_run_end(const RoundRecord& round, const RoundRun& run) override { next_.on_run_end(round, run); }
  void on_round_end(const RoundRecord& round, const Judgement& judgement) override {
    next_.on_round_end(round, judgement);
  }
  void on_progress(const ComparisonProgress& progress) override {
    next_.on_progress(progress);
    if (progress.round == 4 && progress.done_in_round == 1) release_.wait();
  }

 private:
  ComparisonSink& next_;
  std::latch& release_;
};

}  // namespace

class VerdictPictures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void nothing_is_clipped_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("small_light") << QSize(1280, 800) << false;
    QTest::newRow("small_dark") << QSize(1280, 800) << true;
    QTest::newRow("large_light") << QSize(1920, 1080) << false;
    QTest::newRow("large_dark") << QSize(1920, 1080) << true;
  }

  void nothing_is_clipped() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    MainWindow window(stand_in::train, stand_in::compare);
    window.set_recording(false);
    window.devices().set_devices(stand_in::devices());
    window.resize(size);
    window.show();
    window.reset_layout();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.runs().show_verdict();
    QVERIFY(save(window, QStringLiteral("before")));
    QSignalSpy ended(&window, &MainWindow::comparison_ended);
    QVERIFY(window.compare());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    QCOMPARE(window.size(), size);
    QVERIFY(save(window, QStringLiteral("ended")));
    auto* page = window.verdict().findChild<QScrollArea*>();
    QVERIFY(!page->horizontalScrollBar()->isVisible());
    for (const Figure* figure : page->findChildren<Figure*>())
      if (figure->isVisible())
        QVERIFY2(figure->height() >= figure->minimumSizeHint().height(), qPrintable(figure->title()));
    page->verticalScrollBar()->setValue(page->verticalScrollBar()->maximum());
    QVERIFY(save(window, QStringLiteral("below")));
    window.runs().setCurrentIndex(0);
    QVERIFY(save(window, QStringLiteral("table")));
  }

  void while_it_runs() {
    std::latch release(1);
    MainWindow window(stand_in::train,
                      [&](const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop) {
                        HoldingSink holding(sink, release);
                        return stand_in::compare(request, holding, stop);
                      });
    window.set_recording(false);
    window.devices().set_devices(stand_in::devices());
    window.show();
    window.reset_layout();
    QSignalSpy ended(&window, &MainWindow::comparison_ended);
    QVERIFY(window.compare());
    QTRY_VERIFY(window.status().text().startsWith(QStringLiteral("Round 4 of 6–30")));
    const auto* forecast = window.findChild<QLabel*>(QStringLiteral("verdict_forecast"));
    // 6 to 30 rounds of 3 launches of 2.2 s each: 39.6 s to 198 s.
    QVERIFY2(forecast->text().contains(QStringLiteral("About 39.6 s to 3 min 18 s")),
             qPrintable(forecast->text()));
    QVERIFY(save(window, QStringLiteral("running")));
    window.runs().setCurrentIndex(0);
    QVERIFY(save(window, QStringLiteral("running_table")));
    release.count_down();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
  }

  /// For pictures of a real comparison: ACCELBENCH_RESULTS names a results file.
  void a_results_file() {
    const QString file = qEnvironmentVariable("ACCELBENCH_RESULTS");
    if (file.isEmpty()) QSKIP("ACCELBENCH_RESULTS is not set");
    for (const bool dark : {false, true}) {
      apply_theme(*qobject_cast<QApplication*>(QApplication::instance()),
                  dark ? ThemeChoice::dark : ThemeChoice::light);
      MainWindow window(stand_in::train, stand_in::compare);
      window.devices().set_devices(stand_in::devices());
      window.show();
      window.reset_layout();
      QSignalSpy opened(&window, &MainWindow::results_opened);
      QVERIFY(window.open_results(file));
      QTRY_COMPARE(opened.count(), 1);
      QVERIFY(save(window, dark ? QStringLiteral("real_dark") : QStringLiteral("real_light")));
    }
  }

 private:
  static bool save(QWidget& window, const QString& moment) {
    QTest::qWait(50);  // layouts and charts follow on the next turns of the event loop
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    const QString name =
        QStringLiteral("%1/verdict_%2_%3.png")
            .arg(folder, QLatin1String(QTest::currentDataTag() != nullptr ? QTest::currentDataTag() : "file"),
                 moment);
    return window.grab().save(name);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::VerdictPictures)
#include "verdict_pictures.moc"
