// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QString>

#include "ui/main_window.h"

namespace accelbench {

/// What the command line asks of the window.
struct Errand {
  QString experiment;  ///< file, or a results file; empty: the seed experiment
  bool train = false;
  bool compare = false;
  QString export_folder;  ///< empty: none
  bool quit = false;
};

/// Drives a window by an errand: opens, trains or compares, exports, quits with the exit status of the
/// contract. Results go to stdout, problems to stderr.
class Unattended : public QObject {
  Q_OBJECT

 public:
  Unattended(MainWindow& window, Errand errand, QObject* parent = nullptr);
  /// Call it with the event loop running.
  void begin();

 signals:
  void done(int exit_status);

 private:
  void begin_training();
  void begin_comparison();
  void compare();
  void show_results();
  void after_training();
  void after_comparison();
  void leave(int exit_status);
  int print_outcome() const;
  int print_comparison() const;
  Status export_all() const;
  Status export_charts() const;
  Status export_report_pages() const;
  Status export_comparison() const;
  Status export_report() const;
  void finish(int exit_status);

  MainWindow& window_;
  Errand errand_;
};

}  // namespace accelbench
