// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/scheduler.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/comparison/forecast.h"
#include "core/judgement/judgement.h"
#include "core/judgement/scaling.h"

namespace accelbench {
namespace {

using Stage = ComparisonProgress::Stage;

bool failed_to_run(const RunSummary& summary) {
  return summary.status == RunStatus::failed || summary.status == RunStatus::unavailable ||
         summary.status == RunStatus::diverged;
}

bool from_outside(const RoundRun& run) {
  return std::ranges::any_of(run.disturbances, [](const Disturbance& one) { return one.outside; });
}

class Protocol {
 public:
  Protocol(const ComparisonRequest& request, const TrainingRows& rows, Launcher& launcher,
           ComparisonSink& sink, const std::stop_token& stop);
  ComparisonOutcome run();

 private:
  void certify();
  CertificateRecord certified(const TrainingRow& row);
  std::string nothing_to_compare() const;
  void try_out();
  void look_for_floor();
  std::string trial_id(const TrainingRow& row) const;
  void run_rounds();
  std::optional<ComparisonEnd> end_now();
  void run_round();
  RoundRecord begin_round();
  void run_row(RoundRecord& round, std::size_t position);
  void end_round(RoundRecord round);
  void check_work(const RoundRecord& round, RoundRun& run) const;
  void note_failures(const RoundRecord& round);

  bool takes_part(const TrainingRow& row) const;
  std::int64_t rows_of_variant(std::size_t variant) const;
  std::vector<const TrainingRow*> participants() const;
  std::int64_t counted() const;
  std::int64_t set_aside() const;
  double expected_round_s() const;
  double elapsed_s() { return launcher_.now_s() - began_s_ - paused_s_ + resumed_s_; }
  bool wait_while_paused();
  void tell(Stage stage, const RoundRecord* round = nullptr, std::size_t position = 0);
  void end(ComparisonEnd end, std::string reason);

  const ComparisonRequest& request_;
  const TrainingRows& rows_;
  Launcher& launcher_;
  ComparisonSink& sink_;
  const std::stop_token& stop_;
  const ComparisonSpec& spec_;
  const JudgementRequest judged_;
  RunFollower follower_;

  ComparisonRecord facts_;
  Judgement judgement_;
  std::map<std::string, std::int64_t> failures_;  ///< in a row, by row
  Forecast forecast_;
  std::set<std::string> fingerprints_;  ///< of the works that were tried
  double began_s_ = 0;
  double paused_s_ = 0;
  double resumed_s_ = 0;  ///< spent before it was resumed
};

Protocol::Protocol(const ComparisonRequest& request, const TrainingRows& rows, Launcher& launcher,
                   ComparisonSink& sink, const std::stop_token& stop)
    : request_(request),
      rows_(rows),
      launcher_(launcher),
      sink_(sink),
      stop_(stop),
      spec_(request.experiment.comparison),
      judged_(judgement_request(request.experiment)),
      follower_(request.control.get()) {
  facts_.seed = request.seed;
  facts_.a_a = request.a_a;
  facts_.floor = request.floor;
  if (request.resume) facts_ = *request.resume;
  std::erase_if(facts_.rounds, [](const RoundRecord& round) { return !round.finished; });
  for (const RoundRecord& round : facts_.rounds) note_failures(round);
  if (!facts_.rounds.empty()) resumed_s_ = facts_.rounds.back().ended_s;
  facts_.end = ComparisonEnd::unfinished;
  began_s_ = launcher.now_s();
}

ComparisonOutcome Protocol::run() {
  certify();
  judgement_ = judge(judged_, facts_);
  const std::string nothing = nothing_to_compare();
  if (stop_.stop_requested()) {
    end(ComparisonEnd::stopped, "stopped before the first round");
  } else if (!nothing.empty()) {
    end(ComparisonEnd::nothing_to_compare, nothing);
  } else {
    try_out();
    if (!request_.only_forecast) run_rounds();
  }
  tell(Stage::ended);
  const std::string work = fingerprints_.size() == 1 ? *fingerprints_.begin() : "";
  return {work, {}, std::move(facts_), std::move(judgement_), {}};
}

// Certificates

void Protocol::certify() {
  tell(Stage::certificate);
  for (const TrainingRow& row : rows_.rows) {
    if (stop_.stop_requested() || !wait_while_paused()) return;
    const auto known = std::ranges::find(facts_.certificates, row.run, &CertificateRecord::row);
    if (known != facts_.certificates.end()) continue;
    CertificateRecord record = certified(row);
    if (stop_.stop_requested()) return;  // cut short: it proves nothing, and is made anew when resumed
    facts_.certificates.push_back(std::move(record));
    sink_.on_certificate(facts_.certificates.back());
  }
}

CertificateRecord Protocol::certified(const TrainingRow& row) {
  CertificateRecord record = launcher_.certify(row, sink_, stop_);
  record.row = row.run;
  record.accelerator = row.accelerator.id;
  record.variant = row.variant;
  return record;
}

bool Protocol::takes_part(const TrainingRow& row) const {
  const auto record = std::ranges::find(facts_.certificates, row.run, &CertificateRecord::row);
  if (record == facts_.certificates.end() || record->status == RunStatus::unavailable) return false;
  if (!record->comparable && record->algorithm == "same") return false;
  const auto failures = failures_.find(row.run);
  return failures == failures_.end() || failures->second < most_failures_in_a_row;
}

std::vector<const TrainingRow*> Protocol::participants() const {
  std::vector<const TrainingRow*> rows;
  for (const TrainingRow& row : rows_.rows)
    if (takes_part(row)) rows.push_back(&row);
  return rows;
}

std::int64_t Protocol::rows_of_variant(std::size_t variant) const {
  return std::ranges::count_if(
      rows_.rows, [&](const TrainingRow& row) { return row.variant == variant && takes_part(row); });
}

/// Said before time is spent: why no verdict can come out of this. Empty: one can.
std::string Protocol::nothing_to_compare() const {
  const std::string baseline = spec_.baseline.empty() ? rows_.rows.front().accelerator.id : spec_.baseline;
  std::string why;
  for (std::size_t variant = 0; variant < rows_.variants.size(); ++variant) {
    const auto row = std::ranges::find_if(rows_.rows, [&](const TrainingRow& one) {
      return one.variant == variant && one.accelerator.id == baseline;
    });
    if (row != rows_.rows.end() && takes_part(*row) && rows_of_variant(variant) > 1) return {};
    if (row == rows_.rows.end() || takes_part(*row)) continue;
    const auto record = std::ranges::find(facts_.certificates, row->run, &CertificateRecord::row);
    why = fmt::format("the baseline {} is not comparable: {}", row->run,
                      record == facts_.certificates.end() ? "it has no certificate" : record->reason);
  }
  if (shows_scaling(rows_, [this](const TrainingRow& row) { return takes_part(row); })) return {};
  return why.empty() ? "fewer than two accelerators are comparable" : why;
}

// The trial

/// A resumed comparison tries again: ids stay unique within a file.
std::string Protocol::trial_id(const TrainingRow& row) const {
  return row.run + "#0.trial" + (request_.resume ? fmt::format(".{}", request_.first_attempt) : "");
}

void Protocol::try_out() {
  std::vector<Forecast::Row> rows;
  for (const TrainingRow& row : rows_.rows) {
    if (stop_.stop_requested() || !wait_while_paused()) return;
    if (!takes_part(row)) {
      Forecast::Row skipped;
      skipped.row = row.run;
      const auto record = std::ranges::find(facts_.certificates, row.run, &CertificateRecord::row);
      skipped.skipped = record == facts_.certificates.end() ? "" : record->reason;
      rows.push_back(std::move(skipped));
      continue;
    }
    const Trial trial = launcher_.trial(row, trial_id(row), sink_, stop_);
    fingerprints_.insert(trial.summary.fingerprint);
    rows.push_back(forecast_row(row.run, trial, rows_.variants[row.variant].experiment, row.accelerator));
  }
  look_for_floor();
  forecast_ = forecast_of(std::move(rows), spec_, judgement_.planned_looks, elapsed_s());
  sink_.on_forecast(forecast_);
}

/// A floor is of one work: a sweep has several.
void Protocol::look_for_floor() {
  if (facts_.floor || facts_.a_a || fingerprints_.size() != 1) return;
  facts_.floor = launcher_.floor(*fingerprints_.begin(), sink_);
  if (facts_.floor) sink_.on_floor(*facts_.floor);
}

// Rounds

std::int64_t Protocol::counted() const {
  return std::ranges::count_if(facts_.rounds, [](const RoundRecord& round) { return !round.set_aside; });
}

std::int64_t Protocol::set_aside() const {
  return static_cast<std::int64_t>(facts_.rounds.size()) - counted();
}

/// As the rounds so far took, or the forecast.
double Protocol::expected_round_s() const {
  double seconds = 0;
  std::int64_t rounds = 0;
  for (const RoundRecord& round : facts_.rounds) {
    for (const RoundRun& run : round.runs) seconds += run.summary.total_s.value_or(0);
    ++rounds;
  }
  return rounds > 0 ? seconds / static_cast<double>(rounds) : forecast_.round_s;
}

/// Before a round begins: whether there is to be none.
std::optional<ComparisonEnd> Protocol::end_now() {
  if (stop_.stop_requested()) return ComparisonEnd::stopped;
  if (spec_.rounds.until_resolved && judgement_.resolved) return ComparisonEnd::resolved;
  if (counted() >= spec_.rounds.max) return ComparisonEnd::all_rounds;
  if (participants().size() < 2) return ComparisonEnd::nothing_to_compare;
  const bool first = facts_.rounds.empty();
  if (!first && elapsed_s() + expected_round_s() > spec_.time_limit_s) return ComparisonEnd::time_limit;
  return std::nullopt;
}

std::string why(ComparisonEnd end, const ComparisonSpec& spec, std::int64_t rounds) {
  switch (end) {
    case ComparisonEnd::resolved:
      return fmt::format("every pair is resolved after {} rounds", rounds);
    case ComparisonEnd::all_rounds:
      return fmt::format("all {} rounds were run", spec.rounds.max);
    case ComparisonEnd::time_limit:
      return fmt::format("the next round would not have ended within {:g} s", spec.time_limit_s);
    case ComparisonEnd::stopped:
      return fmt::format("stopped after {} rounds", rounds);
    default:
      return "fewer than two accelerators are left: the others failed too often";
  }
}

void Protocol::run_rounds() {
  for (;;) {
    if (!wait_while_paused()) break;
    if (const auto ends = end_now()) return end(*ends, why(*ends, spec_, counted()));
    run_round();
  }
  end(ComparisonEnd::stopped, why(ComparisonEnd::stopped, spec_, counted()));
}

RoundRecord Protocol::begin_round() {
  RoundRecord round;
  round.attempt = request_.resume ? request_.first_attempt : 1;
  if (!facts_.rounds.empty()) round.attempt = std::max(round.attempt, facts_.rounds.back().attempt + 1);
  round.round = counted() + 1;
  round.seed = request_.experiment.training.seed + static_cast<std::uint64_t>(round.round);
  const auto rows = participants();
  // Drawn over all rows, so that one that is given up does not change the order of the others.
  for (const std::int64_t place :
       round_order(facts_.seed, round.round, static_cast<std::int64_t>(rows_.rows.size()))) {
    const TrainingRow& row = rows_.rows[static_cast<std::size_t>(place)];
    if (std::ranges::find(rows, &row) == rows.end()) continue;
    round.runs.push_back(
        {fmt::format("{}#{}", row.run, round.attempt), row.run, row.accelerator.id, row.variant, {}, {}});
  }
  return round;
}

void Protocol::run_round() {
  RoundRecord round = begin_round();
  sink_.on_round_begin(round);
  for (std::size_t position = 0; position < round.runs.size(); ++position) {
    if (!wait_while_paused() || stop_.stop_requested()) return;
    run_row(round, position);
    if (stop_.stop_requested()) return;  // the run that was ended is no figure
  }
  round.finished = true;
  round.ended_s = elapsed_s();
  const bool disturbed = std::ranges::any_of(round.runs, from_outside);
  round.set_aside = disturbed && set_aside() < most_repeats(spec_.rounds, counted());
  end_round(std::move(round));
}

void Protocol::run_row(RoundRecord& round, std::size_t position) {
  RoundRun& run = round.runs[position];
  const auto row = std::ranges::find(rows_.rows, run.row, &TrainingRow::run);
  // Seeds of variants may differ: each adds the round to its own.
  const std::uint64_t seed =
      rows_.variants[row->variant].experiment.training.seed + static_cast<std::uint64_t>(round.round);
  tell(Stage::rounds, &round, position);
  static_cast<void>(launcher_.disturbances());
  run.summary = launcher_.launch(*row, run.run, seed, sink_, stop_);
  check_work(round, run);
  run.disturbances = launcher_.disturbances();
  if (!stop_.stop_requested()) sink_.on_run_end(round, run);
}

/// Certificates prove a truncated work; that the whole one is the same, too, stands in each round's
/// fingerprints.
void Protocol::check_work(const RoundRecord& round, RoundRun& run) const {
  if (run.summary.fingerprint.empty() || failed_to_run(run.summary)) return;
  for (const RoundRun& other : round.runs) {
    const std::string& expected = other.summary.fingerprint;
    if (other.variant != run.variant || expected.empty() || expected == run.summary.fingerprint) continue;
    run.summary.status = RunStatus::failed;
    run.summary.reason = fmt::format("it did another work than {}: fingerprint {}, expected {}", other.row,
                                     run.summary.fingerprint, expected);
    return;
  }
}

void Protocol::note_failures(const RoundRecord& round) {
  for (const RoundRun& run : round.runs) {
    std::int64_t& failures = failures_[run.row];
    failures = failed_to_run(run.summary) ? failures + 1 : 0;
  }
}

void Protocol::end_round(RoundRecord round) {
  note_failures(round);
  facts_.rounds.push_back(std::move(round));
  judgement_ = judge(judged_, facts_);
  sink_.on_round_end(facts_.rounds.back(), judgement_);
}

// Surroundings

/// False: stopped meanwhile.
bool Protocol::wait_while_paused() {
  bool paused = false;
  const double began_s = launcher_.now_s();
  for (;;) {
    while (const auto command = follower_.next()) {
      if (command->kind == RunCommandKind::pause) paused = true;
      if (command->kind == RunCommandKind::go_on) paused = false;
    }
    if (!paused || stop_.stop_requested()) break;
    tell(Stage::paused);
    follower_.rest(stop_);
  }
  paused_s_ += launcher_.now_s() - began_s;
  return !stop_.stop_requested();
}

void Protocol::tell(Stage stage, const RoundRecord* round, std::size_t position) {
  ComparisonProgress progress;
  progress.stage = stage;
  progress.elapsed_s = elapsed_s();
  if (round) {
    progress.round = round->round;
    progress.attempt = round->attempt;
    progress.row = round->runs[position].row;
    progress.done_in_round = static_cast<std::int64_t>(position);
    progress.rows_in_round = static_cast<std::int64_t>(round->runs.size());
  }
  const std::int64_t in_all = judgement_.expected_rounds.value_or(spec_.rounds.max);
  const double left = std::max<double>(0, static_cast<double>(in_all - counted())) * expected_round_s();
  if (stage == Stage::rounds && left > 0)
    progress.eta_s = std::min(left, std::max(0.0, spec_.time_limit_s - progress.elapsed_s));
  sink_.on_progress(progress);
}

void Protocol::end(ComparisonEnd end, std::string reason) {
  facts_.end = end;
  facts_.end_reason = std::move(reason);
}

}  // namespace

ComparisonOutcome run_protocol(const ComparisonRequest& request, const TrainingRows& rows, Launcher& launcher,
                               ComparisonSink& sink, const std::stop_token& stop) {
  return Protocol(request, rows, launcher, sink, stop).run();
}

}  // namespace accelbench
