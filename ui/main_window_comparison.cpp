// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QFileDialog>
#include <QRandomGenerator>
#include <algorithm>

#include "ui/main_window.h"
#include "ui/models/accelerator_colors.h"
#include "ui/models/comparison_text.h"
#include "ui/models/format.h"
#include "ui/models/identities.h"
#include "ui/session/recorded_training.h"

// Compare, and what is shown meanwhile.
namespace accelbench {

namespace {

using State = TrainingController::State;
using Stage = ComparisonProgress::Stage;
const QString topic = QStringLiteral("comparison");
constexpr int quiet_ticks = 5;  // while a run is counted the status is written twice a second

}  // namespace

bool MainWindow::compare() {
  messages_->clear(topic);
  if (!comparison_.can_compare() || !ready_to_run()) return false;
  const std::vector<std::string> chosen = accelerators_.chosen();
  if (chosen.size() < 2) {
    const QString only = QString::fromStdString(chosen.front());
    messages_->show_message(
        topic, MessageBar::Level::warning,
        tr("A comparison needs two accelerators. Tick another one on the left, or measure "
           "how much %1 differs from itself.")
            .arg(only),
        noise_floor_action_text(only), [this, only] { measure_noise_floor(only); });
    return false;
  }
  other_ = ComparisonBoard();
  return start_comparison(experiment_with(with_a_usable_baseline(chosen), accelerators_.ticked()), false);
}

/// Where the experiment names no baseline it is the first accelerator that can be used.
Experiment MainWindow::with_a_usable_baseline(const std::vector<std::string>& usable) const {
  Experiment experiment = document_.experiment();
  if (experiment.comparison.baseline.empty()) experiment.comparison.baseline = usable.front();
  return experiment;
}

bool MainWindow::measure_noise_floor(const QString& accelerator) {
  messages_->clear(topic);
  if (!comparison_.can_compare() || !ready_to_run()) return false;
  other_ = ComparisonBoard();
  return start_comparison(a_a_experiment(document_.experiment(), accelerator.toStdString()), true);
}

bool MainWindow::start_comparison(const Result<Experiment>& experiment, bool a_a) {
  TrainingRequest training;
  if (experiment) training.experiment = *experiment;
  training.roots = document_.roots();
  const auto rows = experiment ? rows_of(training) : tl::unexpected(experiment.error());
  if (!rows) {
    messages_->show_message(topic, MessageBar::Level::error, QString::fromStdString(to_string(rows.error())));
    return false;
  }
  ComparisonJob job;
  AcceleratorColors::shared().bind(document_.experiment().accelerators);
  job.request.experiment = with_colors(*experiment, document_.experiment());
  job.request.roots = training.roots;
  job.request.seed = QRandomGenerator::global()->generate();
  job.request.program = find_child_program();
  job.request.a_a = a_a;
  if (recording_) job.results_file = free_results_file(results_stem(document_.display_name()));
  results_file_ = job.results_file;
  asked_.invalidate();
  compared_.begin(job.request.experiment, identities_of(job.request.experiment, *rows, known_samples()), a_a);
  show_new_comparison();
  comparison_.start(std::move(job));
  return true;
}

/// What stands on the board now is in sight.
void MainWindow::show_new_comparison() {
  compared_last_ = true;
  comparison_model_.begin();
  show_sources();
  show_weights();
  charts_->show_comparison(compared_);
  runs_->show_comparison();
  verdict_->begin();
  shown_comparison_ = compared_.version();
  make_room_for_verdict();
  runs_->show_verdict();
}

/// About half of the height, unless the user gave it more.
void MainWindow::make_room_for_verdict() {
  const QList<int> sizes = floors_->sizes();
  const int all = sizes[0] + sizes[1];
  const int wanted = all * 11 / 20;
  if (sizes[1] < wanted) floors_->setSizes({all - wanted, wanted});
}

void MainWindow::tick_comparison() {
  for (const RunBoard::Message& message : compared_.apply(comparison_.feed().take())) add_to_log(message);
  if (const auto trouble = comparison_.trouble(); trouble && messages_->topic() != QStringLiteral("saving"))
    messages_->show_message(QStringLiteral("saving"), MessageBar::Level::error,
                            tr("The comparison goes on, but its results cannot be written: %1")
                                .arg(QString::fromStdString(to_string(*trouble))),
                            tr("Save elsewhere…"), [this] { save_elsewhere(); });
  const bool changed = compared_.version() != shown_comparison_;
  if (changed) show_comparison();
  // What was asked to be painted is painted before a timer of no time.
  QTimer::singleShot(0, this, [this] { comparison_.feed().drawn(); });
  if (changed || ++quiet_ticks_ >= quiet_ticks) show_comparison_progress();
}

void MainWindow::show_comparison() {
  shown_comparison_ = compared_.version();
  comparison_model_.refresh();
  charts_->refresh();
  verdict_->refresh();
}

void MainWindow::show_comparison_progress() {
  quiet_ticks_ = 0;
  if (comparison_.state() == State::idle) return;
  const auto& now = compared_.progress();
  const bool rests = now && now->stage == Stage::paused;
  status_->set_clock_going(!rests);
  const bool waits = comparison_.pauses() && !rests;
  status_->show_progress(progress_of(compared_),
                         waits ? tr("Pausing after this run…") : accelbench::doing_text(compared_),
                         now && !rests ? now->eta_s : std::nullopt);
  show_controls();
}

void MainWindow::show_comparison_state() {
  if (comparison_.state() == State::idle && comparison_.outcome()) {
    for (const RunBoard::Message& message : compared_.apply(comparison_.feed().take())) add_to_log(message);
    show_comparison_outcome();
  }
  show_running();
  if (busy()) return ticker_.start();
  ticker_.stop();
  if (!comparison_.outcome()) return;
  emit comparison_ended();
  if (closing_) close();
}

void MainWindow::show_comparison_outcome() {
  const auto& outcome = *comparison_.outcome();
  if (!comparison_.results_file().empty()) results_file_ = comparison_.results_file();
  if (!outcome) {
    const QString problem = QString::fromStdString(to_string(outcome.error()));
    messages_->show_message(topic, MessageBar::Level::error, problem);
    runs_->add_log(LogLevel::error, {}, problem);
    compared_ = ComparisonBoard();
    comparison_model_.begin();
    verdict_->begin();
    return;
  }
  machine_ = outcome->machine;
  const bool lost = std::ranges::any_of(outcome->facts.rounds, [](const RoundRecord& round) {
    return std::ranges::any_of(round.runs,
                               [](const RoundRun& run) { return may_have_lost_a_device({run.summary}); });
  });
  if (lost) devices_.refresh();
  compared_.finish(*outcome);
  charts_->set_provenance(comparison_provenance());
  verdict_->set_provenance(comparison_provenance());
  show_comparison();
  for (const QString& sentence : verdict_sentences(compared_)) runs_->add_log_line(sentence);
  runs_->add_log_line(standing_text(compared_));
  if (outcome->facts.end == ComparisonEnd::nothing_to_compare)
    messages_->show_message(topic, MessageBar::Level::error,
                            QString::fromStdString(outcome->facts.end_reason));
}

QString MainWindow::idle_comparison_text() const {
  if (compared_.empty()) return tr("Not compared");
  return tr("Compared: %1").arg(standing_text(compared_));
}

QString MainWindow::comparison_provenance() const {
  const QString made = compared_.recorded() ? QString::fromStdString(compared_.created())
                                            : QDateTime::currentDateTime().toString(Qt::ISODate);
  QString work = QString::fromStdString(compared_.fingerprint()).left(12);
  if (work.isEmpty()) work = tr("of each variant its own");
  const QString rounds = rounds_text(compared_.judgement().rounds);
  return provenance_of(QString::fromStdString(compared_.experiment().name), work, compared_.machine(), made) +
         QStringLiteral(" · ") + rounds;
}

/// Accelerators of the experiment that are ticked and cannot take part.
QStringList MainWindow::left_out() const {
  QStringList names;
  for (int row = 0; row < accelerators_.accelerator_count(); ++row) {
    const QString reason = accelerators_.reason_against(row);
    const auto& spec = document_.experiment().accelerators[static_cast<std::size_t>(row)];
    if (!reason.isEmpty()) names << tr("%1 (%2)").arg(QString::fromStdString(display_label(spec)), reason);
  }
  return names;
}

/// Before the first comparison the page says what one would do.
void MainWindow::show_before() {
  verdict_->set_before(before_text(document_.experiment().comparison,
                                   static_cast<int>(accelerators_.chosen().size()), left_out()));
  verdict_->set_may_repeat(!busy() && comparison_.can_compare());
}

void MainWindow::save_elsewhere() {
  const QString proposed = QDir::home().filePath(QString::fromStdString(results_file_.filename().string()));
  const QString file = QFileDialog::getSaveFileName(this, tr("Save the results elsewhere"), proposed,
                                                    tr("Results (*.accelresults)"));
  if (!file.isEmpty()) comparison_.save_elsewhere(file);
}

void MainWindow::show_saved(const QString& file, const QString& problem) {
  const QString saving = QStringLiteral("saving");
  if (!problem.isEmpty())
    return messages_->show_message(saving, MessageBar::Level::error,
                                   tr("The results were not saved: %1").arg(problem), tr("Save elsewhere…"),
                                   [this] { save_elsewhere(); });
  results_file_ = comparison_.results_file();
  messages_->show_message(QStringLiteral("saved"), MessageBar::Level::information,
                          tr("The results are recorded in %1 from now on.").arg(file));
}

}  // namespace accelbench
