// SPDX-License-Identifier: GPL-3.0-or-later
// A window that is kept open all day: trainings started and stopped again and again take no more memory.
#include <malloc.h>
#include <unistd.h>

#include <QApplication>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/stand_in.h"
#include "ui/main_window.h"

namespace accelbench {

class WindowSoak : public QObject {
  Q_OBJECT

 private slots:
  void fifty_trainings_started_and_stopped_leave_the_memory_flat() {
    QStandardPaths::setTestModeEnabled(true);
    const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    MainWindow window(train);
    window.devices().set_devices(stand_in::devices());
    window.resize(1280, 800);
    window.show();
    set<std::int64_t>(
        window, "training.epochs", 1'000'000, [](auto& e) -> auto& { return e.training.epochs; });
    set<std::int64_t>(
        window, "data.samples", 2000,
        [](auto& e) -> auto& { return std::get<SyntheticData>(e.data.source).samples; });
    // The first ones fill what is made once: pools, fonts, glyphs, arenas, SQLite's pages.
    for (int i = 0; i < warm_up; ++i) train_and_stop(window);
    const std::int64_t before = resident_bytes();
    for (int i = 0; i < trainings; ++i) train_and_stop(window);
    const std::int64_t grown = resident_bytes() - before;
    // One training holds about 3 MiB: 2000 samples of 11 float32 (88 KiB), the network of 2817 weights with
    // gradients and moments on each thread, and curves of some thousand epochs. If only its data stayed, 50
    // trainings would leave 4.4 MiB; if all of it stayed, 150 MiB. 4 MiB is what the allocator's arenas may
    // keep of fragments, and less than any of them.
    qInfo("grown by %lld KiB in %d trainings, %lld MiB before", static_cast<long long>(grown / 1024),
          trainings, static_cast<long long>(before >> 20));
    QVERIFY2(grown < most_growth, qPrintable(QString::number(grown)));
  }

 private:
  static constexpr int warm_up = 10;
  static constexpr int trainings = 50;
  static constexpr std::int64_t most_growth = std::int64_t{4} << 20;

  template <class T, class Access>
  static void set(MainWindow& window, const char* key, T value, Access access) {
    window.document().set(Field<T>(QString::fromUtf8(key), access), std::move(value), QStringLiteral("soak"));
  }

  void train_and_stop(MainWindow& window) {
    bool ended = false;
    const auto heard = connect(&window, &MainWindow::training_ended, this, [&ended] { ended = true; });
    QVERIFY(window.train());
    QTRY_VERIFY_WITH_TIMEOUT(!window.board().rows().empty() && window.board().rows().front().last_epoch,
                             20'000);
    window.stop();
    QTRY_VERIFY_WITH_TIMEOUT(ended, 20'000);
    disconnect(heard);
  }

  /// After what was freed has been given back to the system.
  static std::int64_t resident_bytes() {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTest::qWait(200);
    malloc_trim(0);
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').at(1).toLongLong() * sysconf(_SC_PAGESIZE);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::WindowSoak)
#include "window_soak.moc"
