// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QStandardPaths>
#include <QTest>

#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

// The window as a person sees it, written beside the test program for eyes, and checked for what a program
// can see: nothing in the left panel is narrower than it needs.
namespace accelbench {

namespace {

/// Tells of its path, speed and steps what an engine of the processor tells.
Result<TrainingOutcome> train_with_details(const TrainingRequest& request, EventSink& sink,
                                           std::stop_token stop) {
  auto outcome = stand_in::train(request, sink, stop);
  for (RunSummary& run : outcome->runs) {
    const bool first = &run == &outcome->runs.front();
    run.path = first ? "fused" : "blocked";
    run.path_reason = "predicted 4 us a step, blocked 31 us";
    run.threads = first ? 1 : 2;
    run.achieved_flop_per_s = first ? 35.2e9 : 3.7e9;
    run.gemm_ceiling_flop_per_s = first ? 112e9 : 224e9;
    run.step_split = StepSplit{0.06, 0.24, 0.38, 0.22, 0.10};
    run.samples_per_second = first ? 2.4e6 : 1.25e5;
    sink.on_event(stand_in::event(run.accelerator, 10, RunFinished{RunStatus::completed, {}, 0, run}));
  }
  return outcome;
}

}  // namespace

class Pictures : public QObject {
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
    MainWindow window(train_with_details);
    window.set_recording(false);
    window.devices().set_devices(stand_in::devices());
    window.resize(size);
    window.show();
    window.reset_layout();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(50);  // notes find their height on the next turn of the event loop
    save(window, QStringLiteral("before"));
    QVERIFY(window.train());
    QTRY_COMPARE(window.controller().state(), TrainingController::State::idle);
    QTest::qWait(50);  // the charts draw on the next turn of the event loop
    QCOMPARE(window.size(), size);
    for (const QWidget* child : window.findChild<ExperimentPanel*>()->findChildren<QWidget*>())
      if (child->isVisible() && qobject_cast<const QAbstractSpinBox*>(child) != nullptr)
        QVERIFY2(child->width() >= child->minimumSizeHint().width(), qPrintable(child->objectName()));
    QVERIFY(save(window, QStringLiteral("after")));
  }

 private:
  static bool save(QWidget& window, const QString& moment) {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    const QString name =
        QStringLiteral("%1/%2_%3.png").arg(folder, QLatin1String(QTest::currentDataTag()), moment);
    return window.grab().save(name);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Pictures)
#include "pictures.moc"
