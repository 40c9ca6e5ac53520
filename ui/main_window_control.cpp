// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"
#include "ui/panels/action_icons.h"

// Pause, one epoch, checkpoint and learning rate of the training that runs.
namespace accelbench {

namespace {

using State = TrainingController::State;
using Pace = TrainingController::Pace;
const QString topic = QStringLiteral("control");
constexpr int answer_ms = 2000;  // what a run says so soon after a command is taken for its answer

/// "Pause (F6)": what an action does, with its key.
void explain(QAction& action, const QString& what) {
  action.setToolTip(
      QStringLiteral("%1 (%2)").arg(what, action.shortcut().toString(QKeySequence::NativeText)));
}

}  // namespace

void MainWindow::build_control_actions(QMenu* menu) {
  pause_ = add_action(menu, tr("&Pause"), QKeySequence(Qt::Key_F6), [this] { pause_or_go_on(); });
  one_epoch_ = add_action(menu, tr("&One epoch"), QKeySequence(Qt::Key_F7), [this] { step_epoch(); });
  checkpoint_ =
      add_action(menu, tr("&Checkpoint now"), QKeySequence(Qt::Key_F8), [this] { keep_checkpoint(); });
  pause_->setObjectName(QStringLiteral("pause"));
  one_epoch_->setObjectName(QStringLiteral("one_epoch"));
  checkpoint_->setObjectName(QStringLiteral("checkpoint"));
  pause_->setIcon(action_icon(ActionShape::pause));
  one_epoch_->setIcon(action_icon(ActionShape::one_epoch));
  checkpoint_->setIcon(action_icon(ActionShape::save));
}

void MainWindow::pause_or_go_on() {
  if (comparison_.state() == State::running)
    return comparison_.pauses() ? comparison_.go_on() : comparison_.pause();
  asked_.invalidate();
  pauses() ? controller_.go_on() : controller_.pause();
}

void MainWindow::step_epoch() {
  asked_.invalidate();
  controller_.step_epoch();
}

void MainWindow::keep_checkpoint() {
  expect_answer();
  controller_.checkpoint();
}

void MainWindow::set_learning_rate(double learning_rate) {
  expect_answer();
  const Status done = controller_.set_learning_rate(learning_rate);
  if (done)
    board_.set_learning_rate(learning_rate);
  else
    messages_->show_message(topic, MessageBar::Level::error, QString::fromStdString(to_string(done.error())));
  tick();
}

void MainWindow::expect_answer() {
  messages_->clear(topic);
  asked_.start();
}

/// What the engine answers to a command stands in the bar as well as in the log.
void MainWindow::show_answer(const RunBoard::Message& message) {
  if (!asked_.isValid() || asked_.elapsed() > answer_ms || message.run.isEmpty()) return;
  const bool good = message.level == QStringLiteral("info");
  messages_->show_message(topic, good ? MessageBar::Level::information : MessageBar::Level::warning,
                          QStringLiteral("%1: %2").arg(message.run, message.text));
}

bool MainWindow::pauses() const {
  if (comparison_.state() == State::running) return comparison_.pauses();
  return controller_.pace() == Pace::pausing || controller_.pace() == Pace::paused;
}

void MainWindow::show_pace() {
  board_.set_paused(controller_.pace() == Pace::paused);
  status_->set_clock_going(controller_.pace() != Pace::paused);
  show_controls();
  if (controller_.state() == State::running) tick();
}

/// Enabled is what the runs take at this moment.
void MainWindow::show_controls() {
  const bool running = controller_.state() == State::running;
  auto taken = [&](RunCommandKind command) { return running && board_.first_that_takes(command) != nullptr; };
  pause_->setText(pauses() ? tr("&Continue") : tr("&Pause"));
  pause_->setIcon(action_icon(pauses() ? ActionShape::train : ActionShape::pause));
  const bool compares = comparison_.state() == State::running;
  const QString go_on = compares ? tr("Go on with the next run") : tr("Go on with the training");
  const QString rest = compares ? tr("Rest after the run that goes; its figures are not touched")
                                : tr("Train no further, keep everything");
  explain(*pause_, pauses() ? go_on : rest);
  pause_->setEnabled(compares || taken(RunCommandKind::pause) || (running && pauses()));
  one_epoch_->setEnabled(taken(RunCommandKind::step_epoch) && controller_.pace() != Pace::one_epoch);
  explain(*one_epoch_, tr("Train to the end of an epoch, then pause"));
  checkpoint_->setEnabled(taken(RunCommandKind::checkpoint) && keeps_checkpoints_);
  explain(*checkpoint_, keeps_checkpoints_
                            ? tr("Write a checkpoint now, beside the results")
                            : tr("Checkpoints stand beside the results of a recorded training"));
  show_rate();
}

void MainWindow::show_rate() {
  const RunRow* row = controller_.state() == State::running
                          ? board_.first_that_takes(RunCommandKind::set_learning_rate)
                          : nullptr;
  if (row == nullptr)
    return controls_->show_rate({{}, false, false, tr("The learning rate, while a training runs")});
  QString why = tr("Enter uses another learning rate from now on. The run is then marked and not compared.");
  if (row->identity.scheduled) why += tr(" The schedule sets it again in the next epoch.");
  controls_->show_rate({row->learning_rate(), row->changed_by_hand, true, why});
}

/// What the status says of the run that goes.
QString MainWindow::doing_text(const RunRow& row) const {
  const auto told = row.last_epoch ? row.last_epoch->epoch : 0;
  const bool within = row.steps_per_epoch > 0 && row.step > static_cast<double>(told * row.steps_per_epoch);
  switch (controller_.pace()) {
    case Pace::pausing:
      return tr("Pausing…");
    case Pace::one_epoch:
      return tr("One epoch of %1").arg(row.identity.label);
    case Pace::paused:
      if (row.phase == Phase::measure) return tr("Paused while measuring");
      if (board_.together()) return tr("Paused");
      return within ? tr("Paused in epoch %1").arg(told + 1) : tr("Paused after epoch %1").arg(told);
    case Pace::going:
      break;
  }
  return tr("Training %1").arg(row.identity.label);
}

}  // namespace accelbench
