// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/panels/sweep_panel.h"
#include "ui/theme/theme.h"

// What a person sees after a training, written beside the test program for eyes, and checked for what a
// program can see: the matrix stands in the picture, with its numbers, in both themes.
namespace accelbench {

class EvaluationPictures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
    pictures_ = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QVERIFY(QDir().mkpath(pictures_));
  }

  void after_a_training_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("experiment");
    const QString digits = QStringLiteral(ACCELBENCH_SOURCE_DIR "/resources/experiments/digits.accel.yaml");
    QTest::addRow("digits_light") << false << QSize(1280, 800) << digits;
    QTest::addRow("digits_dark") << true << QSize(1920, 1080) << digits;
    QTest::addRow("seed_dark") << true << QSize(1280, 800) << QString();
    QTest::addRow("seed_light") << false << QSize(1920, 1080) << QString();
  }

  void after_a_training() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    QFETCH(QString, experiment);
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    MainWindow window(train);
    window.devices().set_devices(stand_in::devices());
    if (!experiment.isEmpty()) QVERIFY(window.open_file(experiment));
    window.document().set(Field<std::int64_t>(
                              "training.epochs", [](auto& e) -> auto& { return e.training.epochs; }),
                          std::int64_t{8}, QStringLiteral("fewer"));
    window.document().set(Field<std::vector<SweepAxis>>(
                              "sweep", [](auto& e) -> auto& { return e.sweep; }),
                          std::vector<SweepAxis>{{"model.layers.0.activation", {"relu", "sigmoid"}}},
                          QStringLiteral("sweep"));
    window.resize(size);
    window.show();
    bool ended = false;
    connect(&window, &MainWindow::training_ended, this, [&ended] { ended = true; });
    QVERIFY(window.train());
    QTRY_VERIFY_WITH_TIMEOUT(ended, 60'000);
    window.evaluate_in_sight();
    const auto* figures = window.findChild<QLabel*>(QStringLiteral("evaluation_figures"));
    QTRY_VERIFY_WITH_TIMEOUT(!figures->text().isEmpty(), 20'000);
    show_sweep(window);
    QTest::qWait(1200);  // two readings of the meters
    const QString file = QStringLiteral("%1/evaluation_%2.png")
                             .arg(pictures_, QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(window.grab().save(file));
    if (experiment.isEmpty()) return;
    const auto* matrix = window.findChild<ConfusionPlot*>(QStringLiteral("confusion"));
    QCOMPARE(matrix->content().names.size(), std::size_t{10});
    QVERIFY(matrix->width() >= matrix->minimumSizeHint().width());
  }

 private:
  static void show_sweep(const MainWindow& window) {
    auto* panel = window.findChild<SweepPanel*>();
    for (QWidget* at = panel->parentWidget(); at != nullptr; at = at->parentWidget())
      if (auto* area = qobject_cast<QScrollArea*>(at)) {
        area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
        break;
      }
  }
  QTemporaryDir folder_;
  QString pictures_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::EvaluationPictures)
#include "evaluation_pictures.moc"
