// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QWidget>
#include <map>
#include <string>

#include "ui/session/device_list.h"
#include "ui/session/live_meters.h"

namespace accelbench {

/// A line for each device of this machine: how busy it is, its memory, power and temperature, and why any of
/// it is not measured. Reads while it is in sight.
class MetersStrip : public QWidget {
  Q_OBJECT

 public:
  MetersStrip(LiveMeters& meters, DeviceList& devices, QWidget* parent = nullptr);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  struct Line {
    QLabel* name = nullptr;
    QProgressBar* busy = nullptr;
    QLabel* text = nullptr;
  };
  void show_readings();
  void show_why();
  Line& line_of(const std::string& device);
  Line build_line(const std::string& device);
  void fill(Line& line, const DeviceReading& reading) const;
  const Device* device(const std::string& id) const;
  QStringList reasons_of(const std::string& device) const;

  LiveMeters& meters_;
  DeviceList& devices_;
  QGridLayout* grid_;
  std::map<std::string, Line> lines_;
  QLabel* why_ = nullptr;
  QToolButton* refresh_ = nullptr;
};

}  // namespace accelbench
