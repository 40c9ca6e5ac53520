// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/board_layout.h"

#include <QtTest>

namespace accelbench {
namespace {

using Side = BoardLayout::Side;

QString shape(const BoardLayout& layout) {
  QStringList rows;
  for (const auto& row : layout.rows()) {
    QStringList cells;
    for (const auto& cell : row.cells) cells << chart_id(cell.chart);
    rows << cells.join(u' ');
  }
  return rows.join(QStringLiteral(" | "));
}

}  // namespace

class TestBoardLayout : public QObject {
  Q_OBJECT

 private slots:
  void every_chart_has_a_name_of_its_own() {
    QSet<QString> names;
    for (int i = 0; i < board_charts; ++i) {
      const auto chart = static_cast<BoardChart>(i);
      names << chart_id(chart);
      QCOMPARE(chart_of(chart_id(chart)), std::optional(chart));
      QVERIFY(!chart_title(chart).isEmpty() && !chart_empty_text(chart).isEmpty());
    }
    QCOMPARE(names.size(), static_cast<int>(board_charts));
    QVERIFY(!chart_of(QStringLiteral("nonsense")));
  }

  void texts_read_back_equal() {
    BoardLayout layout = BoardLayout::standard();
    layout.add(power_chart);
    layout.set_shares(0, 70, {3, 200, 1});
    QCOMPARE(layout.text(), QStringLiteral("loss:3,throughput:200,utilization:1@70;power:100@100"));
    QCOMPARE(BoardLayout::read(layout.text()), std::optional(layout));
  }

  void strange_texts_do_no_harm() {
    QVERIFY(!BoardLayout::read(QString()));
    QVERIFY(!BoardLayout::read(QStringLiteral(";;,@,:@:")));
    QVERIFY(!BoardLayout::read(QStringLiteral("nonsense:1@1")));
    const auto odd = BoardLayout::read(QStringLiteral("loss:-5,loss:7,teapot,power:99999999999@x;loss"));
    QVERIFY(odd);
    QCOMPARE(odd->text(), QStringLiteral("loss:1,power:100@100"));
  }

  void rows_have_three_and_the_last_chart_takes_its_row_along() {
    BoardLayout layout = BoardLayout::standard();
    layout.add(power_chart);
    layout.add(power_chart);
    QCOMPARE(shape(layout), QStringLiteral("loss throughput utilization | power"));
    layout.remove(power_chart);
    layout.remove(throughput_chart);
    QCOMPARE(shape(layout), QStringLiteral("loss utilization"));
  }

  void a_chart_is_put_beside_or_into_a_row_of_its_own() {
    BoardLayout layout = BoardLayout::standard();
    layout.put(utilization_chart, loss_chart, Side::left);
    QCOMPARE(shape(layout), QStringLiteral("utilization loss throughput"));
    layout.put(throughput_chart, loss_chart, Side::below);
    QCOMPARE(shape(layout), QStringLiteral("utilization loss | throughput"));
    layout.put(utilization_chart, throughput_chart, Side::right);
    QCOMPARE(shape(layout), QStringLiteral("loss | throughput utilization"));
    layout.put(loss_chart, loss_chart, Side::left);
    layout.put(loss_chart, power_chart, Side::left);  // not in sight
    QCOMPARE(shape(layout), QStringLiteral("loss | throughput utilization"));
  }

  void neighbours_change_places_and_rows() {
    BoardLayout layout = BoardLayout::standard();
    QVERIFY(!layout.move(loss_chart, Side::left));
    QVERIFY(layout.move(loss_chart, Side::right));
    QCOMPARE(shape(layout), QStringLiteral("throughput loss utilization"));
    QVERIFY(layout.move(loss_chart, Side::above));
    QCOMPARE(shape(layout), QStringLiteral("loss | throughput utilization"));
    QVERIFY(!layout.move(loss_chart, Side::above));
    QVERIFY(layout.move(utilization_chart, Side::above));
    QCOMPARE(shape(layout), QStringLiteral("loss utilization | throughput"));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestBoardLayout)
#include "board_layout.moc"
