// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "ui/session/recorded_training.h"

namespace accelbench {

TrainingController::TrainingController(TrainFunction train, QObject* parent)
    : QObject(parent), train_(std::move(train)) {}

TrainingController::~TrainingController() {
  worker_.request_stop();
  if (worker_.joinable()) worker_.join();
}

void TrainingController::start(TrainingJob job) {
  if (state_ != State::idle) return;
  outcome_.reset();
  feed_.take();  // what an earlier training told last belongs to no row of this one
  control_ = std::make_shared<RunControl>();
  job.request.control = control_;
  weights_ = std::make_shared<WeightWatch>();
  job.request.weights = weights_;
  pace_ = Pace::going;
  worker_ = std::jthread([this, job = std::move(job)](const std::stop_token& stop) { work(job, stop); });
  set_state(State::running);
}

void TrainingController::stop() {
  if (state_ != State::running) return;
  worker_.request_stop();
  set_state(State::stopping);
  set_pace(Pace::going);
}

void TrainingController::pause() { send(RunCommandKind::pause, Pace::pausing); }
void TrainingController::go_on() { send(RunCommandKind::go_on, Pace::going); }
void TrainingController::step_epoch() { send(RunCommandKind::step_epoch, Pace::one_epoch); }
void TrainingController::checkpoint() { send(RunCommandKind::checkpoint, pace_); }

Status TrainingController::set_learning_rate(double learning_rate) {
  if (state_ != State::running) return {};
  return control_->set_learning_rate(learning_rate);
}

void TrainingController::send(RunCommandKind command, Pace pace) {
  if (state_ != State::running) return;
  control_->send({command});
  set_pace(pace);
}

void TrainingController::look_at_pace() {
  using namespace std::chrono_literals;
  if (state_ != State::running || pace_ == Pace::going || pace_ == Pace::paused) return;
  if (control_->wait_until_paused(0ms)) set_pace(Pace::paused);
}

void TrainingController::set_pace(Pace pace) {
  if (pace == pace_) return;
  pace_ = pace;
  emit pace_changed();
}

void TrainingController::work(const TrainingJob& job, const std::stop_token& stop) {
  auto outcome = std::make_shared<Result<TrainingOutcome>>(failed("training", "ended without an outcome"));
  try {
    *outcome = train_and_record(train_, job, feed_, stop);
  } catch (const std::exception& bug) {
    *outcome = failed("training", bug.what(), "this is a defect of the program; the experiment is unharmed");
  }
  QMetaObject::invokeMethod(
      this, [this, outcome] { end(std::move(*outcome)); }, Qt::QueuedConnection);
}

void TrainingController::end(Result<TrainingOutcome> outcome) {
  outcome_ = std::move(outcome);
  set_pace(Pace::going);
  set_state(State::idle);
}

void TrainingController::set_state(State state) {
  state_ = state;
  emit state_changed();
}

}  // namespace accelbench
