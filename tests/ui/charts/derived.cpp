// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/derived_series.h"

#include <QtTest>
#include <cmath>
#include <limits>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/plot_frame.h"

namespace accelbench {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ChartContent content_of(const SeriesPointer& samples, const SeriesPointer& baseline) {
  ChartContent content;
  content.lines = {{samples, baseline}};
  content.take_lines();
  return content;
}

}  // namespace

class TestDerived : public QObject {
  Q_OBJECT

 private slots:
  /// Values 2 and 4 and weight 0.5: 2, then (0.25·2 + 0.5·4) / 0.75 = 10/3.
  void a_running_mean_begins_at_the_first_value() {
    auto raw = made_series(QString(), 0, 3, [](int i) { return i == 2 ? nan : 1.0 + i; });
    SmoothSeries smooth(0.5);
    smooth.update(*raw);
    QCOMPARE(smooth.series().y[0], 2.0);
    QVERIFY(std::isnan(smooth.series().y[1]));  // a gap, which counts for nothing
    QVERIFY(qAbs(smooth.series().y[2] - 10.0 / 3) < 1e-12);
    raw->clear();
    raw->append(1, 1, 1, 7);
    smooth.update(*raw);
    QCOMPARE(smooth.series().y, (std::vector<double>{7}));
  }

  void a_mean_that_goes_on_is_that_of_all_samples() {
    const auto value = [](int i) { return ripple(i); };
    auto grown = made_series(QString(), 0, 10, value);
    SmoothSeries in_parts(0.9), at_once(0.9);
    in_parts.update(*grown);
    for (int i = 11; i <= 50; ++i) grown->append(3 * i, i, 0.01 * i, value(i));
    in_parts.update(*grown);
    at_once.update(*grown);
    QCOMPARE(in_parts.series().y, at_once.series().y);
  }

  /// The baseline is 2 at epochs 1 and 3, so 2 between them; nothing is known beyond.
  void ratios_stand_where_the_baseline_does() {
    auto line = std::make_shared<SampleSeries>();
    for (const double epoch : {0.5, 1.0, 2.0, 3.0, 4.0}) line->append(epoch, epoch, epoch, 6);
    auto baseline = std::make_shared<SampleSeries>();
    baseline->append(1, 1, 1, 1);
    baseline->append(3, 3, 3, 3);
    RatioSeries ratio(line, baseline, ChartX::epoch);
    ratio.update();
    QCOMPARE(ratio.series()->size(), std::size_t{4});
    QVERIFY(std::isnan(ratio.series()->y[0]));
    QCOMPARE(ratio.series()->y[1], 6.0);
    QCOMPARE(ratio.series()->y[2], 3.0);  // half-way from 1 to 3
    QCOMPARE(ratio.series()->y[3], 2.0);
    baseline->append(4, 4, 4, 12);
    ratio.update();
    QCOMPARE(ratio.series()->y.back(), 0.5);
  }

  void ratios_over_time_are_of_the_same_second() {
    const auto slow = made_series(
        QString(), 0, 10, [](int i) { return 1.0 * i; }, 1.0);
    const auto fast = made_series(
        QString(), 1, 10, [](int i) { return 1.0 * i; }, 0.5);
    RatioSeries by_epoch(fast, slow, ChartX::epoch), by_time(fast, slow, ChartX::time);
    by_epoch.update();
    by_time.update();
    QCOMPARE(by_epoch.series()->y.back(), 1.0);
    QCOMPARE(by_time.series()->y.back(), 2.0);  // epoch 10 of one at the second of epoch 5 of the other
  }

  /// 90 samples an epoch, 3.6 an hour: a tenth of a thousandth a second.
  void axes_that_follow_from_others() {
    auto line = made_series(
        QString(), 0, 10, [](int i) { return 1.0 / i; }, 2.0);
    QVERIFY(!line->stands_on(ChartX::samples) && !line->stands_on(ChartX::money) &&
            !line->stands_on(ChartX::joules));
    line->samples_per_epoch = 90;
    line->price_per_hour = 3.6;
    line->currency = QStringLiteral("USD");
    QCOMPARE(line->x(ChartX::samples, 9), 900.0);
    QVERIFY(qAbs(line->x(ChartX::money, 9) - 0.02) < 1e-15);
    ChartContent content = content_of(line, nullptr);
    content.x = ChartX::samples;
    const PlotFrame frame = make_frame(content, {500, 300}, QFont());
    QCOMPARE(frame.x.span, (Span{0, 900}));
    QCOMPARE(frame.lines[0].drawn.pieces[0].back(), QPointF(900, 0.1));
    content.x = ChartX::money;
    QCOMPARE(make_frame(content, {500, 300}, QFont()).x.title, QStringLiteral("Cost (USD)"));
    content.x = ChartX::joules;
    QVERIFY(!make_frame(content, {500, 300}, QFont()).has_points);
    QVERIFY(!content.missing_text().isEmpty());
  }

  void energy_that_is_told_late_stands_where_it_is_known() {
    SampleSeries line;
    line.append(1, 1, 1, 5);
    QVERIFY(!line.stands_on(ChartX::joules));
    line.append(2, 2, 2, 4, 30);
    line.append(3, 3, 3, 3, 45);
    QVERIFY(line.stands_on(ChartX::joules));
    SampleIndex index;
    index.update(line);
    const auto drawn = decimate(line, index, {ChartX::joules, {0, 100}, 500, false});
    QCOMPARE(drawn.pieces.size(), std::size_t{1});
    QCOMPARE(drawn.pieces[0], (std::vector<QPointF>{{30, 4}, {45, 3}}));
  }

  void another_currency_does_not_stand_on_the_same_axis() {
    ChartContent content;
    for (const char* currency : {"USD", "EUR"}) {
      auto line = made_series(QLatin1String(currency), 0, 5, [](int i) { return 1.0 * i; });
      line->price_per_hour = 1;
      line->currency = QLatin1String(currency);
      content.lines.push_back({line, nullptr});
    }
    content.x = ChartX::money;
    content.take_lines();
    QCOMPARE(make_frame(content, {500, 300}, QFont()).lines.size(), std::size_t{1});
  }

  /// 1/i + 0.1·|i − 40|/40 is least at i = 40 … 41: of the validation line, which a run is chosen by.
  void the_best_value_is_that_of_the_validation() {
    auto loss = made_series(QStringLiteral("a"), 0, 100, [](int i) { return 1.0 / i; });
    auto validation = made_series(QStringLiteral("a, validation"), 0, 100,
                                  [](int i) { return 1.0 + 0.01 * std::abs(i - 40); });
    validation->style.dashed = true;
    validation->style.stands_with = QStringLiteral("a");
    ChartContent content;
    content.lines = {{loss, nullptr}, {validation, nullptr}};
    content.best = BestValue::lowest;
    content.take_lines();
    const PlotFrame frame = make_frame(content, {500, 300}, QFont());
    QCOMPARE(frame.best.size(), std::size_t{1});
    QCOMPARE(frame.best[0].at, QPointF(40, 1));
  }

  void smoothing_leaves_the_raw_line_in_sight() {
    ChartContent content =
        content_of(made_series(QStringLiteral("a"), 0, 100, [](int i) { return ripple(i); }), nullptr);
    QCOMPARE(make_frame(content, {500, 300}, QFont()).lines.size(), std::size_t{1});
    const auto raw = make_frame(content, {500, 300}, QFont()).lines[0].drawn.pieces;
    content.smoothing = 0.9;
    content.take_lines();
    const PlotFrame frame = make_frame(content, {500, 300}, QFont());
    QCOMPARE(frame.lines.size(), std::size_t{2});
    QCOMPARE(frame.lines[0].drawn.pieces, raw);
    QVERIFY(frame.lines[0].faint && !frame.lines[1].faint);
  }

  void a_line_without_baseline_is_not_among_ratios() {
    const auto line = made_series(QStringLiteral("a"), 0, 5, [](int i) { return 2.0 * i; });
    ChartContent content = content_of(line, nullptr);
    content.ratio = true;
    content.take_lines();
    QVERIFY(content.series.empty() && !content.missing_text().isEmpty());
    content.lines = {{line, line}};
    content.take_lines();
    const PlotFrame frame = make_frame(content, {500, 300}, QFont());
    for (const QPointF& point : frame.lines[0].drawn.pieces[0]) QCOMPARE(point.y(), 1.0);
    QCOMPARE(frame.reference_y, std::optional(1.0));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestDerived)
#include "derived.moc"
