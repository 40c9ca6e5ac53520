// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QImage>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/line_chart.h"
#include "ui/theme/theme.h"

// Three charts side by side as the window shows them, in both themes and two sizes. Set ACCELBENCH_PICTURES
// to a folder to keep the pictures and look at them; the test itself only requires that each theme has its
// background and each line its colour.
namespace accelbench {
namespace {

std::vector<std::shared_ptr<const SampleSeries>> losses(int epochs) {
  auto one = made_series(QStringLiteral("CPU, 1 thread"), 0, epochs,
                         [](int i) { return 0.9 * std::exp(-i / 14.0) + 0.083 + 0.004 * ripple(i); });
  auto all = made_series(
      QStringLiteral("CPU, all threads"), 1, epochs * 2 / 3,
      [](int i) { return 0.7 * std::exp(-i / 10.0) + 0.081 + 0.004 * ripple(i + 5); }, 0.004);
  auto validation = made_series(QStringLiteral("CPU, 1 thread · validation"), 0, epochs, [](int i) {
    return 0.9 * std::exp(-i / 16.0) + 0.11 + 0.01 * ripple(i * 3);
  });
  auto other = made_series(
      QStringLiteral("CPU, all threads · validation"), 1, epochs * 2 / 3,
      [](int i) { return 0.8 * std::exp(-i / 11.0) + 0.104 + 0.01 * ripple(i * 7); }, 0.004);
  for (auto& series : {validation, other}) {
    series->style.dashed = true;
    series->style.marker = -1;
  }
  return {one, all, validation, other};
}

std::vector<std::shared_ptr<const SampleSeries>> rates(double low, double high, double noise, int epochs) {
  return {made_series(QStringLiteral("CPU, 1 thread"), 0, epochs,
                      [=](int i) { return low * (1 + noise * ripple(i)); }),
          made_series(
              QStringLiteral("CPU, all threads"), 1, epochs * 2 / 3,
              [=](int i) { return high * (1 + noise * ripple(i * 11)); }, 0.004)};
}

class Board : public QWidget {
 public:
  explicit Board(bool log_loss) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 6, 6, 6);
    for (auto* chart : {&loss, &throughput, &utilization}) row->addWidget(chart, 1);
    loss.set_title(QStringLiteral("Loss"));
    loss.set_y(QStringLiteral("Loss"), QStringLiteral("mse"));
    loss.set_log_y(log_loss);
    throughput.set_title(QStringLiteral("Throughput"));
    throughput.set_y(QStringLiteral("Throughput"), QStringLiteral("samples/s"));
    throughput.set_y_range(0, std::nullopt);
    utilization.set_title(QStringLiteral("Utilization"));
    utilization.set_y(QStringLiteral("Utilization"), QStringLiteral("%"));
    utilization.set_y_range(0, 1);
    utilization.set_x(ChartX::time);
    link_cursors({&loss, &throughput, &utilization});
  }
  void fill(int epochs) {
    loss.set_series(losses(epochs));
    throughput.set_series(rates(412000, 1340000, 0.05, epochs));
    utilization.set_series(rates(0.25, 0.93, 0.06, epochs));
  }
  LineChart loss, throughput, utilization;
};

}  // namespace

class TestPictures : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir temporary_;
  QString folder() const {
    const QString kept = qEnvironmentVariable("ACCELBENCH_PICTURES");
    return kept.isEmpty() ? temporary_.path() : kept;
  }

 private slots:
  void init() {
    QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support propagateSizeHints).*"));
  }

  void board_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("log");
    QTest::addColumn<int>("epochs");
    QTest::newRow("light-small") << false << QSize(900, 300) << false << 100;
    QTest::newRow("dark-small") << true << QSize(900, 300) << true << 100;
    QTest::newRow("light-large") << false << QSize(1540, 480) << true << 5000;
    QTest::newRow("dark-large") << true << QSize(1540, 480) << false << 37;
    QTest::newRow("light-empty") << false << QSize(900, 300) << false << 0;
  }

  void board() {
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    QFETCH(bool, log);
    QFETCH(int, epochs);
    apply_theme(*static_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    Board board(log);
    for (auto* chart : {&board.loss, &board.throughput, &board.utilization})
      chart->set_empty_text(QStringLiteral("Press Train (F5) to see the curves here."));
    if (epochs > 0) board.fill(epochs);
    board.resize(size);
    board.show();
    QVERIFY(QTest::qWaitForWindowExposed(&board));
    if (epochs == 100) board.loss.set_cursor_at(ChartX::epoch, 30, 0.3);
    if (epochs == 100) board.throughput.set_cursor_at(ChartX::epoch, 80, 0.8);
    if (epochs == 37) board.loss.set_series_hidden(QStringLiteral("CPU, all threads"), true);
    const QImage picture = board.grab().toImage();
    QVERIFY(picture.save(
        QDir(folder()).filePath(QLatin1String(QTest::currentDataTag()) + QStringLiteral(".png"))));
    const QColor base = theme_palette(dark ? ThemeChoice::dark : ThemeChoice::light).color(QPalette::Base);
    QCOMPARE(picture.pixelColor(20, size.height() - 20), base);
  }

  void page() {
    apply_theme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::dark);
    Board board(true);
    board.fill(100);
    board.loss.set_provenance(
        QStringLiteral("Seed network · work 3f6c9d0a11b2 · 2 cores, AMD EPYC · Debian 12 · 2026-11-23 06:40 "
                       "UTC · Accelbench 0.1.0"));
    QVERIFY(board.loss.export_png(QDir(folder()).filePath(QStringLiteral("page.png")), 1.0));
    QVERIFY(
        board.utilization.export_png(QDir(folder()).filePath(QStringLiteral("page-utilization.png")), 1.0));
    QVERIFY(board.loss.export_svg(QDir(folder()).filePath(QStringLiteral("page.svg"))));
    QVERIFY(board.loss.export_pdf(QDir(folder()).filePath(QStringLiteral("page.pdf"))));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestPictures)
#include "pictures.moc"
