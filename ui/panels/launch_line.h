// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

#include "ui/session/launch_look.h"

namespace accelbench {

/// The command that starts the ranks of an accelerator: a line to read, and to copy.
class LaunchLine : public QWidget {
  Q_OBJECT

 public:
  explicit LaunchLine(QWidget* parent = nullptr);
  LaunchLook& look() { return look_; }

 private:
  void show_found();
  void show_files();

  LaunchLook look_;
  QLineEdit* line_;
  QToolButton *copy_, *files_;
  QLabel* note_;
};

}  // namespace accelbench
