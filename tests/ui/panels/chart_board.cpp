// SPDX-License-Identifier: GPL-3.0-or-later
// The board as a person arranges it: dragged by titles, and as it was after the next start.
#include "ui/panels/chart_board.h"

#include <QLabel>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

namespace accelbench {
namespace {

QString shape(const ChartBoard& board) {
  QStringList rows;
  for (const auto& row : board.arrangement().rows()) {
    QStringList cells;
    for (const auto& cell : row.cells) cells << chart_id(cell.chart);
    rows << cells.join(u' ');
  }
  return rows.join(QStringLiteral(" | "));
}

/// Moves a chart by its title to a place of another, in shares of that one's size.
void drag(ChartBoard& board, BoardChart from, BoardChart to, double x, double y) {
  QWidget* handle = board.chart(from)->findChild<QLabel*>();
  QVERIFY(handle != nullptr);
  const QWidget& target = *board.chart(to);
  const QPoint end = target.mapTo(
      &board, QPoint(static_cast<int>(x * target.width()), static_cast<int>(y * target.height())));
  const QPoint start = handle->rect().center(), goal = handle->mapFrom(&board, end);
  QTest::mousePress(handle, Qt::LeftButton, {}, start);
  QMouseEvent move(QEvent::MouseMove, goal, handle->mapToGlobal(goal), Qt::NoButton, Qt::LeftButton, {});
  QCoreApplication::sendEvent(handle, &move);
  QTest::mouseRelease(handle, Qt::LeftButton, {}, goal);
  QCoreApplication::processEvents();
}

}  // namespace

class TestChartBoard : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
  }

  void charts_are_dragged_by_their_titles() {
    ChartBoard board;
    board.resize(1200, 600);
    board.show();
    QVERIFY(QTest::qWaitForWindowExposed(&board));
    QCOMPARE(shape(board), QStringLiteral("loss throughput utilization"));
    drag(board, ChartBoard::loss, ChartBoard::utilization, 0.95, 0.5);
    QCOMPARE(shape(board), QStringLiteral("throughput utilization loss"));
    drag(board, ChartBoard::throughput, ChartBoard::loss, 0.5, 0.9);
    QCOMPARE(shape(board), QStringLiteral("utilization loss | throughput"));
    drag(board, ChartBoard::throughput, ChartBoard::throughput, 0.9, 0.9);  // onto itself
    QCOMPARE(shape(board), QStringLiteral("utilization loss | throughput"));
  }

  void a_click_on_a_title_moves_nothing() {
    ChartBoard board;
    board.resize(1200, 600);
    board.show();
    QVERIFY(QTest::qWaitForWindowExposed(&board));
    QTest::mouseClick(board.chart(ChartBoard::loss)->findChild<QLabel*>(), Qt::LeftButton);
    QCOMPARE(shape(board), QStringLiteral("loss throughput utilization"));
  }

  void the_next_board_stands_as_this_one_did() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    BoardLayout chosen = BoardLayout::standard();
    chosen.put(utilization_chart, loss_chart, BoardLayout::Side::above);
    chosen.add(power_chart);
    {
      ChartBoard board;
      board.arrange(chosen);
      board.set_x(ChartX::time);
      QSettings settings(file, QSettings::IniFormat);
      board.remember(settings);
    }
    ChartBoard next;
    next.restore(QSettings(file, QSettings::IniFormat));
    QCOMPARE(shape(next), QStringLiteral("utilization | loss throughput power"));
    QSettings again(folder.filePath(QStringLiteral("again.ini")), QSettings::IniFormat);
    next.remember(again);
    QCOMPARE(again.allKeys(), QSettings(file, QSettings::IniFormat).allKeys());
    for (const QString& key : again.allKeys())
      QCOMPARE(again.value(key), QSettings(file, QSettings::IniFormat).value(key));
  }

  void what_is_not_understood_is_left_as_it_is() {
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    ChartBoard board;
    board.remember(settings);
    for (const QString& key : settings.allKeys()) settings.setValue(key, QStringLiteral("-7,nonsense;@@"));
    board.restore(settings);
    QCOMPARE(shape(board), QStringLiteral("loss throughput utilization"));
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::TestChartBoard)
#include "chart_board.moc"
