// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QWidget>
#include <optional>

#include "ui/session/training_controller.h"

namespace accelbench {

/// Right end of the toolbar: what is going on, how far, since when, until when.
class StatusStrip : public QWidget {
  Q_OBJECT

 public:
  explicit StatusStrip(QWidget* parent = nullptr);

  void show_state(TrainingController::State state, const QString& idle_text);
  /// Called at every tick while training. `progress` 0 … 1.
  void show_progress(double progress, const QString& doing, std::optional<double> eta_s);
  /// Pauses are no time of the training.
  void set_clock_going(bool going);
  double elapsed_s() const;
  QString text() const { return state_->text(); }

 private:
  void set_text(const QString& text);

  QLabel* state_;
  QProgressBar* bar_;
  QLabel* times_;
  QElapsedTimer since_;   // the start, or the end of the last pause; invalid in a pause
  qint64 before_ms_ = 0;  // up to then
  TrainingController::State shown_ = TrainingController::State::idle;
};

}  // namespace accelbench
