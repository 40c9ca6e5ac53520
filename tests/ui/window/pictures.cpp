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
    MainWindow window(stand_in::train);
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
