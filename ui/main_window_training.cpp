// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <set>

#include "core/experiment/yaml.h"
#include "core/run/checkpoint_folder.h"
#include "core/run/schedule.h"
#include "ui/main_window.h"
#include "ui/models/format.h"
#include "ui/session/recorded_training.h"

// Train, Stop, and what is shown meanwhile.
namespace accelbench {

namespace {

using State = TrainingController::State;
const QString topic = QStringLiteral("training");
constexpr int fingerprint_digits = 12;

/// A file name from an experiment's name.
std::string stem_of(const ExperimentDocument& document) {
  QString stem = document.display_name();
  stem.remove(QRegularExpression(QStringLiteral("\\.accel\\.ya?ml$|\\.ya?ml$")));
  stem.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
  return stem.isEmpty() ? "experiment" : stem.left(64).toLower().toStdString();
}

/// Two accelerators of the same settings are told apart by their ids.
QString unlike_others(const QString& label, const std::string& id, std::set<QString>& taken) {
  if (taken.insert(label).second) return label;
  return QStringLiteral("%1 (%2)").arg(label, QString::fromStdString(id));
}

double first_rate(const TrainingSpec& training) {
  const double base = training.optimizer.learning_rate;
  return training.schedule ? scheduled_rate(*training.schedule, base, training.epochs, 0) : base;
}

/// The place in the list of accelerators, which gives a row its colour.
std::size_t position_of(const Experiment& experiment, const TrainingRow& row) {
  const auto found = std::ranges::find(experiment.accelerators, row.accelerator.id, &AcceleratorSpec::id);
  return static_cast<std::size_t>(found - experiment.accelerators.begin());
}

QString name_of_run(const RunSummary& run) {
  const QString id = QString::fromStdString(run.accelerator);
  return run.variant.empty() ? id
                             : QStringLiteral("%1 (%2)").arg(id, QString::fromStdString(run.variant.name));
}

QString status_name(RunStatus status) { return QString::fromUtf8(name_of(status)); }

}  // namespace

bool MainWindow::train() {
  if (controller_.state() != State::idle) return false;
  commit_pending_edits();
  messages_->clear(topic);
  if (!document_.problems().empty()) {
    const Error& first = document_.problems().front();
    messages_->show_message(
        topic, MessageBar::Level::error,
        tr("The experiment cannot be trained yet. %1").arg(QString::fromStdString(to_string(first))));
    return false;
  }
  std::vector<std::string> chosen = accelerators_.chosen();
  if (chosen.empty()) {
    messages_->show_message(topic, MessageBar::Level::warning,
                            tr("No usable accelerator is ticked. Tick one on the left, below Accelerators."));
    return false;
  }
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
  begin_board(job.request, *rows);
  controller_.start(std::move(job));
  return true;
}

TrainingJob MainWindow::make_job(std::vector<std::string> chosen) const {
  TrainingJob job;
  job.request.experiment = document_.experiment();
  job.request.roots = document_.roots();
  job.request.accelerators = std::move(chosen);
  job.request.measure_s = document_.experiment().comparison.measure_s;
  job.request.together = together_->isChecked();
  job.request.program = find_child_program();
  if (recording_) job.results_file = free_results_file(stem_of(document_));
  if (recording_) job.request.checkpoints = checkpoints_beside(job.results_file);
  return job;
}

void MainWindow::begin_board(const TrainingRequest& request, const TrainingRows& rows) {
  const Experiment& experiment = request.experiment;
  std::vector<RunIdentity> runs;
  std::set<QString> labels;
  for (const TrainingRow& row : rows.rows) {
    const QString label = QString::fromStdString(label_of(row, rows.variant_of(row)));
    const auto position = experiment.sweep.empty() ? position_of(experiment, row) : runs.size();
    runs.push_back({row.run, unlike_others(label, row.accelerator.id, labels),
                    color_of(row.accelerator, static_cast<int>(position)),
                    rows.variants[row.variant].experiment.training.epochs,
                    row.accelerator.engine == EngineKind::cpu && row.accelerator.threads != 1,
                    first_rate(rows.variants[row.variant].experiment.training),
                    rows.variants[row.variant].experiment.training.schedule.has_value()});
  }
  trained_name_ = QString::fromStdString(experiment.name);
  board_.begin(runs, request.together);
  runs_model_.begin(experiment);
  charts_->show_runs(board_, experiment);
  QString note = accuracy_note(experiment);
  if (request.together)
    note = tr("All at once: the rows share the cores, so their figures are not compared. ") + note;
  runs_->set_note(note.trimmed());
}

void MainWindow::stop() { controller_.stop(); }

void MainWindow::tick() {
  for (const RunBoard::Message& message : board_.apply(controller_.feed().take())) {
    const QString time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
    const QString who = message.run.isEmpty() ? QString() : message.run + QStringLiteral(": ");
    runs_->add_log_line(QStringLiteral("%1  %2  %3%4").arg(time, message.level, who, message.text));
    if (message.level == QStringLiteral("error"))
      messages_->show_message(topic, MessageBar::Level::error, who + message.text);
    else
      show_answer(message);
  }
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
  const bool idle = controller_.state() == State::idle;
  train_->setEnabled(idle);
  stop_->setEnabled(controller_.state() == State::running);
  show_controls();
  status_->show_state(controller_.state(), idle_text());
  if (!idle) return ticker_.start();
  ticker_.stop();
  if (!controller_.outcome()) return;
  tick();
  show_outcome();
  emit training_ended();
  if (closing_) close();
}

QString MainWindow::idle_text() const {
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
    runs_->add_log_line(QString::fromStdString(to_string(outcome.error())));
    return;
  }
  machine_ = outcome->machine;
  for (const RunRow& row : board_.rows())
    if (row.idle_by_design())
      runs_->add_log_line(tr("%1 used %2 of the processors asked for. %3")
                              .arg(row.identity.label, share_text(row.utilization), idle_threads_text()));
  charts_->set_provenance(provenance());
  for (const RunSummary& run : outcome->runs) {
    const QString reason = QString::fromStdString(run.reason);
    const QString name = name_of_run(run);
    runs_->add_log_line(tr("%1: %2 %3").arg(name, status_name(run.status), reason));
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
  return tr("%1 · work %2 · %3, %4 logical processors · %5 · %6")
      .arg(trained_name_, fingerprint, QString::fromStdString(machine_.cpu))
      .arg(machine_.cores)
      .arg(QString::fromStdString(machine_.program), QDateTime::currentDateTime().toString(Qt::ISODate));
}

}  // namespace accelbench
