// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <QLocale>
#include <QtTest>
#include <limits>

#include "ui/charts/span.h"

namespace accelbench {
namespace {

QStringList labels(const std::vector<Tick>& ticks) {
  QStringList texts;
  for (const auto& tick : ticks) texts << tick.label;
  return texts;
}

QStringList words(const char* text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); }

Span logs(double minimum, double maximum) { return {std::log10(minimum), std::log10(maximum)}; }

}  // namespace

class TestTicks : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }

  void linear() {
    QCOMPARE(labels(linear_ticks({0, 1}, 5)), words("0 0.2 0.4 0.6 0.8 1.0"));
    QCOMPARE(labels(linear_ticks({0, 100}, 4)), words("0 50 100"));
    QCOMPARE(labels(linear_ticks({0, 1'400'000}, 3)), words("0 0.5M 1.0M"));
    QCOMPARE(labels(linear_ticks({0, 20000}, 4)), words("0 5k 10k 15k 20k"));
    QCOMPARE(labels(linear_ticks({0, 1}, 2, 100)), words("0 50 100"));
    QCOMPARE(labels(linear_ticks({-0.3, 0.3}, 3)), words("-0.2 0.0 0.2").replaceInStrings("0.0", "0"));
    QCOMPARE(labels(linear_ticks({0, 0.0004}, 2)), words("0 2e-4 4e-4"));
    QCOMPARE(labels(linear_ticks({0.123456, 0.123458}, 2)), words("0.123456 0.123457 0.123458"));
  }

  void logarithmic_inside_a_decade() {
    QCOMPARE(labels(logarithmic_ticks(logs(0.2, 0.9), 5)).size() >= 2, true);
    QCOMPARE(labels(logarithmic_ticks(logs(0.09, 1.1), 5)), words("0.1 0.2 0.5 1"));
    QCOMPARE(labels(logarithmic_ticks(logs(0.301, 0.329), 3)), words("0.31 0.32"));
  }

  void logarithmic_over_decades() {
    QCOMPARE(labels(logarithmic_ticks(logs(0.001, 10), 5)), words("0.001 0.01 0.1 1 10"));
    QCOMPARE(labels(logarithmic_ticks(logs(1e-7, 1), 4)), words("1e-6 0.0001 0.01 1"));
    QCOMPARE(logarithmic_ticks(logs(0.1, 1), 8).front().at, -1.0);
  }

  void never_more_than_asked_for_and_never_endless() {
    for (const double size : {1e-300, 1e-9, 0.1, 1.0, 3.7, 1e9, 1e300})
      for (const int most : {1, 2, 5, 12}) {
        QVERIFY(linear_ticks({0, size}, most).size() <= static_cast<std::size_t>(most) + 1);
        QVERIFY(round_step(size, most) * most >= size * (1 - 1e-6));
      }
    QCOMPARE(round_step(0, 5), 1.0);
    QCOMPARE(round_step(std::numeric_limits<double>::infinity(), 5), 1.0);
    QVERIFY(logarithmic_ticks({-300, 300}, 6).size() <= 7);
  }

  void numbers() {
    QCOMPARE(short_number(0.123456), QStringLiteral("0.1235"));
    QCOMPARE(short_number(1'369'000), QStringLiteral("1.369M"));
    QCOMPARE(short_number(5000), QStringLiteral("5000"));
    QCOMPARE(short_number(0), QStringLiteral("0"));
    QCOMPARE(short_number(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("NaN"));
    QCOMPARE(short_number(-std::numeric_limits<double>::infinity()), QStringLiteral("−∞"));
  }

  void zoom_keeps_the_point_under_the_cursor() {
    const Span span = zoomed({0, 100}, 25, 0.5);
    QCOMPARE(span, (Span{12.5, 62.5}));
  }

  void zoom_stays_within_limits() {
    QCOMPARE(kept_within({-10, 40}, {0, 100}), (Span{0, 50}));
    QCOMPARE(kept_within({80, 130}, {0, 100}), (Span{50, 100}));
    QCOMPARE(kept_within({-500, 500}, {0, 100}), (Span{0, 100}));
    QVERIFY(kept_within({50, 50}, {0, 100}).size() > 0);
  }

  void single_value_gets_room() {
    QCOMPARE(opened({0, 0}), (Span{-0.5, 0.5}));
    QCOMPARE(opened({10, 10}), (Span{9, 11}));
    QCOMPARE(opened({1, 2}), (Span{1, 2}));
  }
};

}  // namespace accelbench

QTEST_APPLESS_MAIN(accelbench::TestTicks)
#include "ticks.moc"
