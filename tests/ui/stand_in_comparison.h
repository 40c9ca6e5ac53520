// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string>

#include "core/comparison/comparison.h"
#include "core/judgement/judgement.h"
#include "tests/ui/stand_in.h"

// A comparison that only tells: fixed facts, real verdicts.
namespace accelbench::stand_in {

/// Row k (from 0) trains 1000·(k + 1) samples a second, 1 % more or less by round and row: the ratio of row 1
/// to row 0 is 2 within 2 %.
inline double rate_of(std::size_t row, std::int64_t round) {
  const auto wobble = static_cast<double>((round * 7 + static_cast<std::int64_t>(row) * 3) % 5 - 2);
  return 1000.0 * static_cast<double>(row + 1) * (1 + 0.005 * wobble);
}

inline CertificateRecord certificate(const TrainingRow& row) {
  CertificateRecord made;
  made.row = row.run;
  made.accelerator = row.accelerator.id;
  made.variant = row.variant;
  made.comparable = true;
  made.cold_start_s = 0.3;
  made.checks = {{"gradient", true, 2.1e-7, 1e-4, "the gradient differs by 2.1e-07 of at most 0.0001"},
                 {"losses", true, 3.5e-6, 1e-3, "the losses differ by at most 3.5e-06 of 0.001"},
                 {"order", true, {}, {}, "the order of the samples is equal"}};
  return made;
}

inline Forecast forecast(const TrainingRows& rows, const ComparisonSpec& spec) {
  Forecast made;
  for (const TrainingRow& row : rows.rows) {
    Forecast::Row one;
    one.row = row.run;
    one.run_s = 2.2;
    made.rows.push_back(one);
  }
  made.round_s = 2.2 * static_cast<double>(rows.rows.size());
  made.first_look = spec.rounds.until_resolved ? spec.rounds.min : spec.rounds.max;
  made.most_rounds = spec.rounds.max;
  return made;
}

/// Tells the events of one launch and returns its summary.
inline RunSummary launch(ComparisonSink& sink, const TrainingRow& row, const std::string& run,
                         std::int64_t epochs, double rate) {
  AcceleratorSpec told = row.accelerator;
  told.id = run;
  RunSummary summary = tell_run(sink, told, epochs, rate);
  summary.accelerator = row.accelerator.id;
  summary.final_loss = 1.0 / static_cast<double>(epochs);
  summary.launch_s = 0.05;
  summary.load_s = 0.01;
  summary.compile_s = 0.02;
  summary.train_s = 100 / rate;
  summary.evaluate_s = 0.01;
  summary.measure_s = 2.0;
  summary.total_s = 2.1 + *summary.train_s;
  summary.time_to_first_step_s = 0.08;
  return summary;
}

/// What compare() does with a fixed truth. Round 3 is disturbed once and repeated. It ends where every pair
/// is resolved.
class Comparison {
 public:
  Comparison(const ComparisonRequest& request, ComparisonSink& sink, std::stop_token stop)
      : request_(request), sink_(sink), stop_(std::move(stop)) {
    TrainingRequest training;
    training.experiment = request.experiment;
    training.roots = request.roots;
    rows_ = *rows_of(training);
    facts_.a_a = request.a_a;
    facts_.seed = request.seed;
  }

  Result<ComparisonOutcome> run() {
    tell(ComparisonProgress::Stage::certificate, 0, 0);
    for (const TrainingRow& row : rows_.rows) {
      facts_.certificates.push_back(certificate(row));
      sink_.on_certificate(facts_.certificates.back());
    }
    sink_.on_forecast(forecast(rows_, request_.experiment.comparison));
    while (!judgement_.resolved && judgement_.rounds < request_.experiment.comparison.rounds.max &&
           !stop_.stop_requested())
      run_round();
    facts_.end = judgement_.resolved      ? ComparisonEnd::resolved
                 : stop_.stop_requested() ? ComparisonEnd::stopped
                                          : ComparisonEnd::all_rounds;
    facts_.end_reason = "it ended";
    ComparisonOutcome outcome;
    outcome.fingerprint = std::string(64, 'a');
    outcome.machine.cpu = "Stand-in processor";
    outcome.machine.cores = 2;
    outcome.machine.program = "Accelbench";
    outcome.facts = facts_;
    outcome.judgement = judgement_;
    return outcome;
  }

 private:
  void tell(ComparisonProgress::Stage stage, std::int64_t round, std::size_t row) {
    ComparisonProgress progress;
    progress.stage = stage;
    progress.round = round;
    progress.row = rows_.rows[row].run;
    progress.done_in_round = static_cast<std::int64_t>(row);
    progress.rows_in_round = static_cast<std::int64_t>(rows_.rows.size());
    progress.eta_s = 60;
    sink_.on_progress(progress);
  }

  void run_round() {
    RoundRecord round;
    round.attempt = static_cast<std::int64_t>(facts_.rounds.size()) + 1;
    round.round = judgement_.rounds + 1;
    round.set_aside = round.attempt == 3;
    for (const TrainingRow& row : rows_.rows)
      round.runs.push_back(
          {row.run + "#" + std::to_string(round.attempt), row.run, row.accelerator.id, row.variant, {}, {}});
    sink_.on_round_begin(round);
    for (std::size_t row = 0; row < round.runs.size(); ++row) {
      tell(ComparisonProgress::Stage::rounds, round.round, row);
      const double rate = request_.a_a ? 1000.0 : rate_of(row, round.attempt) * (round.set_aside ? 0.5 : 1);
      round.runs[row].summary =
          launch(sink_, rows_.rows[row], round.runs[row].run, request_.experiment.training.epochs, rate);
      if (round.set_aside)
        round.runs[row].disturbances = {{DisturbanceKind::other_process, true, 0.31, 0.05,
                                         "other processes used 31 % of the processors"}};
      sink_.on_run_end(round, round.runs[row]);
    }
    round.finished = true;
    round.ended_s = static_cast<double>(round.attempt);
    facts_.rounds.push_back(round);
    judgement_ = judge(judgement_request(request_.experiment), facts_);
    sink_.on_round_end(round, judgement_);
  }

  const ComparisonRequest& request_;
  ComparisonSink& sink_;
  std::stop_token stop_;
  TrainingRows rows_;
  ComparisonRecord facts_;
  Judgement judgement_;
};

inline Result<ComparisonOutcome> compare(const ComparisonRequest& request, ComparisonSink& sink,
                                         std::stop_token stop) {
  return Comparison(request, sink, std::move(stop)).run();
}

}  // namespace accelbench::stand_in
