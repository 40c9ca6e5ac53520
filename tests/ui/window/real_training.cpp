// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/results_file.h"
#include "ui/main_window.h"
#include "ui/unattended.h"

namespace accelbench {

/// From one end to the other: the real training, the real results file, the real exports.
class RealTraining : public QObject {
  Q_OBJECT

 private slots:
  void the_seed_experiment_trains_is_recorded_and_exported() {
    QStandardPaths::setTestModeEnabled(true);
    const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    MainWindow window(train);
    const Field<double> measure(
        "comparison.measure_s", [](auto& e) -> auto& { return e.comparison.measure_s; });
    window.document().set(measure, 0.1, QStringLiteral("shorter"));
    Errand errand;
    errand.train = errand.quit = true;
    errand.export_folder = folder.filePath(QStringLiteral("out"));
    Unattended unattended(window, errand);
    int status = -1;
    connect(&unattended, &Unattended::done, this, [&](int reached) { status = reached; });
    unattended.begin();
    QTRY_VERIFY_WITH_TIMEOUT(status >= 0, 60'000);
    QCOMPARE(status, 0);
    for (const RunRow& row : window.board().rows()) {
      QVERIFY(row.summary && row.summary->status == RunStatus::completed);
      QCOMPARE(row.loss->size(), std::size_t{100});
      QVERIFY(row.loss->y.back() < row.loss->y.front());
      QCOMPARE(row.last_epoch->metrics[0], 0.0);  // accuracy of the seed experiment, as the contract says
    }
    const auto results = read_results(window.results_file());
    QVERIFY(results);
    QCOMPARE(results->runs.size(), window.board().rows().size());
    for (const char* name :
         {"loss.png", "throughput.png", "utilization.png", "loss.csv", "runs.csv", "epochs.csv"})
      QVERIFY2(QFile::exists(errand.export_folder + u'/' + QLatin1String(name)), name);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::RealTraining)
#include "real_training.moc"
