// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QImage>
#include <QtTest>
#include <cmath>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/band.h"
#include "ui/charts/board_page.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/phase_bars.h"
#include "ui/charts/plot_frame.h"
#include "ui/charts/roofline_plot.h"
#include "ui/charts/scaling_plot.h"

// Charts in their main states, held against the pictures in tests/ui/pictures. ACCELBENCH_TAKE_PICTURES=1
// takes them anew: look at each before it is kept.
namespace accelbench {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const QString font_folder = QStringLiteral("/usr/share/fonts/truetype/dejavu");

QImage shrunk(const QImage& picture) {
  return picture.convertToFormat(QImage::Format_RGB32)
      .scaled(picture.size() / 4, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// Share of the fields of 4 × 4 pixels whose mean differs by more than 24 of 255: other versions of the
/// font's rasterizer shift edges by a fraction of a pixel, which leaves means nearly as they are.
double difference(const QImage& a, const QImage& b) {
  const QImage small_a = shrunk(a), small_b = shrunk(b);
  if (a.size() != b.size()) return 1;
  int other = 0;
  for (int y = 0; y < small_a.height(); ++y)
    for (int x = 0; x < small_a.width(); ++x) {
      const QColor one = small_a.pixelColor(x, y), two = small_b.pixelColor(x, y);
      const int most = std::max({std::abs(one.red() - two.red()), std::abs(one.green() - two.green()),
                                 std::abs(one.blue() - two.blue())});
      other += most > 24 ? 1 : 0;
    }
  return static_cast<double>(other) / (small_a.width() * small_a.height());
}

std::vector<ChartLine> two_runs(double from = 1.0) {
  auto slow = made_series(QStringLiteral("CPU, 1 thread"), 0, 100,
                          [=](int i) { return from * std::exp(-i / 20.0) + 0.08 + 0.01 * ripple(i); });
  auto fast = made_series(QStringLiteral("CPU, all threads"), 1, 100, [=](int i) {
    return 0.8 * from * std::exp(-i / 14.0) + 0.07 + 0.01 * ripple(3 * i);
  });
  auto validation = made_series(QStringLiteral("CPU, 1 thread, validation"), 0, 100,
                                [=](int i) { return from * std::exp(-i / 22.0) + 0.12 + 0.0008 * i; });
  validation->style.dashed = true;
  validation->style.stands_with = QStringLiteral("CPU, 1 thread");
  return {{slow, slow}, {fast, slow}, {validation, validation}};
}

std::shared_ptr<BandSeries> band() {
  auto made = std::make_shared<BandSeries>();
  made->style = {QStringLiteral("CPU, 1 thread"), accelerator_color(0), 0, false};
  for (const double height : {0.9, 1.2})
    made->widen(
        *made_series(QString(), 0, 100, [=](int i) { return height * (std::exp(-i / 20.0) + 0.08); }));
  return made;
}

void set_up(LineChart& chart, const QString& state) {
  chart.set_title(QStringLiteral("Loss"));
  chart.set_y({}, QStringLiteral("mse"));
  chart.set_dashed_meaning(QStringLiteral("validation"));
  chart.set_empty_text(QStringLiteral("Press Train (F5): the loss of every accelerator appears here."));
  chart.set_best(BestValue::lowest);
  chart.resize(560, 340);
  if (state == u"empty") return;
  chart.set_lines(two_runs());
  if (state == u"logarithmic") chart.set_log_y(true);
  if (state == u"smooth") chart.set_smoothing(0.9);
  if (state == u"ratio") chart.set_ratio(true, QStringLiteral("CPU, 1 thread"));
  if (state == u"bands") chart.set_bands({band()});
  if (state == u"crosshair") chart.set_cursor_at(ChartX::epoch, 30, 0.3);
  if (state == u"isolated") chart.isolate(QStringLiteral("CPU, all threads"));
  if (state != u"gaps") return;
  chart.set_log_y(true);
  chart.set_series({made_series(QStringLiteral("CPU, 1 thread"), 0, 100, [](int i) {
    return i % 20 == 0 ? 0.0 : i > 40 && i < 55 ? nan : 1.0 / i;
  })});
}

ScalingMark ranks_mark(double ranks, double value, double spread) {
  return {ranks, value, value * (1 - spread), value * (1 + spread), {}};
}

/// Two accelerators measured with up to 8 ranks, and what a model says of up to 256: n / (1 + n/16), n / (1 +
/// n/64).
ScalingContent over_ranks(bool rises) {
  ScalingContent content;
  content.rises = rises;
  for (const int place : {0, 1}) {
    ScalingSeries series;
    series.style = {place == 0 ? QStringLiteral("cpu") : QStringLiteral("cuda"), accelerator_color(place),
                    place, false};
    for (double n = 1; n <= 256; n *= 2) {
      const double value = (rises ? n : 1) / (1 + (n - 1) / (place == 0 ? 16 : 64));
      if (n <= 8) series.measured.push_back(ranks_mark(n, value * (n == 4 ? 1.04 : 1), n > 1 ? 0.06 : 0));
      series.model.push_back(ranks_mark(n, value, 0.03 * std::log2(n)));
    }
    content.series.push_back(series);
  }
  return content;
}

}  // namespace

class TestGolden : public QObject {
  Q_OBJECT

 private:
  static void check(const QImage& picture, const QString& name) {
    const QString file = QStringLiteral(ACCELBENCH_SOURCE_DIR "/tests/ui/pictures/%1.png").arg(name);
    if (qEnvironmentVariableIsSet("ACCELBENCH_TAKE_PICTURES")) QVERIFY(picture.save(file));
    const QImage kept(file);
    QVERIFY2(!kept.isNull(), qPrintable(file));
    const double share = difference(picture, kept);
    // A legend entry, a curve or a title takes more than a hundredth of a picture.
    if (share >= 0.01) picture.save(QDir::temp().filePath(name + QStringLiteral("-now.png")));
    QVERIFY2(
        share < 0.01,
        qPrintable(QStringLiteral("%1 of the picture is other: see %2").arg(share).arg(QDir::tempPath())));
  }

 private slots:
  /// Pictures are of one font: another would shift everything.
  void initTestCase() {
    for (const char* name : {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"}) {
      const QString file = QDir(font_folder).filePath(QLatin1String(name));
      if (!QFile::exists(file))
        QSKIP(qPrintable(QStringLiteral("%1 is not there: install fonts-dejavu-core").arg(file)));
      QVERIFY(QFontDatabase::addApplicationFont(file) >= 0);
    }
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(13);
    font.setHintingPreference(QFont::PreferNoHinting);
    QApplication::setFont(font);
    QLocale::setDefault(QLocale::c());
  }

  void a_chart_looks_as_it_did_data() {
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("dark");
    for (const char* state :
         {"empty", "plain", "logarithmic", "smooth", "ratio", "bands", "crosshair", "isolated", "gaps"})
      for (const bool dark : {false, true})
        QTest::newRow(qPrintable(QStringLiteral("%1-%2").arg(
            QLatin1String(state), dark ? QStringLiteral("dark") : QStringLiteral("light"))))
            << QString::fromLatin1(state) << dark;
  }

  void a_chart_looks_as_it_did() {
    QFETCH(QString, state);
    QFETCH(bool, dark);
    apply_theme(*static_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    LineChart chart;
    set_up(chart, state);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    check(chart.grab().toImage(), QStringLiteral("chart-") + QLatin1String(QTest::currentDataTag()));
  }

  void scaling_looks_as_it_did_data() {
    QTest::addColumn<bool>("rises");
    QTest::addColumn<bool>("dark");
    QTest::newRow("speed-up-light") << true << false;
    QTest::newRow("speed-up-dark") << true << true;
    QTest::newRow("efficiency-light") << false << false;
    QTest::newRow("efficiency-dark") << false << true;
  }

  void scaling_looks_as_it_did() {
    QFETCH(bool, rises);
    QFETCH(bool, dark);
    apply_theme(*static_cast<QApplication*>(QApplication::instance()),
                dark ? ThemeChoice::dark : ThemeChoice::light);
    ScalingPlot plot;
    plot.set_title(rises ? QStringLiteral("Speed-up over ranks")
                         : QStringLiteral("Efficiency over ranks (%)"));
    plot.set_caption(QStringLiteral("marks: measured; dashed: a prediction"));
    plot.set_content(over_ranks(rises));
    plot.resize(560, 340);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    check(plot.grab().toImage(), QStringLiteral("scaling-") + QLatin1String(QTest::currentDataTag()));
  }

  /// The tolerance lets no missing line pass.
  void another_picture_is_told() {
    apply_theme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::light);
    LineChart chart;
    set_up(chart, QStringLiteral("plain"));
    const QImage whole = chart.grab().toImage();
    QCOMPARE(difference(whole, whole), 0.0);
    chart.set_series_hidden(QStringLiteral("CPU, 1 thread"), true);
    QVERIFY(difference(whole, chart.grab().toImage()) > 0.02);
  }

  void a_board_looks_as_it_did() {
    apply_theme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::dark);
    LineChart chart;
    set_up(chart, QStringLiteral("plain"));
    PhaseBars split;
    split.set_title(QStringLiteral("Time of a step"));
    split.set_content(
        {{{QStringLiteral("forward"), QColor(0xFF44BB99)}, {QStringLiteral("backward"), QColor(0xFFEE8866)}},
         {{QStringLiteral("CPU, 1 thread"), {3e-6, 5e-6}, QStringLiteral("8 µs")}},
         false});
    RooflinePlot roofline;
    roofline.set_title(QStringLiteral("Roofline"));
    roofline.set_content(
        {{{{QStringLiteral("CPU, 1 thread"), accelerator_color(0), 0, false}, 7, 5e10, {}},
          {{QStringLiteral("CPU, all threads"), accelerator_color(1), 1, false}, 7, 7e10, {}}},
         {{QStringLiteral("float32, 1 thread: 112 GFLOP/s"), 1.12e11, 1.4e10}}});
    BoardPage board;
    board.title = QStringLiteral("Seed network");
    board.provenance = QStringLiteral("Seed network · work 9f1fb9fed080 · 2 logical processors · 6 rounds");
    board.rows = {{{{&chart, nullptr, 1}, {nullptr, &roofline, 1}}, 1}, {{{nullptr, &split, 1}}, 1}};
    const auto picture = page_png(board.page(), board.size(), 0.5);
    QVERIFY(picture);
    check(QImage::fromData(*picture), QStringLiteral("board"));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestGolden)
#include "golden.moc"
