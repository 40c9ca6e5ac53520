// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_controller.h"

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
  worker_ = std::jthread([this, job = std::move(job)](const std::stop_token& stop) { work(job, stop); });
  set_state(State::running);
}

void TrainingController::stop() {
  if (state_ != State::running) return;
  worker_.request_stop();
  set_state(State::stopping);
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
  set_state(State::idle);
}

void TrainingController::set_state(State state) {
  state_ = state;
  emit state_changed();
}

}  // namespace accelbench
