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

 private:
  static bool save(QWidget& window, const QString& moment) {
    QTest::qWait(50);  // layouts and charts follow on the next turns of the event loop
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/pictures");
    QDir().mkpath(folder);
    const QString name =
        QStringLiteral("%1/verdict_%2_%3.png").arg(folder, QLatin1String(QTest::currentDataTag()), moment);
    return window.grab().save(name);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::VerdictPictures)
#include "verdict_pictures.moc"
