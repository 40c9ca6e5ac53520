// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/experiment/yaml.h"
#include "core/results/comparison_report.h"
#include "tests/core/results/sample.h"

// A comparison made by hand, so that a person can check every number of its report: cpu, cpu-all (3 times as
// fast) and reference (not separated) in three rounds, the second of which was first set aside; a fourth
// accelerator is not comparable.
namespace accelbench::sample {

inline const char* const ids[] = {"cpu", "cpu-all", "reference", "wrong"};

inline Experiment compared_experiment() {
  Experiment experiment = seed_experiment();
  experiment.name = "Seed network";
  experiment.accelerators.clear();
  for (const char* id : ids) {
    AcceleratorSpec accelerator;
    accelerator.id = id;
    accelerator.label = std::string("The ") + id;
    accelerator.price_per_hour = 0.5;
    accelerator.currency = "USD";
    experiment.accelerators.push_back(accelerator);
  }
  experiment.comparison.rounds = {3, 3, false};
  return experiment;
}

/// 100 000, 101 000, 102 000 … samples/s for cpu, three times that for cpu-all, 0.99 of it for reference.
inline double throughput(std::size_t accelerator, std::int64_t attempt) {
  const double factors[] = {1, 3, 0.99, 2};
  return factors[accelerator] * 1000 * static_cast<double>(99 + attempt);
}

inline RunSummary compared_summary(std::size_t accelerator, std::int64_t attempt) {
  RunSummary told = summary(ids[accelerator]);
  told.samples_per_second = throughput(accelerator, attempt);
  told.train_s = 9000 / throughput(accelerator, attempt);
  told.launch_s = 0.02;
  told.import_s = 0.005;
  told.load_s = 0.01;
  told.compile_s = 0.005;
  told.evaluate_s = 0.001;
  told.measure_s = 0.5;
  told.total_s = *told.train_s + 0.54;
  told.step_split = StepSplit{0.05, 0.4, 0.35, 0.15, 0.05};
  told.final_loss = 0.05 + 0.001 * static_cast<double>(attempt);
  return told;
}

inline RunRecord compared_record(const RoundRun& run, std::int64_t attempt) {
  RunRecord record;
  record.run = run.run;
  record.summary = run.summary;
  record.label = "The " + run.accelerator;
  record.validation = true;
  record.finished = true;
  for (std::int64_t number = 1; number <= 20; ++number) {
    EpochRecord told = epoch(number);
    told.loss = (1 + 0.1 * static_cast<double>(attempt)) / static_cast<double>(number);
    told.elapsed_s = static_cast<double>(number) * 90 / *run.summary.samples_per_second;
    record.epochs.push_back(told);
  }
  return record;
}

inline CertificateRecord certificate(std::size_t accelerator) {
  CertificateRecord record;
  record.row = record.accelerator = ids[accelerator];
  record.comparable = accelerator != 3;
  record.cold_start_s = 0.25;
  record.checks = {{"initial_weights", true, {}, {}, "equal"},
                   {"gradient", record.comparable, record.comparable ? 2.1e-7 : 0.12, 1e-4, "relative L2"}};
  if (!record.comparable) record.reason = "the gradient differs by 12 % (limit 0.01 %)";
  return record;
}

inline RoundRecord round_record(std::int64_t attempt, std::int64_t number, bool set_aside) {
  RoundRecord round{attempt, number, 42 + static_cast<std::uint64_t>(number), {}, set_aside, true, 3.0};
  for (const std::size_t accelerator : {1U, 0U, 2U}) {
    RoundRun run;
    run.row = run.accelerator = ids[accelerator];
    run.run = fmt::format("{}#{}", run.row, attempt);
    run.summary = compared_summary(accelerator, attempt);
    if (set_aside && accelerator == 0)
      run.disturbances = {
          {DisturbanceKind::other_process, true, 0.31, 0.05, "other processes used 31 % of the processors"}};
    round.runs.push_back(run);
  }
  return round;
}

inline PairJudgement pair_judgement(const std::string& a, double ratio, double low, double high,
                                    Verdict verdict) {
  PairJudgement pair;
  pair.a = a;
  pair.b = "cpu";
  pair.decides = true;
  pair.ratio = ratio;
  pair.low = low;
  pair.high = high;
  pair.level = 0.025;
  pair.confidence = 0.975;
  pair.rounds = 3;
  pair.method = "paired t";
  pair.verdict = verdict;
  pair.sentence = verdict == Verdict::faster
                      ? a + " trains 3.00× as fast as cpu (2.90–3.10, 97.5 %, 3 rounds)"
                      : a + " and cpu are not separated: the difference is under 2 %";
  return pair;
}

inline QuantityFigure figure(Quantity quantity, double median, double low, double high) {
  return {quantity, median, low, high, 3, ""};
}

inline Judgement compared_judgement() {
  Judgement judgement;
  for (std::size_t accelerator = 0; accelerator < 3; ++accelerator) {
    RowFigures row{ids[accelerator], ids[accelerator], 0, {}};
    row.figures = {figure(Quantity::throughput, throughput(accelerator, 3), throughput(accelerator, 1),
                          throughput(accelerator, 4)),
                   {Quantity::time_to_target, {}, {}, {}, 0, "the experiment names no target"},
                   figure(Quantity::train_time, 9000 / throughput(accelerator, 3),
                          9000 / throughput(accelerator, 4), 9000 / throughput(accelerator, 1))};
    judgement.rows.push_back(row);
  }
  judgement.pairs = {pair_judgement("cpu-all", 3, 2.9, 3.1, Verdict::faster),
                     pair_judgement("reference", 0.99, 0.985, 1.004, Verdict::not_separated)};
  PairJudgement other = pair_judgement("cpu-all", 0.333, 0.32, 0.345, Verdict::faster);
  other.quantity = Quantity::train_time;
  other.decides = false;
  judgement.pairs.push_back(other);
  judgement.pairs_with_set_aside = {pair_judgement("cpu-all", 2.8, 2.2, 3.6, Verdict::faster),
                                    pair_judgement("reference", 0.99, 0.9, 1.08, Verdict::not_separated)};
  judgement.best = {"cpu-all"};
  judgement.looks = {{3, 0.05, {judgement.pairs[0], judgement.pairs[1]}, {"cpu-all"}, true}};
  judgement.planned_looks = {3};
  judgement.rounds = 3;
  judgement.set_aside = 1;
  judgement.resolved = true;
  return judgement;
}

inline Results compared_results() {
  Results results;
  results.file = "seed.accelresults";
  results.created = "2026-11-20T10:00:00Z";
  results.experiment_text = write_experiment(compared_experiment());
  results.experiment_name = "Seed network";
  results.fingerprint = "f00d";
  results.machine = machine();
  results.in_process = false;
  ComparisonRecord facts;
  facts.seed = 7;
  facts.floor =
      NoiseFloor{1.02, "cpu", Quantity::throughput, "A processor", "f00d", "2026-11-19T10:00:00Z", 10};
  for (std::size_t accelerator = 0; accelerator < 4; ++accelerator)
    facts.certificates.push_back(certificate(accelerator));
  facts.rounds = {round_record(1, 1, false), round_record(2, 2, true), round_record(3, 2, false),
                  round_record(4, 3, false)};
  facts.end = ComparisonEnd::all_rounds;
  for (const RoundRecord& round : facts.rounds)
    for (const RoundRun& run : round.runs) results.runs.push_back(compared_record(run, round.attempt));
  results.comparison = facts;
  return results;
}

/// Throughput and training time are read from runs; a target was never reached.
inline std::optional<double> value_of_run(Quantity quantity, const RunSummary& run, const std::string&) {
  if (quantity == Quantity::throughput) return run.samples_per_second;
  if (quantity == Quantity::train_time) return run.train_s;
  if (quantity == Quantity::time_to_target) return std::numeric_limits<double>::infinity();
  return std::nullopt;
}

inline ReportSource source_of(const Results& results, const Judgement* judgement) {
  ReportSource source;
  source.results = &results;
  source.judgement = judgement;
  source.value_of = value_of_run;
  source.recomputed = "recomputed from the runs: as they were told";
  source.command = "accelbench-cli compare seed.accelresults --repeat";
  return source;
}

}  // namespace accelbench::sample
