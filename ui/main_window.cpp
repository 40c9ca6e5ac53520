// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <thread>

#include "core/planning/ceilings.h"
#include "ui/session/recent_files.h"

namespace accelbench {

namespace {

constexpr int ticks_ms = 100;  // the charts are pulled 10 times a second
constexpr QSize first_size(1280, 800);

}  // namespace

MainWindow::MainWindow(TrainFunction train, CompareFunction compare, QWidget* parent)
    : QMainWindow(parent),
      accelerators_(document_, devices_),
      runs_model_(board_),
      controller_(std::move(train)),
      comparison_model_(compared_),
      comparison_(std::move(compare)) {
  ask_ = [this](Question question) { return ask_in_a_box(question); };
  ticker_.setInterval(ticks_ms);
  setAcceptDrops(true);
  build_zones();
  build_actions();
  connect_parts();
  show_document();
  show_controller_state();
  resize(first_size);
  reset_layout();
  devices_.ask(find_child_program());
  const auto cores = static_cast<std::int64_t>(std::thread::hardware_concurrency());
  speed_.set_ceiling(gemm_ceiling_flop_per_s(Precision::float32, cores), tr("this processor"));
}

MainWindow::~MainWindow() {
  autosave_.reset();
  disconnect(&settings_, nullptr, this, nullptr);
  // The members are told about each other's end otherwise, when half of the window is gone.
  disconnect(&document_, nullptr, this, nullptr);
  disconnect(document_.undo_stack(), nullptr, this, nullptr);
  disconnect(&controller_, nullptr, this, nullptr);
  disconnect(&comparison_, nullptr, this, nullptr);
}

bool MainWindow::busy() const {
  using State = TrainingController::State;
  return controller_.state() != State::idle || comparison_.state() != State::idle;
}

void MainWindow::build_zones() {
  messages_ = new MessageBar(this);
  experiment_ = new ExperimentPanel(document_, probe_, devices_, accelerators_, settings_, weights_, speed_,
                                    this);
  charts_ = new ChartBoard(this);
  auto* comparison = new ComparisonTable(comparison_model_, this);
  connect(comparison, &ComparisonTable::noise_floor_asked, this, &MainWindow::measure_noise_floor);
  verdict_ = new VerdictPanel(compared_, other_, this);
  runs_ = new RunsPanel(runs_model_, comparison, verdict_, this);
  build_evaluation();
  build_history();
  floors_ = new QSplitter(Qt::Vertical, this);
  floors_->addWidget(charts_);
  floors_->addWidget(runs_);
  sides_ = new QSplitter(Qt::Horizontal, this);
  sides_->addWidget(experiment_);
  right_ = new QStackedWidget(this);
  right_->addWidget(floors_);
  sides_->addWidget(right_);
  sides_->setStretchFactor(1, 1);
  floors_->setStretchFactor(0, 1);
  sides_->setChildrenCollapsible(false);
  floors_->setChildrenCollapsible(false);
  auto* center = new QWidget(this);
  auto* column = new QVBoxLayout(center);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addWidget(sides_, 1);
  setCentralWidget(center);
}

void MainWindow::connect_parts() {
  connect(&document_, &ExperimentDocument::changed, this, &MainWindow::show_document);
  connect(&document_, &ExperimentDocument::file_changed, this, &MainWindow::show_document);
  connect(document_.undo_stack(), &QUndoStack::cleanChanged, this, &MainWindow::show_document);
  connect(&controller_, &TrainingController::state_changed, this, &MainWindow::show_controller_state);
  connect(&controller_, &TrainingController::pace_changed, this, &MainWindow::show_pace);
  connect(&comparison_, &ComparisonController::state_changed, this, &MainWindow::show_comparison_state);
  connect(&comparison_, &ComparisonController::pause_changed, this, &MainWindow::show_controls);
  connect(&comparison_, &ComparisonController::ended_something, this, &MainWindow::tick_comparison);
  connect(&comparison_, &ComparisonController::saved, this, &MainWindow::show_saved);
  connect(verdict_, &VerdictPanel::repeat_asked, this, &MainWindow::repeat_here);
  connect(verdict_, &VerdictPanel::export_asked, this, &MainWindow::choose_export_folder);
  connect(&accelerators_, &AcceleratorsModel::choice_changed, this, &MainWindow::show_before);
  connect(&document_, &ExperimentDocument::changed, this, &MainWindow::show_before);
  connect(controls_, &RunControls::rate_entered, this, &MainWindow::set_learning_rate);
  connect(&ticker_, &QTimer::timeout, this, &MainWindow::tick);
  connect_export();
}

void MainWindow::show_document() {
  setWindowTitle(tr("%1[*] — Accelbench").arg(document_.display_name()));
  setWindowModified(document_.is_modified());
}

void MainWindow::reset_layout() {
  const int left = experiment_->sizeHint().width();
  sides_->setSizes({left, std::max(width() - left, left)});
  const int below = fontMetrics().height() * 13;
  floors_->setSizes({std::max(height() - below, below), below});
}

void MainWindow::restore_layout() {
  const QSettings settings(window_settings_file(), QSettings::IniFormat);
  restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
  sides_->restoreState(settings.value(QStringLiteral("sides")).toByteArray());
  floors_->restoreState(settings.value(QStringLiteral("floors")).toByteArray());
  charts_->restore(settings);
}

void MainWindow::remember_layout() {
  QSettings settings(window_settings_file(), QSettings::IniFormat);
  settings.setValue(QStringLiteral("geometry"), saveGeometry());
  settings.setValue(QStringLiteral("sides"), sides_->saveState());
  settings.setValue(QStringLiteral("floors"), floors_->saveState());
  charts_->remember(settings);
}

}  // namespace accelbench
