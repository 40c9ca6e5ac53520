// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QLabel>
#include <QtTest>

#include "tests/ui/charts/synthetic_series.h"
#include "ui/charts/line_chart.h"

namespace accelbench {

class TestLegend : public QObject {
  Q_OBJECT

 private:
  static QString texts(const LineChart& chart) {
    QStringList all;
    for (const auto* label : chart.findChildren<QLabel*>()) all << label->text();
    return all.join(u'|');
  }

  /// Loss and validation of one run.
  static void show_two_lines(LineChart& chart) {
    const auto loss = made_series(QStringLiteral("one"), 0, 100, [](int i) { return 1.0 / i; });
    const auto validation = made_series(QStringLiteral("one, validation"), 1, 100, [](int) { return 5.0; });
    validation->style.dashed = true;
    validation->style.stands_with = QStringLiteral("one");
    chart.set_title(QStringLiteral("Loss"));
    chart.set_y({}, QStringLiteral("mse"));
    chart.set_dashed_meaning(QStringLiteral("validation"));
    chart.set_series({loss, validation});
    chart.show();
  }

 private slots:
  void a_line_that_stands_with_another_shares_its_entry() {
    LineChart chart;
    show_two_lines(chart);
    QList<QAbstractButton*> entries;
    for (auto* button : chart.findChildren<QAbstractButton*>())
      if (button->isCheckable()) entries << button;
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries[0]->text(), QStringLiteral("one"));
    entries[0]->click();
    QVERIFY(chart.series_hidden(QStringLiteral("one")));
    QCOMPARE(chart.visible_y(), (std::pair<double, double>(0, 1)));  // nothing is drawn: the empty axis
    entries[0]->click();
    QVERIFY(chart.visible_y().second >= 5);  // the validation line is back, too
  }

  void a_double_click_shows_one_alone_and_another_all() {
    LineChart chart;
    std::vector<std::shared_ptr<const SampleSeries>> lines;
    for (const char* name : {"a", "b", "c"})
      lines.push_back(made_series(QLatin1String(name), 0, 10, [](int i) { return 1.0 * i; }));
    chart.set_series(lines);
    chart.show();
    const auto hidden = [&] {
      QString all;
      for (const char* name : {"a", "b", "c"}) all += chart.series_hidden(QLatin1String(name)) ? u'-' : u'+';
      return all;
    };
    QAbstractButton* entry = nullptr;
    for (auto* button : chart.findChildren<QAbstractButton*>())
      if (button->text() == QStringLiteral("b")) entry = button;
    QVERIFY(entry);
    QTest::mouseClick(entry, Qt::LeftButton);  // the first click of a double click hides
    QTest::mouseDClick(entry, Qt::LeftButton);
    QCOMPARE(hidden(), QStringLiteral("-+-"));
    QTest::mouseClick(entry, Qt::LeftButton);
    QTest::mouseDClick(entry, Qt::LeftButton);
    QCOMPARE(hidden(), QStringLiteral("+++"));
    QTest::keyClick(entry, Qt::Key_Return);
    QCOMPARE(hidden(), QStringLiteral("-+-"));
  }

  void dashes_are_told_beside_the_title_while_they_are_shown() {
    LineChart chart;
    show_two_lines(chart);
    QVERIFY2(texts(chart).contains(QStringLiteral("— mse · dashed: validation")), qPrintable(texts(chart)));
    chart.set_series_hidden(QStringLiteral("one"), true);
    QVERIFY(!texts(chart).contains(QStringLiteral("dashed")));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestLegend)
#include "legend.moc"
