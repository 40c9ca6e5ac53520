// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparison_controller.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <exception>
#include <utility>

#include "ui/session/recorded_comparison.h"

namespace accelbench {

ComparisonController::ComparisonController(CompareFunction compare, QObject* parent)
    : QObject(parent), compare_(std::move(compare)) {
  feed_.set_wake([this] {
    QMetaObject::invokeMethod(this, &ComparisonController::ended_something, Qt::QueuedConnection);
  });
}

ComparisonController::~ComparisonController() {
  worker_.request_stop();
  feed_.drawn();
  if (worker_.joinable()) worker_.join();
}

void ComparisonController::start(ComparisonJob job) {
  if (state_ != State::idle) return;
  outcome_.reset();
  feed_.take();  // what an earlier comparison told last is none of this one's
  {
    const std::lock_guard lock(recorder_mutex_);
    recorder_.reset();
  }
  control_ = std::make_shared<RunControl>();
  job.request.control = control_;
  pauses_ = false;
  worker_ = std::jthread([this, job = std::move(job)](const std::stop_token& stop) { work(job, stop); });
  set_state(State::running);
}

void ComparisonController::stop() {
  if (state_ != State::running) return;
  worker_.request_stop();
  set_state(State::stopping);
}

void ComparisonController::pause() { send(RunCommandKind::pause, true); }
void ComparisonController::go_on() { send(RunCommandKind::go_on, false); }

void ComparisonController::send(RunCommandKind command, bool pauses) {
  if (state_ != State::running || pauses == pauses_) return;
  control_->send({command});
  pauses_ = pauses;
  emit pause_changed();
}

std::shared_ptr<Recorder> ComparisonController::recorder() const {
  const std::lock_guard lock(recorder_mutex_);
  return recorder_;
}

std::filesystem::path ComparisonController::results_file() const {
  const auto recorder = this->recorder();
  return recorder ? recorder->file() : std::filesystem::path();
}

std::optional<Error> ComparisonController::trouble() const {
  const auto recorder = this->recorder();
  return recorder ? recorder->trouble() : std::nullopt;
}

void ComparisonController::save_elsewhere(const QString& file) {
  const auto recorder = this->recorder();
  if (!recorder) return;
  const QPointer<ComparisonController> self(this);
  QThreadPool::globalInstance()->start([self, recorder, file] {
    const Status done = recorder->save_elsewhere(file.toStdString(), true);
    const QString problem = done ? QString() : QString::fromStdString(to_string(done.error()));
    QMetaObject::invokeMethod(qApp, [self, file, problem] {
      if (self) emit self->saved(file, problem);
    });
  });
}

void ComparisonController::work(const ComparisonJob& job, const std::stop_token& stop) {
  auto outcome =
      std::make_shared<Result<ComparisonOutcome>>(failed("comparison", "ended without an outcome"));
  try {
    *outcome = compare_and_record(compare_, job, feed_, stop, [this](std::shared_ptr<Recorder> recorder) {
      const std::lock_guard lock(recorder_mutex_);
      recorder_ = std::move(recorder);
    });
  } catch (const std::exception& bug) {
    *outcome =
        failed("comparison", bug.what(), "this is a defect of the program; the experiment is unharmed");
  }
  QMetaObject::invokeMethod(
      this, [this, outcome] { end(std::move(*outcome)); }, Qt::QueuedConnection);
}

void ComparisonController::end(Result<ComparisonOutcome> outcome) {
  outcome_ = std::move(outcome);
  pauses_ = false;
  set_state(State::idle);
}

void ComparisonController::set_state(State state) {
  state_ = state;
  emit state_changed();
}

}  // namespace accelbench
