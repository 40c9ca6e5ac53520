// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/comparison/ranks_experiment.h"
#include "core/comparison/recording.h"
#include "tests/ui/stand_in_comparison.h"
#include "ui/charts/scaling_plot.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

// A comparison over several numbers of ranks as the window shows it: its two charts, for eyes beside the test
// program, and for what a program can check.
namespace accelbench {

namespace {

/// Passes over what a recorder does not need.
class NobodyListens : public ComparisonSink {
 public:
  void on_event(const Event&) override {}
  void on_certificate(const CertificateRecord&) override {}
  void on_forecast(const Forecast&) override {}
  void on_round_begin(const RoundRecord&) override {}
  void on_run_end(const RoundRecord&, const RoundRun&) override {}
  void on_round_end(const RoundRecord&, const Judgement&) override {}
  void on_progress(const ComparisonProgress&) override {}
};

Experiment seed_over_ranks() {
  Experiment experiment = seed_experiment();
  experiment.accelerators = default_accelerators();
  experiment.comparison = {};
  experiment.training.epochs = 3;
  return *strong_scaling(experiment, {1, 2, 4});
}

/// A results file of stand-ins that train 1000, 2000 and 3000 samples/s with 1, 2 and 4 ranks.
Status record(const std::filesystem::path& file) {
  ComparisonRequest request;
  request.experiment = seed_over_ranks();
  Machine machine;
  machine.cpu = "Stand-in processor";
  machine.cores = 2;
  auto recorder = Recorder::create(file, comparison_start(request), machine, false);
  if (!recorder) return tl::make_unexpected(recorder.error());
  NobodyListens nobody;
  RecordingSink sink(**recorder, nobody);
  const auto outcome = stand_in::compare(request, sink, {});
  return sink.close(&*outcome);
}

}  // namespace

class ScalingPictures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QVERIFY(record(folder_.filePath(QStringLiteral("ranks.accelresults")).toStdString()));
  }

  void both_charts_are_shown_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("small_light") << QSize(1280, 800) << false;
    QTest::newRow("small_dark") << QSize(1280, 800) << true;
    QTest::newRow("large_light") << QSize(1920, 1080) << false;
    QTest::newRow("large_dark") << QSize(1920, 1080) << true;
  }

  void both_charts_are_shown() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    MainWindow window(stand_in::train, stand_in::compare);
    window.devices().set_devices(stand_in::devices());
    window.resize(size);
    window.show();
    window.reset_layout();
    QSignalSpy opened(&window, &MainWindow::results_opened);
    QVERIFY(window.open_results(folder_.filePath(QStringLiteral("ranks.accelresults"))));
    QTRY_COMPARE(opened.count(), 1);
    window.runs().show_verdict();
    QTest::qWait(50);
    const auto* speed_up = window.verdict().findChild<ScalingPlot*>(QStringLiteral("speed_up"));
    const auto* efficiency = window.verdict().findChild<ScalingPlot*>(QStringLiteral("efficiency"));
    QVERIFY(speed_up->isVisible() && efficiency->isVisible());
    QCOMPARE(speed_up->content().series.size(), std::size_t{1});
    const auto& measured = speed_up->content().series[0].measured;
    QCOMPARE(measured.size(), std::size_t{3});
    QVERIFY(std::abs(measured[2].value - 3) < 0.06);  // 3000 of 1000, 1 % of wobble each
    QVERIFY(std::abs(efficiency->content().series[0].measured[2].value - 0.75) < 0.015);
    QCOMPARE(speed_up->content().series[0].model.back().ranks, 32.0);  // a batch of 32 rows
    QVERIFY(!speed_up->accessibleDescription().isEmpty());
    auto* page = window.verdict().findChild<QScrollArea*>();
    QVERIFY(!page->horizontalScrollBar()->isVisible());
    page->ensureWidgetVisible(window.verdict().findChild<ScalingPlot*>(QStringLiteral("efficiency")));
    QVERIFY(save(window, QLatin1String(QTest::currentDataTag())));
  }

  void they_are_exported_with_the_others() {
    MainWindow window(stand_in::train, stand_in::compare);
    window.show();
    QSignalSpy opened(&window, &MainWindow::results_opened);
    QVERIFY(window.open_results(folder_.filePath(QStringLiteral("ranks.accelresults"))));
    QTRY_COMPARE(opened.count(), 1);
    const QString out = folder_.filePath(QStringLiteral("out"));
    QVERIFY(window.export_comparison(out));
    for (const char* name : {"verdict.png", "speed-up.png", "efficiency.png", "scaling.csv"})
      QVERIFY2(QFileInfo::exists(out + u'/' + QLatin1String(name)), name);
  }

  /// Live: from the first rounds on, and gone with the next comparison that has no ranks.
  void they_follow_a_comparison_that_runs() {
    MainWindow window(stand_in::train, stand_in::compare);
    window.set_recording(false);
    window.devices().set_devices(stand_in::devices());
    window.show();
    const auto* speed_up = window.verdict().findChild<ScalingPlot*>(QStringLiteral("speed_up"));
    for (const bool ranks : {true, false}) {
      window.document().adopt(ranks ? seed_over_ranks() : seed_experiment());
      QSignalSpy ended(&window, &MainWindow::comparison_ended);
      QVERIFY(window.compare());
      QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
      QCOMPARE(speed_up->content().series.empty(), !ranks);
      QCOMPARE(speed_up->isVisibleTo(&window.verdict()), ranks);
    }
  }

 private:
  static bool save(QWidget& window, const QString& name) {
    QTest::qWait(50);
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    return window.grab().save(QStringLiteral("%1/scaling_%2.png").arg(folder, name));
  }

  QTemporaryDir folder_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::ScalingPictures)
#include "scaling_pictures.moc"
