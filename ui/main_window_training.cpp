// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <algorithm>

#include "core/run/checkpoint_folder.h"
#include "ui/main_window.h"
#include "ui/models/accelerator_colors.h"
#include "ui/models/format.h"
#include "ui/models/identities.h"
#include "ui/session/kept_weights.h"
#include "ui/session/recorded_training.h"

// Train, Stop, and what is shown meanwhile.
namespace accelbench {

namespace {

using State = TrainingController::State;
const QString topic = QStringLiteral("training");
constexpr int fingerprint_digits = 12;

QString name_of_run(const RunSummary& run) {
  const QString id = QString::fromStdString(run.accelerator);
  return run.variant.empty() ? id
                             : QStringLiteral("%1 (%2)").arg(id, QString::fromStdString(run.variant.name));
}

LogLevel log_level_of(RunStatus status) {
  if (status == RunStatus::completed || status == RunStatus::stopped) return LogLevel::information;
  return status == RunStatus::unavailable ? LogLevel::warning : LogLevel::error;
}

QString status_name(RunStatus status) { return QString::fromUtf8(name_of(status)); }

}  // namespace

bool MainWindow::train() {
  if (!ready_to_run()) return false;
  std::vector<std::string> chosen = accelerators_.chosen();
  TrainingJob job = make_job(std::move(chosen));
  results_file_ = job.results_file;
  keeps_checkpoints_ = !job.request.checkpoints.empty();
  asked_.invalidate();
  messages_->clear(QStringLiteral("control"));
  const auto rows = rows_of(job.request);
  if (!rows) {
    messages_->show_message(topic, MessageBar::Level::error, QString::fromStdString(to_string(rows.error())));
    return false;
  }
  why_not_kept_ = keep_weights(job, *rows, probe_.shape() && *probe_.shape() ? (*probe_.shape())->features : 0);
  trained_roots_ = job.request.roots;
  begin_board(job.request, *rows);
  if (!why_not_kept_.isEmpty()) runs_->add_log(LogLevel::warning, {}, why_not_kept_);
  std::vector<AcceleratorSpec> trained;
  for (const TrainingRow& row : rows->rows) trained.push_back(row.accelerator);
  controller_.start(std::move(job));
  weights_.follow(controller_.weights(), trained);
  return true;
}

/// Nothing runs, the experiment has no problems, and there is something to run it on; else the bar says why
/// not.
bool MainWindow::ready_to_run() {
  if (busy()) return false;
  commit_pending_edits();
  messages_->clear(topic);
  if (!document_.problems().empty()) {
    const Error& first = document_.problems().front();
    messages_->show_message(
        topic, MessageBar::Level::error,
        tr("The experiment cannot be trained yet. %1").arg(QString::fromStdString(to_string(first))));
    return false;
  }
  if (!accelerators_.chosen().empty()) return true;
  messages_->show_message(topic, MessageBar::Level::warning,
                          tr("No usable accelerator is ticked. Tick one on the left, below Accelerators."));
  return false;
}

TrainingJob MainWindow::make_job(std::vector<std::string> chosen) const {
  TrainingJob job;
  job.request.experiment = with_colors(document_.experiment(), document_.experiment());
  job.request.roots = document_.roots();
  job.request.accelerators = std::move(chosen);
  job.request.measure_s = document_.experiment().comparison.measure_s;
  job.request.together = together_->isChecked();
  job.request.program = find_child_program();
  if (recording_) job.results_file = free_results_file(results_stem(document_.display_name()));
  if (recording_) job.request.checkpoints = checkpoints_beside(job.results_file);
  return job;
}

void MainWindow::begin_board(const TrainingRequest& request, const TrainingRows& rows) {
  const Experiment& experiment = request.experiment;
  trained_name_ = QString::fromStdString(experiment.name);
  trained_ = experiment;
  in_sight_ = experiment;
  AcceleratorColors::shared().bind(experiment.accelerators);
  board_.begin(identities_of(experiment, rows, known_samples()), request.together);
  runs_model_.begin(experiment);
  charts_->show_runs(board_, experiment);
  runs_->show_training();
  compared_last_ = false;
  show_sources();
  QString note = accuracy_note(experiment);
  if (request.together)
    note = tr("All at once: the rows share the cores, so their figures are not compared. ") + note;
  runs_->set_note(note.trimmed());
}

void MainWindow::stop() {
  controller_.stop();
  comparison_.stop();
}

void MainWindow::add_to_log(const RunBoard::Message& message) {
  const QString who = message.run.isEmpty() ? QString() : message.run + QStringLiteral(": ");
  runs_->add_log(log_level(message.level), message.run, message.text);
  if (message.level == QStringLiteral("error"))
    messages_->show_message(topic, MessageBar::Level::error, who + message.text);
}

void MainWindow::tick() {
  if (comparison_.state() != State::idle) return tick_comparison();
  for (const RunBoard::Message& message : board_.apply(controller_.feed().take())) {
    add_to_log(message);
    if (message.level != QStringLiteral("error")) show_answer(message);
  }
  weights_.tick();
  controller_.look_at_pace();
  board_.set_paused(controller_.pace() == TrainingController::Pace::paused);
  runs_model_.refresh();
  charts_->refresh();
  const auto& rows = board_.rows();
  const auto running = std::ranges::find(rows, RunRow::State::running, &RunRow::state);
  const QString doing = running == rows.end() ? QString() : doing_text(*running);
  status_->show_progress(board_.progress(), doing, board_.eta_s());
  show_controls();
}

void MainWindow::show_controller_state() {
  show_running();
  if (busy()) return ticker_.start();
  ticker_.stop();
  if (!controller_.outcome()) return;
  tick();
  show_outcome();
  show_weights();
  emit training_ended();
  if (closing_) close();
}

/// What may be pressed, and what the status says of it.
void MainWindow::show_running() {
  const State state = comparison_.state() != State::idle ? comparison_.state() : controller_.state();
  train_->setEnabled(!busy());
  compare_->setEnabled(!busy() && comparison_.can_compare());
  stop_->setEnabled(state == State::running);
  show_controls();
  history_page_->set_busy(busy());
  if (!busy() && history_page_->isVisible()) history_.refresh();
  status_->show_state(state, idle_text());
  evaluate_page_->set_hindrance(
      busy() ? tr("Evaluated when nothing runs: it would share the processors.") : QString());
  show_before();
}

QString MainWindow::idle_text() const {
  if (compared_last_) return idle_comparison_text();
  const auto& outcome = controller_.outcome();
  if (!outcome) return tr("Ready");
  if (!*outcome) return tr("Not trained");
  const auto completed = std::ranges::count((*outcome)->runs, RunStatus::completed, &RunSummary::status);
  return tr("%1 of %2 runs completed").arg(completed).arg((*outcome)->runs.size());
}

void MainWindow::show_outcome() {
  const auto& outcome = *controller_.outcome();
  if (!outcome) {
    messages_->show_message(topic, MessageBar::Level::error,
                            QString::fromStdString(to_string(outcome.error())));
    runs_->add_log(LogLevel::error, {}, QString::fromStdString(to_string(outcome.error())));
    return;
  }
  machine_ = outcome->machine;
  if (may_have_lost_a_device(outcome->runs)) devices_.refresh();
  weights_.tick();
  speed_.note(trained_, outcome->runs);
  for (const RunRow& row : board_.rows())
    if (row.idle_by_design())
      runs_->add_log_line(tr("%1 used %2 of the processors asked for. %3")
                              .arg(row.identity.label, share_text(row.utilization), idle_threads_text()));
  charts_->set_provenance(provenance());
  for (const RunSummary& run : outcome->runs) {
    const QString reason = QString::fromStdString(run.reason);
    const QString name = name_of_run(run);
    runs_->add_log(log_level_of(run.status), {}, tr("%1: %2 %3").arg(name, status_name(run.status), reason));
    if (run.status == RunStatus::completed || run.status == RunStatus::stopped) continue;
    messages_->show_message(topic, MessageBar::Level::error,
                            tr("%1 %2: %3").arg(name, status_name(run.status), reason));
  }
}

/// Experiment, fingerprint, machine and date: what a picture needs so that it can be believed later.
QString MainWindow::provenance() const {
  const auto& outcome = controller_.outcome();
  if (!outcome || !*outcome) return {};
  QString fingerprint = QString::fromStdString((*outcome)->fingerprint).left(fingerprint_digits);
  if (fingerprint.isEmpty()) fingerprint = tr("of each variant its own");
  return provenance_of(trained_name_, fingerprint, machine_,
                       QDateTime::currentDateTime().toString(Qt::ISODate));
}

}  // namespace accelbench
