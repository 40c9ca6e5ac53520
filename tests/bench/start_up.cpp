// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes from the start of the process until the window was painted for the first time (goal: 300
// ms). It starts itself so many times; the first start, with cold caches, is told apart.
#include <QApplication>
#include <QProcess>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/run/training.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

namespace {

using namespace accelbench;
constexpr std::size_t starts = 11;
const QString once = QStringLiteral("--once");

/// Leaves once a window was painted.
class FirstPaint : public QObject {
 public:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Paint || qobject_cast<MainWindow*>(watched) == nullptr) return false;
    QTimer::singleShot(0, this, [] { QApplication::exit(0); });  // when its parts are painted, too
    return false;
  }
};

[[noreturn]] void start_once(int argc, char** argv) {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  apply_theme(application, ThemeChoice::light);
  FirstPaint first_paint;
  MainWindow window(train);
  window.set_recording(false);
  window.installEventFilter(&first_paint);
  window.show();
  std::_Exit(QApplication::exec());  // how long it takes to leave is another question
}

double milliseconds_of_a_start(const QString& program) {
  const auto begin = std::chrono::steady_clock::now();
  QProcess::execute(program, {once});
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == once) start_once(argc, argv);
  const QCoreApplication application(argc, argv);
  const QString program = QCoreApplication::applicationFilePath();
  const double first = milliseconds_of_a_start(program);
  std::vector<double> times;
  for (std::size_t i = 0; i < starts; ++i) times.push_back(milliseconds_of_a_start(program));
  std::sort(times.begin(), times.end());
  std::printf(
      "start-up to first paint: first %.0f ms, then median %.0f ms, fastest %.0f ms, slowest %.0f ms\n",
      first, times[starts / 2], times.front(), times.back());
  return 0;
}
