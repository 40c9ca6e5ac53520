// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/number_box.h"

#include <QLocale>
#include <QTest>

namespace accelbench {

class NumberBoxes : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }

  void small_numbers_keep_their_digits() {
    NumberBox box(0, 1, NumberBox::Steps::logarithmic);
    for (const double value : {1e-7, 0.001, 0.1, 0.30000000000000004, 1.0}) {
      box.setValue(value);
      QCOMPARE(box.value(), value);
      QCOMPARE(box.valueFromText(box.text()), value);
    }
    box.setValue(1e-7);
    QCOMPARE(box.text(), QStringLiteral("1e-07"));
  }

  void logarithmic_steps_go_through_1_2_5() {
    NumberBox box(0, 10, NumberBox::Steps::logarithmic);
    box.setValue(0.001);
    for (const double next : {0.002, 0.005, 0.01, 0.02}) {
      box.stepUp();
      QCOMPARE(box.value(), next);
    }
    for (const double next : {0.01, 0.005, 0.002, 0.001, 0.0005}) {
      box.stepDown();
      QCOMPARE(box.value(), next);
    }
  }

  void linear_steps_have_no_rounding_tail() {
    NumberBox box(0, 1, NumberBox::Steps::linear);
    for (int i = 0; i < 3; ++i) box.stepUp();
    QCOMPARE(box.text(), QStringLiteral("0.15"));
  }

  void whole_numbers_go_beyond_32_bits() {
    WholeBox box(1, 1e12);
    box.setValue(5e9);
    QCOMPARE(box.value(), 5e9);
  }
};

}  // namespace accelbench

QTEST_MAIN(accelbench::NumberBoxes)
#include "number_box.moc"
