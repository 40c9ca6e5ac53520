// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "ui/session/device_list.h"
#include "ui/session/engine_installer.h"

namespace accelbench {

/// Inside the page: that an engine is not there, what it would take, how far it came, and how it ended.
class InstallSheet : public QFrame {
  Q_OBJECT

 public:
  InstallSheet(EngineInstaller& installer, DeviceList& devices, QWidget* parent = nullptr);

  /// Offers to install an engine that cannot be used; an empty name takes the offer away.
  void offer(const QString& engine);
  /// Asks right away what it would take.
  void ask(const QString& engine);

 private:
  void build();
  void show_state();
  void show_offer();
  void show_words(const QString& text, const QString& yes, const QString& no);
  void show_progress();
  QString question() const;
  void say_yes();
  void say_no();

  EngineInstaller& installer_;
  DeviceList& devices_;
  QString offered_;
  QLabel *text_ = nullptr, *line_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QPushButton *yes_ = nullptr, *no_ = nullptr;
};

}  // namespace accelbench
