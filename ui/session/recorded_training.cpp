// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recorded_training.h"

#include <QRegularExpression>

#include "core/results/results_file.h"
#include "ui/session/kept_weights.h"

namespace accelbench {

namespace {

/// Hands each event to the window and, where there is one, to the recorder.
class BothSinks : public EventSink {
 public:
  BothSinks(EventSink& feed, EventSink* recorder) : feed_(feed), recorder_(recorder) {}
  void on_event(const Event& event) override {
    feed_.on_event(event);
    if (recorder_ != nullptr) recorder_->on_event(event);
  }

 private:
  EventSink& feed_;
  EventSink* recorder_;
};

std::unique_ptr<Recorder> make_recorder(const TrainingJob& job, EventSink& feed) {
  if (job.results_file.empty()) return nullptr;
  auto recorder = Recorder::create(job.results_file, job.request, this_machine(), false);
  if (recorder) return std::move(*recorder);
  tell(feed, "warning", "The results are not saved: " + to_string(recorder.error()));
  return nullptr;
}

void close_recorder(Recorder& recorder, const Result<TrainingOutcome>& outcome, const TrainingJob& job,
                    EventSink& feed) {
  const Status closed = recorder.close(outcome ? &*outcome : nullptr);
  if (!closed)
    tell(feed, "error", "The results are not complete: " + to_string(closed.error()));
  else if (outcome)
    tell(feed, "info", "Results saved: " + job.results_file.string());
}

}  // namespace

void tell(EventSink& feed, const std::string& level, const std::string& text) {
  Event event;
  event.what = MessageEvent{level, text};
  feed.on_event(event);
}

Result<TrainingOutcome> train_and_record(const TrainFunction& train, const TrainingJob& job, EventSink& feed,
                                         const std::stop_token& stop) {
  const std::unique_ptr<Recorder> recorder = make_recorder(job, feed);
  BothSinks sinks(feed, recorder.get());
  TrainingJob keeping = job;
  if (const Status made = prepare_weights_folder(keeping); !made)
    tell(feed, "warning", "The weights are not kept: " + to_string(made.error()));
  auto outcome = train(keeping.request, sinks, stop);
  tidy_weights_folder(keeping);
  if (recorder) close_recorder(*recorder, outcome, job, feed);
  return outcome;
}

std::filesystem::path free_results_file(const std::string& stem) {
  std::filesystem::path file = default_results_file(stem);
  std::error_code ignored;
  for (int number = 2; std::filesystem::exists(file, ignored); ++number)
    file = default_results_file(stem + "-" + std::to_string(number));
  return file;
}

std::string results_stem(const QString& display_name) {
  QString stem = display_name;
  stem.remove(QRegularExpression(QStringLiteral("\\.accel\\.ya?ml$|\\.ya?ml$")));
  stem.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
  return stem.isEmpty() ? "experiment" : stem.left(64).toLower().toStdString();
}

}  // namespace accelbench
