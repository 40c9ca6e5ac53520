// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPushButton>
#include <QTextBrowser>
#include <QWidget>

#include "ui/session/device_list.h"

namespace accelbench {

/// What the program is made of and what it runs on: versions, machine, devices with reasons, licences.
class AboutPage : public QWidget {
  Q_OBJECT

 public:
  explicit AboutPage(DeviceList& devices, QWidget* parent = nullptr);

 signals:
  void close_asked();
  void copy_asked();  ///< diagnostics, into the clipboard

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* build_buttons();
  void show_facts();
  void show_licence();

  DeviceList& devices_;
  Machine machine_;
  QTextBrowser* text_ = nullptr;
  QPushButton* licence_button_ = nullptr;
};

}  // namespace accelbench
