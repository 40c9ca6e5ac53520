// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "ui/charts/band.h"
#include "ui/charts/dot_plot.h"
#include "ui/charts/forest_plot.h"
#include "ui/charts/phase_bars.h"
#include "ui/charts/scaling_plot.h"
#include "ui/theme/theme.h"

namespace accelbench {

class Figures : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeChoice::light);
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
  }

  /// 1 and all ends lie within, with a sixteenth of room on each side.
  void the_axis_of_ratios_holds_all_intervals_and_1() {
    ForestContent content;
    content.rows = {row(10, 9, 11, true)};
    const Span span = forest_span(content);
    QVERIFY(span.minimum < 0);
    QVERIFY(span.maximum > std::log10(11.0));
    QVERIFY(span.maximum < std::log10(13.0));
  }

  void open_ends_and_missing_ratios_need_no_axis_of_their_own() {
    ForestContent content;
    ForestRow open = row(2, 1.5, 0, false);
    open.high.reset();
    ForestRow none;
    content.rows = {open, none};
    QVERIFY(std::isfinite(forest_span(content).maximum));
    QVERIFY(forest_span(content).maximum < std::log10(2.5));
  }

  void only_what_is_separated_is_coloured() {
    ForestContent content;
    content.rows = {row(1.5, 1.4, 1.6, false)};
    content.floor = 1.02;
    ForestPlot plot;
    plot.set_content(content);
    QCOMPARE(coloured(picture_of(plot)), 0);
    content.rows[0].separated = true;
    plot.set_content(content);
    QVERIFY(coloured(picture_of(plot)) > 30);
  }

  void a_dot_that_is_set_aside_is_hollow() {
    DotContent content;
    content.series.push_back({{QStringLiteral("a"), QColor(0xFF0072B2), 0, false}, {}, {}});
    content.series[0].dots = {{1, 100.0, false, false, {}}, {2, 101.0, false, false, {}}};
    DotPlot plot;
    plot.set_content(content);
    const QColor blue(0xFF0072B2);
    const int full = count(picture_of(plot), blue);
    content.series[0].dots[1].set_aside = true;
    plot.set_content(content);
    const int hollow = count(picture_of(plot), blue);
    QVERIFY2(hollow < full * 0.8, qPrintable(QStringLiteral("%1 of %2 pixels").arg(hollow).arg(full)));
  }

  void every_figure_is_exported_on_white() {
    PhaseContent content;
    content.phases = {{QStringLiteral("train"), QColor(0xFF44BB99)},
                      {QStringLiteral("measure"), QColor(0xFF77AADD)}};
    content.bars = {{QStringLiteral("cpu"), {1.0, 2.0}, QStringLiteral("3 s")}};
    PhaseBars bars;
    bars.set_content(content);
    apply_theme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeChoice::dark);
    const QImage picture = picture_of(bars);
    QCOMPARE(picture.pixelColor(3, 3), QColor(Qt::white));
    QVERIFY(count(picture, QColor(0xFF44BB99)) * 2 > count(picture, QColor(0xFF77AADD)) * 0.9);  // 1 s to 2 s
    QVERIFY(!bars.export_png(QStringLiteral("/no/such/folder/x.png"), 1));
  }

  /// Of a line over 8 doublings, of which 3 were measured, the dashes leave gaps.
  void what_was_not_measured_is_dashed() {
    ScalingContent content;
    content.rises = true;
    content.series.push_back({{QStringLiteral("a"), QColor(0xFF0072B2), 0, false}, {}, {}});
    for (double n = 1; n <= 256; n *= 2) content.series[0].model.push_back({n, n / 2 + 0.5, {}, {}, {}});
    const auto blue_with_measured_to = [&](double ranks) {
      content.series[0].measured = {{ranks, ranks / 2 + 0.5, {}, {}, {}}};
      ScalingPlot plot;
      plot.set_content(content);
      return count(picture_of(plot), QColor(0xFF0072B2));
    };
    const int dashed = blue_with_measured_to(1), whole = blue_with_measured_to(256);
    QVERIFY2(dashed < whole * 0.9, qPrintable(QStringLiteral("%1 of %2 pixels").arg(dashed).arg(whole)));
    QVERIFY(dashed > 0);
  }

  void scaling_without_figures_is_drawn_empty() {
    ScalingContent content;
    content.series.push_back({{QStringLiteral("a"), QColor(0xFF0072B2), 0, false}, {}, {}});
    ScalingPlot plot;
    plot.set_content(content);
    QVERIFY(!picture_of(plot).isNull());
    content.series[0].measured = {{1, 1, {}, {}, {}}};  // one point has no span of its own
    plot.set_content(content);
    QVERIFY(!picture_of(plot).isNull());
  }

  void a_band_reaches_from_the_lowest_to_the_highest() {
    BandSeries band;
    band.widen(line({1, 2, 3}));
    QVERIFY(!make_band(band, ChartX::epoch, {0, 4}, 100, false));  // one run has no range
    band.widen(line({3, 1, std::nan("")}));
    const auto frame = make_band(band, ChartX::epoch, {0, 4}, 100, false);
    QVERIFY(frame);
    QCOMPARE(frame->low, (std::vector<double>{1, 1, 3}));
    QCOMPARE(frame->high, (std::vector<double>{3, 2, 3}));
    QVERIFY(!make_band(band, ChartX::time, {0, 4}, 100, false));
  }

  void a_band_has_one_point_a_column() {
    BandSeries band;
    std::vector<double> rising(1000);
    for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<double>(i);
    band.widen(line(rising));
    band.widen(line(rising));
    const auto frame = make_band(band, ChartX::epoch, {0, 1000}, 10, false);
    QVERIFY(frame && frame->x.size() <= 11);
    QCOMPARE(frame->low.front(), 0.0);
    QCOMPARE(frame->high.back(), 999.0);
  }

 private:
  static ForestRow row(double ratio, double low, double high, bool separated) {
    ForestRow made;
    made.label = QStringLiteral("a");
    made.color = QColor(0xFF0072B2);
    made.ratio = ratio;
    made.low = low;
    made.high = high;
    made.separated = separated;
    return made;
  }

  static SampleSeries line(const std::vector<double>& values) {
    SampleSeries made;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto at = static_cast<double>(i + 1);
      made.append(at, at, at, values[i]);
    }
    return made;
  }

  static QImage picture_of(const Figure& figure) {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.png"));
    return figure.export_png(file, 1) ? QImage(file) : QImage();
  }

  /// Pixels that are clearly blue, as the one accelerator of these pictures.
  static int coloured(const QImage& picture) {
    int pixels = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) {
        const QColor color = picture.pixelColor(x, y);
        pixels += color.blue() > color.red() + 60 ? 1 : 0;
      }
    return pixels;
  }

  static int count(const QImage& picture, const QColor& color) {
    int pixels = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) pixels += picture.pixelColor(x, y) == color ? 1 : 0;
    return pixels;
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Figures)
#include "figures.moc"
