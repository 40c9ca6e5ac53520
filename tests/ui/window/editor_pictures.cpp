// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTest>
#include <cmath>

#include "tests/ui/stand_in.h"
#include "ui/main_window.h"
#include "ui/panels/network_view.h"
#include "ui/theme/theme.h"

// Model and data as a person sees them, all of the left side at once, written beside the test program for
// eyes, and checked for what a program can see: no button and no editor is narrower than it needs.
namespace accelbench {

namespace {

/// Weights that grow from one side to the other, so that both colours and all widths are in the picture.
SeenWeights weights_of(const std::vector<LayerSpec>& layers, std::int64_t inputs) {
  SeenWeights seen{"cpu", 300, {}};
  for (const LayerSpec& layer : layers) {
    LayerWeights made{inputs, layer.units, {}, {}};
    for (std::int64_t i = 0; i < layer.units * inputs; ++i)
      made.weight.push_back(static_cast<float>(std::sin(0.7 * static_cast<double>(i))));
    seen.layers.push_back(std::move(made));
    inputs = layer.units;
  }
  return seen;
}

}  // namespace

class EditorPictures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void the_left_side_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("experiment");
    const QString samples = QStringLiteral(ACCELBENCH_SOURCE_DIR "/resources/");
    for (const bool dark : {false, true}) {
      const char* theme = dark ? "dark" : "light";
      QTest::addRow("seed_%s", theme) << dark << QString();
      QTest::addRow("digits_%s", theme) << dark << samples + QStringLiteral("experiments/digits.accel.yaml");
      QTest::addRow("shapes_%s", theme) << dark << samples + QStringLiteral("samples/shapes.accel.yaml");
    }
  }

  void the_left_side() {
    QFETCH(bool, dark);
    QFETCH(QString, experiment);
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    MainWindow window(stand_in::train);
    window.set_recording(false);
    window.set_question([](Question) { return Answer::discard; });
    window.devices().set_devices(stand_in::devices());
    if (!experiment.isEmpty()) QVERIFY2(window.open_file(experiment), qPrintable(experiment));
    window.resize(1280, 800);
    window.show();
    window.reset_layout();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_VERIFY(window.findChild<QTableView*>(QStringLiteral("preview_rows"))->model()->rowCount() > 0);
    auto* view = window.findChild<NetworkView*>();
    view->set_weights(weights_of(window.document().experiment().model.layers, features(window)));
    auto* pages = window.findChild<QTabWidget*>(QStringLiteral("preview"));
    for (int page = 0; page < pages->count(); ++page) {
      if (!pages->isTabVisible(page)) continue;
      pages->setCurrentIndex(page);
      QTest::qWait(50);  // notes find their height on the next turn of the event loop
      look_for_clipped(window);
      QVERIFY(save(*window.findChild<ExperimentPanel*>()->findChild<QScrollArea*>()->widget(), page));
    }
  }

 private:
  static std::int64_t features(const MainWindow& window) {
    return window.findChild<QTableView*>(QStringLiteral("preview_rows"))->model()->columnCount() - 1;
  }

  static void look_for_clipped(const MainWindow& window) {
    for (const QWidget* child : window.findChild<ExperimentPanel*>()->findChildren<QWidget*>()) {
      const bool matters = qobject_cast<const QAbstractButton*>(child) != nullptr ||
                           qobject_cast<const QAbstractSpinBox*>(child) != nullptr;
      if (child->isVisible() && matters)
        QVERIFY2(child->width() >= child->minimumSizeHint().width(), qPrintable(child->objectName()));
    }
  }

  static bool save(QWidget& widget, int page) {
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    return widget.grab().save(
        QStringLiteral("%1/editor_%2_%3.png").arg(folder, QLatin1String(QTest::currentDataTag())).arg(page));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::EditorPictures)
#include "editor_pictures.moc"
