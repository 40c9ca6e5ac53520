// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/rewording.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include "ui/theme/language.h"

using namespace accelbench;

namespace {

Rewording to_chinese() {
  return Rewording({{"Panel", "Epoch", "训练轮"},
                    {"Panel", "Epoch %1 of %2", "共 %2 轮中的第 %1 轮"},
                    {"Panel", "%1 of %2", "%1/%2"},
                    {"Panel", "%1: %2", "%1：%2"},
                    {"QGroupBox", "Open", "展开"},
                    {"Other", "Open", "打开"},
                    {"Other", "%1", "%1!"}});
}

}  // namespace

class RewordingTest : public QObject {
  Q_OBJECT

 private slots:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
  void cleanup() { apply_language(QStringLiteral("en")); }
  void figures_stay_where_words_change();
  void what_is_nobodys_words_stays();
  void class_decides_between_equal_words();
  void language_changes_in_widgets_and_back();
  void typed_text_stays();
  void numbers_have_their_plural();
};

void RewordingTest::figures_stay_where_words_change() {
  const Rewording rewording = to_chinese();
  QCOMPARE(rewording.of("Epoch", nullptr), "训练轮");
  // The places change their order; the form with more words wins over “%1 of %2”.
  QCOMPARE(rewording.of("Epoch 7 of 100", nullptr), "共 100 轮中的第 7 轮");
  // What stands in a place is reworded, too, and so are lines and parts of a list.
  QCOMPARE(rewording.of("Epoch: 3 of 4", nullptr), "训练轮：3/4");
  QCOMPARE(rewording.of("Epoch\n1 of 2", nullptr), "训练轮\n1/2");
  QCOMPARE(rewording.of("Epoch · Epoch", nullptr), "训练轮 · 训练轮");
}

void RewordingTest::what_is_nobodys_words_stays() {
  const Rewording rewording = to_chinese();
  for (const char* text : {"", "rings", "0.125", "CPU float32"})
    QCOMPARE(rewording.of(QLatin1String(text), nullptr), QLatin1String(text));
}

void RewordingTest::class_decides_between_equal_words() {
  QGroupBox group;
  auto* label = new QLabel(&group);
  QCOMPARE(to_chinese().of("Open", label), "展开");
}

void RewordingTest::language_changes_in_widgets_and_back() {
  apply_language(QStringLiteral("en"));
  QLabel label(QCoreApplication::translate("accelbench::MainWindow", "Paused after epoch %1").arg(12));
  label.setToolTip(QCoreApplication::translate("accelbench::MainWindow", "&File"));
  QComboBox box;
  box.addItem(QCoreApplication::translate("accelbench::ChartBoard", "epoch"));
  QStandardItemModel table(1, 1);
  table.setItem(0, 0, new QStandardItem(QCoreApplication::translate("accelbench::ChartBoard", "energy")));
  QTableView view;
  view.setModel(&table);
  apply_language(QStringLiteral("zh_CN"));
  QCOMPARE(label.text(), "在第 12 训练轮后暂停");
  QCOMPARE(label.toolTip(), "文件(&F)");
  QCOMPARE(box.itemText(0), "训练轮");
  QCOMPARE(table.item(0, 0)->text(), "能耗");
  QCOMPARE(QLocale().language(), QLocale::Chinese);
  apply_language(QStringLiteral("en"));
  QCOMPARE(label.text(), "Paused after epoch 12");
  QCOMPARE(label.toolTip(), "&File");
  QCOMPARE(box.itemText(0), "epoch");
  QCOMPARE(table.item(0, 0)->text(), "energy");
}

void RewordingTest::typed_text_stays() {
  apply_language(QStringLiteral("en"));
  QLineEdit name(QCoreApplication::translate("accelbench::ChartBoard", "energy"));
  apply_language(QStringLiteral("zh_CN"));
  QCOMPARE(name.text(), "energy");
}

void RewordingTest::numbers_have_their_plural() {
  const auto threads = [](int count) {
    return QCoreApplication::translate("RunFigures", "%1, %n thread(s): %2/s", nullptr, count);
  };
  apply_language(QStringLiteral("en"));
  QCOMPARE(threads(1), "%1, 1 thread: %2/s");
  QCOMPARE(threads(4), "%1, 4 threads: %2/s");
  apply_language(QStringLiteral("zh_CN"));
  QCOMPARE(threads(4), "%1，4 个线程：%2/s");
}

QTEST_MAIN(RewordingTest)
#include "rewording.moc"
