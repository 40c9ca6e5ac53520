// SPDX-License-Identifier: GPL-3.0-or-later
// Joules from readings of power: areas that a person can compute.
#include <QTest>

#include "ui/session/run_curves.h"

namespace accelbench {

class Energy : public QObject {
  Q_OBJECT

 private slots:
  void nobody_told_of_power() { QVERIFY(std::isnan(EnergyTrace().joules_at(1))); }

  void power_lies_on_straight_lines_between_readings() {
    EnergyTrace trace;
    trace.add("gpu", 1, 100);
    trace.add("gpu", 3, 200);
    QCOMPARE(trace.joules_at(0.5), 50.0);  // before the first reading as in it
    QCOMPARE(trace.joules_at(1), 100.0);
    QCOMPARE(trace.joules_at(2), 100.0 + 125.0);  // from 100 to 150 W
    QCOMPARE(trace.joules_at(3), 100.0 + 300.0);
    QCOMPARE(trace.joules_at(5), 400.0 + 2 * 200.0);  // after the last one as in it
  }

  void devices_add_up() {
    EnergyTrace trace;
    trace.add("cuda:0", 1, 100);
    trace.add("cuda:1", 2, 50);
    QCOMPARE(trace.joules_at(4), 400.0 + 200.0);
    trace.clear();
    QVERIFY(std::isnan(trace.joules_at(4)));
  }

  void two_readings_at_once_do_not_divide_by_nothing() {
    EnergyTrace trace;
    trace.add("gpu", 1, 100);
    trace.add("gpu", 1, 300);
    QCOMPARE(trace.joules_at(2), 100.0 + 300.0);
  }
};

}  // namespace accelbench

QTEST_GUILESS_MAIN(accelbench::Energy)
#include "energy.moc"
