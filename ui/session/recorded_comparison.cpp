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

Result<ComparisonOutcome> record_into(Recorder& recorder, const CompareFunction& compare,
                                      const ComparisonRequest& request, ComparisonSink& feed,
                                      const std::stop_token& stop) {
  RecordingSink sink(recorder, feed);
  auto outcome = compare(request, sink, stop);
  const Status closed = sink.close(outcome ? &*outcome : nullptr);
  if (!closed)
    tell(feed, "error", "The results are not complete: " + to_string(closed.error()));
  else if (outcome)
    tell(feed, "info", "Results saved: " + recorder.file().string());
  return outcome;
}

/// The file decides what is left to do: it is read while nobody else can write it.
Result<ComparisonOutcome> resume_and_record(const CompareFunction& compare, const ComparisonJob& job,
                                            ComparisonSink& feed, const std::stop_token& stop,
                                            const std::function<void(std::shared_ptr<Recorder>)>& recorded) {
  auto reopened = Recorder::reopen(job.results_file, this_machine());
  if (!reopened) return tl::make_unexpected(reopened.error());
  const std::shared_ptr<Recorder> recorder = std::move(reopened->recorder);
  ComparisonRequest request = job.request;
  resume_from(reopened->results, request);
  recorded(recorder);
  return record_into(*recorder, compare, request, feed, stop);
}

}  // namespace

Result<ComparisonOutcome> compare_and_record(const CompareFunction& compare, const ComparisonJob& job,
                                             ComparisonSink& feed, const std::stop_token& stop,
                                             const std::function<void(std::shared_ptr<Recorder>)>& recorded) {
  if (job.resume) return resume_and_record(compare, job, feed, stop, recorded);
  const std::shared_ptr<Recorder> recorder = make_recorder(job, feed);
  if (!recorder) return compare(job.request, feed, stop);
  recorded(recorder);
  return record_into(*recorder, compare, job.request, feed, stop);
}

}  // namespace accelbench
