// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/decimation.h"

#include <QtTest>
#include <algorithm>
#include <limits>
#include <map>

#include "tests/ui/charts/synthetic_series.h"

namespace accelbench {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

DecimatedLine decimated(const SampleSeries& series, Span x, int columns, bool logarithmic = false,
                        ChartX axis = ChartX::epoch) {
  SampleIndex index;
  index.update(series);
  return decimate(series, index, {axis, x, columns, logarithmic});
}

std::vector<QPointF> all_points(const DecimatedLine& line) {
  std::vector<QPointF> points;
  for (const auto& piece : line.pieces) points.insert(points.end(), piece.begin(), piece.end());
  return points;
}

SampleSeries series_of(const std::vector<double>& values) {
  SampleSeries series;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i);
    series.append(x, x, x, values[i]);
  }
  return series;
}

}  // namespace

class TestDecimation : public QObject {
  Q_OBJECT

 private slots:
  void keeps_lowest_and_highest_of_every_column() {
    const auto series = made_series(QString(), 0, 100003, [](int i) { return ripple(i) * i; });
    const Span x{1, 100003};
    const int columns = 517;
    const auto points = all_points(decimated(*series, x, columns));
    std::map<int, std::pair<double, double>> expected;  // lowest and highest, found without the index
    const auto column_of = [&](double at) {
      return std::min(columns - 1, static_cast<int>((at - x.minimum) / x.size() * columns));
    };
    for (std::size_t i = 0; i < series->size(); ++i) {
      auto [place, added] = expected.try_emplace(column_of(series->epoch[i]), series->y[i], series->y[i]);
      place->second.first = std::min(place->second.first, series->y[i]);
      place->second.second = std::max(place->second.second, series->y[i]);
    }
    std::map<int, std::vector<double>> found;
    for (const auto& point : points) found[column_of(point.x())].push_back(point.y());
    QCOMPARE(found.size(), expected.size());
    for (const auto& [column, values] : found) {
      QVERIFY2(values.size() <= 2, qPrintable(QString::number(column)));
      QCOMPARE(*std::min_element(values.begin(), values.end()), expected[column].first);
      QCOMPARE(*std::max_element(values.begin(), values.end()), expected[column].second);
    }
  }

  void few_samples_are_drawn_as_they_are() {
    const auto points = all_points(decimated(series_of({3, 1, 2}), {0, 2}, 100));
    QCOMPARE(points, (std::vector<QPointF>{{0, 3}, {1, 1}, {2, 2}}));
  }

  void x_ascends() {
    const auto series = made_series(QString(), 0, 20000, [](int i) { return ripple(i); });
    double before = -1;
    for (const auto& point : all_points(decimated(*series, {100.5, 15000.5}, 300))) {
      QVERIFY(point.x() >= before);
      before = point.x();
    }
  }

  void million_equal_values_take_one_point_a_column() {
    const auto series = made_series(QString(), 0, 1'000'000, [](int) { return 0.25; });
    const auto line = decimated(*series, {1, 1'000'000}, 600);
    QCOMPARE(line.pieces.size(), std::size_t{1});
    QCOMPARE(line.pieces[0].size(), std::size_t{600});
  }

  void line_is_cut_at_the_edges_of_what_is_in_sight() {
    const auto points = all_points(decimated(series_of({0, 10, 20, 30}), {0.5, 2.25}, 100));
    QCOMPARE(points, (std::vector<QPointF>{{0.5, 5}, {1, 10}, {2, 20}, {2.25, 22.5}}));
  }

  void nothing_in_sight_between_two_samples_is_still_a_line() {
    const auto points = all_points(decimated(series_of({0, 10}), {0.25, 0.5}, 100));
    QCOMPARE(points, (std::vector<QPointF>{{0.25, 2.5}, {0.5, 5}}));
  }

  void not_finite_values_are_gaps() {
    const auto line = decimated(series_of({1, 2, nan, 3, 4, infinity, -infinity, 5}), {0, 7}, 1000);
    QCOMPARE(line.pieces.size(), std::size_t{3});
    QCOMPARE(line.pieces[1], (std::vector<QPointF>{{3, 3}, {4, 4}}));
    QCOMPARE(line.not_finite, std::size_t{3});
    QCOMPARE(line.skipped_x, (std::vector<double>{2, 5, 6}));
  }

  void logarithmic_axis_survives_zeros() {
    const auto line = decimated(series_of({100, 0, -5, 0.01, nan}), {0, 4}, 1000, true);
    QCOMPARE(line.pieces.size(), std::size_t{2});
    QCOMPARE(line.pieces[0].front(), QPointF(0, 2));
    QCOMPARE(line.pieces[1].front(), QPointF(3, -2));
    QCOMPARE(line.not_positive, std::size_t{2});
    QCOMPARE(line.not_finite, std::size_t{1});
  }

  void zeros_among_many_do_not_hide_the_rest() {
    const auto series =
        made_series(QString(), 0, 10000, [](int i) { return i % 3 == 0 ? 0.0 : 1.0 + i % 7; });
    const auto line = decimated(*series, {1, 10000}, 100, true);
    QCOMPARE(line.pieces.size(), std::size_t{1});
    QCOMPARE(line.not_positive, std::size_t{3333});
    for (const auto& point : line.pieces[0]) QVERIFY(point.y() >= 0 && point.y() <= std::log10(7.0) + 1e-12);
  }

  void nothing_and_only_nan() {
    QVERIFY(decimated({}, {0, 1}, 100).pieces.empty());
    QVERIFY(decimated(series_of({nan, nan, nan, nan}), {0, 3}, 1).pieces.empty());
    QCOMPARE(all_points(decimated(series_of({7}), {-1, 1}, 100)), (std::vector<QPointF>{{0, 7}}));
    QVERIFY(decimated(series_of({7, 8}), {1, 1}, 100).pieces.empty());
    QVERIFY(decimated(series_of({7, 8}), {0, 1}, 0).pieces.empty());
  }

  void x_out_of_order_is_drawn_in_order() {
    SampleSeries series;
    for (const double x : {3.0, 1.0, nan, 2.0}) series.append(x, x, x, 10 * x);
    const auto points = all_points(decimated(series, {1, 3}, 100));
    QCOMPARE(points, (std::vector<QPointF>{{1, 10}, {2, 20}, {3, 30}}));
  }

  void index_grows_with_the_series_and_begins_anew_after_clear() {
    SampleSeries series;
    SampleIndex index;
    for (int i = 0; i < 1000; ++i) {
      series.append(i, i, i, ripple(i));
      index.update(series);
    }
    SampleIndex at_once;
    at_once.update(series);
    QCOMPARE(index.extent(series, 3, 997).lowest, at_once.extent(series, 3, 997).lowest);
    QCOMPARE(index.extent(series, 3, 997).highest, at_once.extent(series, 3, 997).highest);
    series.clear();
    for (int i = 0; i < 2000; ++i) series.append(i, i, i, 5);
    index.update(series);
    QCOMPARE(index.size(), std::size_t{2000});
    QCOMPARE(index.extent(series, 0, 2000).highest, std::optional<std::size_t>(0));
  }

  void nearest() {
    const std::vector<double> x = {0, 1, 2, 10};
    QCOMPARE(nearest_sample(x, -5, true), std::optional<std::size_t>(0));
    QCOMPARE(nearest_sample(x, 1.4, true), std::optional<std::size_t>(1));
    QCOMPARE(nearest_sample(x, 1.5, true), std::optional<std::size_t>(1));
    QCOMPARE(nearest_sample(x, 7, true), std::optional<std::size_t>(3));
    QCOMPARE(nearest_sample(x, 99, true), std::optional<std::size_t>(3));
    QCOMPARE(nearest_sample({5, nan, 1}, 0, false), std::optional<std::size_t>(2));
    QCOMPARE(nearest_sample({}, 0, true), std::optional<std::size_t>());
  }
};

}  // namespace accelbench

QTEST_APPLESS_MAIN(accelbench::TestDecimation)
#include "decimation.moc"
