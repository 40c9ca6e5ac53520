// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>

#include "tests/core/results/sample.h"

// A comparison in which every field of every record has a value of its own.
namespace accelbench::sample {

/// The seed experiment with two of its accelerators: cpu and cpu-all.
inline Experiment recorded_experiment() {
  Experiment experiment = seed_experiment();
  experiment.accelerators.resize(2);
  experiment.comparison.rounds = {2, 4, true};
  return experiment;
}

inline NoiseFloor floor() {
  return {1.0125, "cpu", Quantity::train_time, "A processor", "f00d", "2026-01-02T03:04:05Z", 12};
}

inline ComparisonStart start() {
  ComparisonStart told;
  told.experiment = recorded_experiment();
  told.seed = 0xFFFF'FFFF'FFFF'FFF1;  // more than a signed integer of 64 bits holds
  told.a_a = true;
  told.floor = floor();
  return told;
}

/// `last` ids in the order of the experiment.
inline std::vector<std::string> row_names() {
  return {recorded_experiment().accelerators[0].id, recorded_experiment().accelerators[1].id};
}

inline CertificateRecord recorded_certificate(std::size_t row) {
  CertificateRecord told;
  told.row = row_names()[row];
  told.accelerator = told.row;
  told.comparable = row == 0;
  told.algorithm = row == 0 ? "same" : "averages models";
  told.status = row == 0 ? RunStatus::completed : RunStatus::diverged;
  told.reason = row == 0 ? "" : "the gradient differs by 12 %";
  told.checks = {{"gradient", row == 0, 1e-7, 1e-4, "relative error 1e-07"},
                 {"losses", false, std::numeric_limits<double>::infinity(), std::nullopt, "no end"},
                 {"order", true, std::nullopt, std::nullopt, "equal"}};
  told.note = "dropout 0";
  if (row == 0) told.cold_start_s = 0.75;
  return told;
}

inline Forecast forecast() {
  return {{{"cpu", 0.5, 20.0, 0.001, "EUR", ""}, {"x", {}, {}, {}, "", "not there"}}, 1.5, 2, 4, 3};
}

/// The summary of a run that took `seconds`.
inline RunSummary counted(const std::string& row, double seconds) {
  RunSummary told = summary(row);
  told.fingerprint = "beef";
  told.train_s = seconds;
  told.samples_per_second = 90 / seconds;
  told.target = TargetReached{"loss", 0.05, true, 2 * seconds};
  return told;
}

inline std::string id_of(const std::string& row, std::int64_t attempt) {
  return row + "#" + std::to_string(attempt);
}

/// As it is told when it begins. Odd attempts run in the order of the experiment.
inline RoundRecord begun_round(std::int64_t attempt, std::int64_t number) {
  RoundRecord round;
  round.attempt = attempt;
  round.round = number;
  round.seed = 42 + static_cast<std::uint64_t>(number);
  for (const std::size_t place : attempt % 2 == 1 ? std::vector{0U, 1U} : std::vector{1U, 0U}) {
    const std::string row = row_names()[place];
    round.runs.push_back({id_of(row, attempt), row, row, 0, {}, {}});
  }
  return round;
}

inline Disturbance disturbance() {
  return {DisturbanceKind::other_process, true, 0.31, 0.05, "other processes used 31 % of the processors"};
}

/// As it is told when it has ended. The second attempt is disturbed and set aside.
inline RoundRecord ended_round(std::int64_t attempt, std::int64_t number) {
  RoundRecord round = begun_round(attempt, number);
  for (RoundRun& run : round.runs)
    run.summary = counted(run.row, run.row == "cpu" ? 0.5 : 0.25 + 0.01 * static_cast<double>(attempt));
  round.set_aside = attempt == 2;
  if (round.set_aside)
    round.runs[1].disturbances = {disturbance(),
                                  {DisturbanceKind::throttling, false, std::nullopt, std::nullopt, "warm"}};
  round.finished = true;
  round.ended_s = 1.5 * static_cast<double>(attempt);
  return round;
}

inline PairJudgement pair() {
  PairJudgement told;
  told.a = "cpu-all";
  told.b = "cpu";
  told.quantity = Quantity::time_to_target;
  told.decides = true;
  told.ratio = 1.0 / 3;
  told.low = 0.1;
  told.level = 0.0148;
  told.confidence = 0.95;
  told.rounds = 2;
  told.missed_a = 3;
  told.missed_b = 4;
  told.failed_a = 5;
  told.failed_b = 6;
  told.method = "paired t";
  told.verdict = Verdict::unmeasured;
  told.within_floor = true;
  told.resolved = true;
  told.reason = "why";
  told.sentence = "cpu-all trains 3.1× as fast as cpu";
  told.expected_rounds = 9;
  return told;
}

/// As of `rounds` counted rounds: another judgement each time, one look more from 2 on.
inline Judgement judgement(std::int64_t rounds) {
  Judgement told;
  told.rows = {{"cpu", "cpu", 0, {{Quantity::throughput, 180.0, 170.0, 190.0, rounds, ""}}},
               {"cpu-all", "cpu-all", 0, {{Quantity::energy_to_target, {}, {}, {}, 0, "no counter"}}}};
  told.pairs = {pair()};
  told.pairs_with_set_aside = {pair()};
  told.leader_pairs = {pair()};
  told.best = {"cpu-all"};
  told.planned_looks = {2, 4};
  for (std::int64_t look = 2; look <= rounds; look += 2)
    told.looks.push_back({look, 0.01 * static_cast<double>(look), {pair()}, {""}, look == 4});
  told.rounds = rounds;
  told.set_aside = 1;
  told.resolved = rounds == 4;
  if (rounds < 4) told.next_look = rounds < 2 ? 2 : 4;
  told.expected_rounds = 7;
  return told;
}

inline Event started_run(const std::string& id) {
  Event event = started(id);
  std::get<RunStarted>(event.what).accelerator = id.substr(0, id.find('#'));
  return event;
}

inline Event finished_run(const std::string& id, const RunSummary& summary) {
  RunFinished told;
  told.dropped = 7;
  told.summary = summary;
  told.status = summary.status;
  told.reason = summary.reason;
  return event(id, 0.7, told);
}

/// One launch: what its child tells.
inline void tell_launch(Recorder& recorder, const std::string& id, const RunSummary& summary) {
  recorder.on_event(started_run(id));
  recorder.on_event(epochs(id, 1, 3));
  recorder.on_event(finished_run(id, summary));
}

/// Certificates, trials and forecast.
inline void tell_certificates(Recorder& recorder) {
  for (std::size_t row = 0; row < 2; ++row) {
    tell_launch(recorder, row_names()[row] + "#0.gradient", counted(row_names()[row], 0.01));
    recorder.write(recorded_certificate(row));
  }
  tell_launch(recorder, "cpu#0.trial", counted("cpu", 0.02));
  recorder.write(forecast());
}

/// One whole attempt; the summaries of rounds say more than those of the children.
inline void tell_round(Recorder& recorder, std::int64_t attempt, std::int64_t number, std::int64_t counted) {
  recorder.begin_round(begun_round(attempt, number));
  const RoundRecord round = ended_round(attempt, number);
  for (const RoundRun& run : round.runs) {
    RunSummary of_child = run.summary;
    of_child.energy_reason = "told by the child";
    tell_launch(recorder, run.run, of_child);
    recorder.end_run(round, run);
  }
  recorder.end_round(round, judgement(counted));
}

/// Attempts 1 to 3: rounds 1, 2 (set aside) and 2 again.
inline void tell_rounds(Recorder& recorder) {
  tell_round(recorder, 1, 1, 1);
  tell_round(recorder, 2, 2, 1);
  tell_round(recorder, 3, 2, 2);
}

/// What was told by then.
inline ComparisonRecord facts(ComparisonEnd end, const std::string& reason) {
  ComparisonRecord told;
  told.seed = start().seed;
  told.a_a = true;
  told.floor = floor();
  told.certificates = {recorded_certificate(0), recorded_certificate(1)};
  told.rounds = {ended_round(1, 1), ended_round(2, 2), ended_round(3, 2)};
  told.end = end;
  told.end_reason = reason;
  return told;
}

/// A whole comparison in a closed file.
inline void record_comparison(const std::filesystem::path& file, ComparisonEnd end = ComparisonEnd::stopped) {
  auto recorder = Recorder::create(file, start(), machine(), false);
  ASSERT_TRUE(recorder) << to_string(recorder.error());
  tell_certificates(**recorder);
  tell_rounds(**recorder);
  (*recorder)->end(facts(end, "because"), judgement(2), "c0de");
  ASSERT_TRUE((*recorder)->close(nullptr));
}

/// Null where the file could not be made.
inline std::unique_ptr<Recorder> created(const std::filesystem::path& file) {
  auto recorder = Recorder::create(file, start(), machine(), false);
  return recorder ? std::move(*recorder) : nullptr;
}

inline const RunRecord& run_named(const Results& results, const std::string& id) {
  const auto run = std::ranges::find(results.runs, id, &RunRecord::run);
  if (run == results.runs.end()) throw std::runtime_error("no run " + id);
  return *run;
}

/// What a child process records before it kills itself as kill -9 does.
inline void in_killed_child(const std::function<std::unique_ptr<Recorder>()>& open,
                            const std::function<void(Recorder&)>& body) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto recorder = open();
    if (!recorder) ::_exit(9);
    body(*recorder);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
}

}  // namespace accelbench::sample
