// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recorded_comparison.h"

#include "core/comparison/recording.h"
#include "ui/session/recorded_training.h"

namespace accelbench {

namespace {

std::shared_ptr<Recorder> make_recorder(const ComparisonJob& job, EventSink& feed) {
  if (job.results_file.empty()) return nullptr;
  auto recorder = Recorder::create(job.results_file, comparison_start(job.request), this_machine(), false);
  if (recorder) return std::move(*recorder);
  tell(feed, "warning", "The results are not saved: " + to_string(recorder.error()));
  return nullptr;
}

}  // namespace

Result<ComparisonOutcome> compare_and_record(const CompareFunction& compare, const ComparisonJob& job,
                                             ComparisonSink& feed, const std::stop_token& stop,
                                             const std::function<void(std::shared_ptr<Recorder>)>& recorded) {
  const std::shared_ptr<Recorder> recorder = make_recorder(job, feed);
  if (!recorder) return compare(job.request, feed, stop);
  recorded(recorder);
  RecordingSink sink(*recorder, feed);
  auto outcome = compare(job.request, sink, stop);
  const Status closed = sink.close(outcome ? &*outcome : nullptr);
  if (!closed)
    tell(feed, "error", "The results are not complete: " + to_string(closed.error()));
  else if (outcome)
    tell(feed, "info", "Results saved: " + recorder->file().string());
  return outcome;
}

}  // namespace accelbench
