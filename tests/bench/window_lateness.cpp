// SPDX-License-Identifier: GPL-3.0-or-later
// How late the window is while it trains in its own process: a timer of 10 ms in the window's thread, the
// wide experiment on 1 thread, charts drawn as usual. On one core the scheduler's share is in the figures.
#include <QApplication>
#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/run/training.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

namespace {

using namespace accelbench;
constexpr int period_ms = 10;
constexpr int most_ms = 20000;  // of an unoptimised build; others end before

/// Only the row of one CPU thread stays, and no measuring window: it is training that is to be seen.
void keep_one_thread(ExperimentDocument& document) {
  const Field<std::vector<AcceleratorSpec>> accelerators(
      "accelerators", [](auto& e) -> auto& { return e.accelerators; });
  AcceleratorSpec cpu;
  cpu.id = "cpu";
  cpu.threads = 1;
  document.set(accelerators, {cpu}, QStringLiteral("one thread"));
}

void report(std::vector<double> late_ms, double trained_s) {
  if (late_ms.empty()) return;
  std::sort(late_ms.begin(), late_ms.end());
  const auto at = [&](double share) {
    return late_ms[static_cast<std::size_t>(share * static_cast<double>(late_ms.size() - 1))];
  };
  std::printf(
      "%zu ticks of %d ms in %.1f s of training: late by %.2f ms (median), %.2f ms (99 %%), %.2f ms (most)\n",
      late_ms.size(), period_ms, trained_s, at(0.5), at(0.99), late_ms.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  apply_theme(application, ThemeChoice::light);
  MainWindow window(train);
  window.set_recording(false);
  window.show();
  if (!window.open_file(QStringLiteral(ACCELBENCH_SOURCE_DIR "/resources/experiments/wide.accel.yaml")))
    return 2;
  keep_one_thread(window.document());

  std::vector<double> late_ms;
  QElapsedTimer since_tick, since_start;
  QTimer ticks;
  ticks.setTimerType(Qt::PreciseTimer);
  ticks.setInterval(period_ms);
  QObject::connect(&ticks, &QTimer::timeout, &window, [&] {
    late_ms.push_back(std::max(0.0, static_cast<double>(since_tick.nsecsElapsed()) / 1e6 - period_ms));
    since_tick.start();
  });
  QObject::connect(&window, &MainWindow::training_ended, &window, [&] {
    report(late_ms, static_cast<double>(since_start.elapsed()) / 1e3);
    QApplication::exit();  // asks nothing about what is not saved
  });
  QTimer::singleShot(200, &window, [&] {
    since_start.start();
    since_tick.start();
    ticks.start();
    if (!window.train()) QApplication::exit(3);
  });
  QTimer::singleShot(most_ms, &window, [&] { window.stop(); });
  return QApplication::exec();
}
