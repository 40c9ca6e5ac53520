// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include "ui/panels/meters_strip.h"

namespace accelbench {

namespace {

/// A machine with a processor and a GPU; it notes when it is started and when its input ends.
const char* const stand_in_meters = R"sh(#!/bin/sh
here=$(dirname "$0")
case "$1 $2" in
"devices --json") echo '{"devices": [{"id": "cpu", "engine": "cpu", "name": "Stand-in", "usable": true,
  "reason": "", "memory_bytes": 17179869184}]}' ;;
"devices --watch")
  echo "$3" >> "$here/started"
  echo '{"event":"message","run":"","seq":0,"t_s":0,"level":"info","text":"cpu power: no counter may be read"}'
  echo '{"event":"device","run":"","seq":1,"t_s":0,"device":"cpu","utilization":0.5,"utilization_kind":"busy","memory_bytes":8589934592,"power_w":null,"temperature_c":61.2,"clock_mhz":null}'
  echo '{"event":"device","run":"","seq":2,"t_s":0,"device":"cuda:0","utilization":0.25,"utilization_kind":"kernels","memory_bytes":1073741824,"power_w":300.4,"temperature_c":55,"clock_mhz":1980}'
  echo 'this is no event'
  cat > /dev/null
  echo ended >> "$here/ended" ;;
esac
)sh";

}  // namespace

/// Live meters of the devices.
class Meters : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void init() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
    folder_ = std::make_unique<QTemporaryDir>();
    QFile file(folder_->filePath(QStringLiteral("accelbench-cli")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(stand_in_meters);
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    devices_ = std::make_unique<DeviceList>();
    meters_ = std::make_unique<LiveMeters>();
    strip_ = std::make_unique<MetersStrip>(*meters_, *devices_);
    strip_->resize(420, 120);
    strip_->show();
    QVERIFY(QTest::qWaitForWindowExposed(strip_.get()));
    devices_->ask(file.fileName().toStdString());
    QTRY_COMPARE(meters_->readings().size(), std::size_t{2});
  }

  void cleanup() {
    strip_.reset();
    meters_.reset();
    devices_.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void each_device_has_a_line_with_what_was_measured() {
    const auto* busy = strip_->findChild<QProgressBar*>(QStringLiteral("meter_cpu"));
    QCOMPARE(busy->value(), 500);
    const QString cpu = text("cpu");
    QVERIFY2(cpu.contains(QStringLiteral("8.0 GiB of 16.0 GiB")) ||
                 cpu.contains(QStringLiteral("8 GiB of 16 GiB")),
             qPrintable(cpu));
    QVERIFY2(cpu.contains(QStringLiteral("61")) && !cpu.contains(u'W'), qPrintable(cpu));
    const QString gpu = text("cuda:0");
    QVERIFY2(gpu.contains(QStringLiteral("25")) && gpu.contains(QStringLiteral("300")), qPrintable(gpu));
  }

  void what_is_not_measured_says_why() {
    const auto* why = strip_->findChild<QLabel*>(QStringLiteral("meters_why"));
    QCOMPARE(why->toolTip(), QStringLiteral("cpu power: no counter may be read"));
    QVERIFY(strip_->findChild<QLabel*>(QStringLiteral("meter_text_cpu"))
                ->toolTip()
                .contains(QStringLiteral("power: no counter may be read")));
  }

  void nothing_is_read_out_of_sight() {
    strip_->hide();
    QVERIFY(!meters_->running());
    QTRY_VERIFY(QFile::exists(folder_->filePath(QStringLiteral("ended"))));
    strip_->show();
    QTRY_VERIFY(meters_->running());
  }

  void refresh_looks_again() {
    const int before = starts();
    QTest::mouseClick(strip_->findChild<QToolButton*>(QStringLiteral("meters_refresh")), Qt::LeftButton);
    QTRY_VERIFY(starts() > before);
  }

  void a_child_that_dies_is_told() {
    LiveMeters alone;
    alone.set_program("/bin/false");
    alone.set_wanted(true);
    QTRY_VERIFY(alone.problem().contains(QStringLiteral("ended with 1")));
    alone.take("{\"event\":\"device\",\"run\":\"\"");  // half a line, and no newline ever
    QVERIFY(alone.readings().empty());
  }

 private:
  QString text(const char* device) const {
    return strip_->findChild<QLabel*>(QStringLiteral("meter_text_") + QString::fromUtf8(device))->text();
  }
  int starts() const {
    QFile file(folder_->filePath(QStringLiteral("started")));
    return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count('\n')) : 0;
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<DeviceList> devices_;
  std::unique_ptr<LiveMeters> meters_;
  std::unique_ptr<MetersStrip> strip_;
};

}  // namespace accelbench

QTEST_MAIN(accelbench::Meters)
#include "meters.moc"
