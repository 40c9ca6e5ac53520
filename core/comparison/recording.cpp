// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/recording.h"

#include <algorithm>

namespace accelbench {

ComparisonStart comparison_start(const ComparisonRequest& request) {
  ComparisonStart start;
  start.experiment = request.experiment;
  start.seed = request.seed;
  start.a_a = request.a_a;
  start.floor = request.floor;
  return start;
}

void resume_from(const Results& results, ComparisonRequest& request) {
  if (!results.comparison) return;
  request.resume = results.comparison;
  request.seed = results.comparison->seed;
  request.a_a = results.comparison->a_a;
  request.floor = results.comparison->floor;
  request.first_attempt = 1;
  for (const RoundRecord& round : results.comparison->rounds)
    request.first_attempt = std::max(request.first_attempt, round.attempt + 1);
}

void RecordingSink::on_event(const Event& event) {
  recorder_.on_event(event);
  next_.on_event(event);
  if (std::holds_alternative<RunFinished>(event.what)) tell_trouble();
}

void RecordingSink::on_certificate(const CertificateRecord& certificate) {
  recorder_.write(certificate);
  next_.on_certificate(certificate);
  tell_trouble();
}

void RecordingSink::on_forecast(const Forecast& forecast) {
  recorder_.write(forecast);
  next_.on_forecast(forecast);
  tell_trouble();
}

void RecordingSink::on_floor(const NoiseFloor& floor) {
  recorder_.write(floor);
  next_.on_floor(floor);
  tell_trouble();
}

void RecordingSink::on_round_begin(const RoundRecord& round) {
  recorder_.begin_round(round);
  next_.on_round_begin(round);
  tell_trouble();
}

void RecordingSink::on_run_end(const RoundRecord& round, const RoundRun& run) {
  recorder_.end_run(round, run);
  next_.on_run_end(round, run);
  tell_trouble();
}

void RecordingSink::on_round_end(const RoundRecord& round, const Judgement& judgement) {
  recorder_.end_round(round, judgement);
  next_.on_round_end(round, judgement);
  tell_trouble();
}

void RecordingSink::on_progress(const ComparisonProgress& progress) { next_.on_progress(progress); }

Status RecordingSink::close(const ComparisonOutcome* outcome) {
  if (outcome != nullptr) recorder_.end(outcome->facts, outcome->judgement, outcome->fingerprint);
  return recorder_.close(nullptr);
}

void RecordingSink::tell_trouble() {
  const auto trouble = recorder_.trouble();
  const bool tell = trouble.has_value() && !told_;
  told_ = trouble.has_value();
  if (!tell) return;
  const std::string text =
      to_string(*trouble) + ". The comparison goes on, and all its figures are kept in memory.";
  next_.on_event({"", 0, 0, MessageEvent{"error", text}});
}

}  // namespace accelbench
