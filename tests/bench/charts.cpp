// SPDX-License-Identifier: GPL-3.0-or-later
// What a live refresh of the charts costs: new samples, decimation, Qt Charts and painting into the window's
// picture.
#include <QApplication>
#include <QMouseEvent>
#include <QPixmap>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/chart_canvas.h"
#include "ui/charts/line_chart.h"

namespace {

using accelbench::LineChart;
using accelbench::SeriesPointer;

std::vector<SeriesPointer> make(int count, int samples, bool dashed) {
  std::vector<SeriesPointer> all;
  for (int i = 0; i < count; ++i) {
    auto series = accelbench::made_series(QString::number(i), i, samples,
                                          [i](int k) { return 1.5 + i + accelbench::ripple(k); });
    series->style.dashed = dashed;
    all.push_back(series);
  }
  return all;
}

/// Processor time, so that what else the machine does is not counted.
double milliseconds(const auto& action) {
  const std::clock_t begin = std::clock();
  action();
  return 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// Median and slowest of 21 refreshes, each after ten new samples a line; the first drawing is told apart.
void measure(const char* name, int charts, int lines, int samples, QSize size, bool dashed = false) {
  std::vector<std::unique_ptr<LineChart>> shown;
  auto series = make(lines, samples, dashed);
  for (int i = 0; i < charts; ++i) {
    shown.push_back(std::make_unique<LineChart>());
    shown.back()->resize(size);
    shown.back()->show();
  }
  const auto draw = [&] {
    for (auto& chart : shown) chart->refresh(), chart->grab();
  };
  const double first = milliseconds([&] {
    for (auto& chart : shown) chart->set_series({series.begin(), series.end()});
    draw();
  });
  std::vector<double> times;
  for (int round = 0; round < 21; ++round) {
    for (auto& line : series)
      for (int i = 1; i <= 10; ++i) {
        const double x = line->epoch.back() + 1;
        line->append(3 * x, x, 0.01 * x, line->y[static_cast<std::size_t>(i)]);
      }
    times.push_back(milliseconds(draw));
  }
  std::sort(times.begin(), times.end());
  std::printf("%-52s first %7.1f ms   refresh median %6.1f ms   slowest %6.1f ms\n", name, first, times[10],
              times[20]);
}

/// One event of the mouse each: overlays are painted over the picture; a pan or zoom lays out and draws anew.
void measure_mouse(int lines, int samples, QSize size) {
  LineChart chart;
  chart.resize(size);
  chart.show();
  const auto series = make(lines, samples, false);
  chart.set_series({series.begin(), series.end()});
  auto& canvas = *chart.findChild<accelbench::ChartCanvas*>();
  QPixmap screen(canvas.size());
  canvas.render(&screen);
  const auto median = [&](auto event) {
    std::vector<double> times;
    for (int i = 0; i < 41; ++i)
      times.push_back(milliseconds([&] {
        event(i);
        canvas.render(&screen);
      }));
    std::sort(times.begin(), times.end());
    return times[20];
  };
  const auto mouse = [&](QEvent::Type type, QPoint at, Qt::MouseButtons held, Qt::KeyboardModifiers keys) {
    QMouseEvent event(type, at, canvas.mapToGlobal(at),
                      type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, held, keys);
    QApplication::sendEvent(&canvas, &event);
  };
  const QPoint middle = canvas.rect().center();
  const double crosshair =
      median([&](int i) { mouse(QEvent::MouseMove, middle + QPoint(5 * (i % 20), 0), Qt::NoButton, {}); });
  mouse(QEvent::MouseButtonPress, middle, Qt::LeftButton, Qt::ShiftModifier);
  const double band = median(
      [&](int i) { mouse(QEvent::MouseMove, middle + QPoint(i, i), Qt::LeftButton, Qt::ShiftModifier); });
  mouse(QEvent::MouseButtonRelease, middle, Qt::NoButton, Qt::ShiftModifier);
  mouse(QEvent::MouseButtonPress, middle, Qt::LeftButton, {});
  const double pan =
      median([&](int i) { mouse(QEvent::MouseMove, middle + QPoint(10 + i, 0), Qt::LeftButton, {}); });
  mouse(QEvent::MouseButtonRelease, middle, Qt::NoButton, {});
  std::printf("%d series x %d samples, %d px: crosshair %.1f ms, rubber band %.1f ms, pan %.1f ms\n", lines,
              samples, size.width(), crosshair, band, pan);
}

}  // namespace

int main(int argc, char** argv) {
  if (!std::getenv("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  measure("3 charts x 4 series x 100 samples, 290 px", 3, 4, 100, {290, 240});
  measure("3 charts x 4 series x 100k samples, 290 px", 3, 4, 100'000, {290, 240});
  measure("3 charts x 4 series x 100k samples, 500 px", 3, 4, 100'000, {500, 320});
  measure("3 charts x 4 dashed series x 100k samples, 500 px", 3, 4, 100'000, {500, 320}, true);
  measure("1 chart x 16 series x 1M samples, 900 px", 1, 16, 1'000'000, {900, 500});
  measure_mouse(4, 100'000, {500, 320});
  measure_mouse(16, 1'000'000, {900, 500});
  return 0;
}
