// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/names.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"

// What a comparison leaves behind, as plain values. Facts (certificates, rounds, disturbances) are written
// while it runs; judgements are computed from them by core/comparison, live and again by whoever reads the
// file.
namespace accelbench {

/// One thing that a certificate looked at.
struct CertificateCheck {
  std::string name;  ///< "initial_weights", "order", "gradient", "optimizer", "losses", "val_mae", …
  bool passed = false;
  std::optional<double> found;  ///< the number that decided: an error, a count; empty where there is none
  std::optional<double> limit;
  std::string text;  ///< one sentence with the numbers, for people
  bool operator==(const CertificateCheck&) const = default;
};

/// Whether one accelerator does the work that all others do.
struct CertificateRecord {
  std::string row;  ///< "cpu"; with a sweep "cpu@2" (TrainingRow::run)
  std::string accelerator;
  std::size_t variant = 0;
  bool comparable = false;                  ///< it did the same work
  std::string algorithm = "same";           ///< or what differs by nature: shown, never ranked
  RunStatus status = RunStatus::completed;  ///< of its launches: `unavailable` where it could not start
  std::string reason;  ///< why not comparable, with the number that gave it away; empty otherwise
  std::vector<CertificateCheck> checks;
  std::string note;                    ///< what was changed for the proof: "dropout 0, …"; empty: nothing
  std::optional<double> cold_start_s;  ///< launch to first step of the very first launch
  bool operator==(const CertificateRecord&) const = default;
};

/// What disturbed a run.
enum class DisturbanceKind { other_process, battery, swapping, governor, clock_limit, throttling };
template <>
struct Names<DisturbanceKind> {
  static constexpr std::array table = {
      Named<DisturbanceKind>{DisturbanceKind::other_process, "other_process",
                             "other processes used more than 5 % of the device"},
      Named<DisturbanceKind>{DisturbanceKind::battery, "battery", "the machine ran on its battery"},
      Named<DisturbanceKind>{DisturbanceKind::swapping, "swapping", "the machine swapped"},
      Named<DisturbanceKind>{DisturbanceKind::governor, "governor", "the frequency governor changed"},
      Named<DisturbanceKind>{DisturbanceKind::clock_limit, "clock_limit", "the limit of the clock changed"},
      Named<DisturbanceKind>{DisturbanceKind::throttling, "throttling",
                             "the device lowered its clock under its own load"},
  };
};
struct Disturbance {
  DisturbanceKind kind = DisturbanceKind::other_process;
  bool outside = true;  ///< not caused by the run: its round is repeated
  std::optional<double> found;
  std::optional<double> limit;
  std::string text;  ///< "other processes used 31 % of the processors"
  bool operator==(const Disturbance&) const = default;
};

/// One launch within a round.
struct RoundRun {
  std::string run;  ///< id of its events: "cpu#3" in the third attempt
  std::string row;  ///< "cpu"; with a sweep "cpu@2"
  std::string accelerator;
  std::size_t variant = 0;
  RunSummary summary;
  std::vector<Disturbance> disturbances;
  bool operator==(const RoundRun&) const = default;
};

/// One run of each row, in the order in which they ran. A round that was disturbed from outside is set aside
/// and attempted again in the same order.
struct RoundRecord {
  std::int64_t attempt = 0;  ///< from 1, counts all attempts of all rounds
  std::int64_t round = 0;    ///< from 1
  std::uint64_t seed = 0;    ///< training.seed of its runs
  std::vector<RoundRun> runs;
  bool set_aside = false;
  bool finished = false;  ///< false: the comparison ended within it; it does not count
  double ended_s = 0;     ///< since the comparison began, pauses excluded
  bool operator==(const RoundRecord&) const = default;
};

/// What the same accelerator against itself shows on this machine: ratios between 1/f and f mean nothing.
struct NoiseFloor {
  double floor = 1;  ///< f ≥ 1
  std::string accelerator;
  Quantity quantity = Quantity::throughput;
  std::string machine;   ///< name of its processor
  std::string workload;  ///< fingerprint of the work
  std::string measured;  ///< UTC, ISO 8601
  std::int64_t rounds = 0;
  bool operator==(const NoiseFloor&) const = default;
};

/// What is expected of the rounds, told by the launches of the certificate.
struct Forecast {
  struct Row {
    std::string row;
    std::optional<double> run_s;     ///< one counted launch
    std::optional<double> energy_j;  ///< of it, where counters are readable
    std::optional<double> cost;      ///< of it, in `currency`
    std::string currency;
    std::string skipped;  ///< why it takes no part; empty: it does
    bool operator==(const Row&) const = default;
  };
  std::vector<Row> rows;
  double round_s = 0;
  std::int64_t first_look = 0;  ///< rounds: no verdict before
  std::int64_t most_rounds = 0;
  std::optional<std::int64_t> rounds_in_time;  ///< where the time limit ends it before most_rounds
  bool operator==(const Forecast&) const = default;
};

/// Why a comparison ended.
enum class ComparisonEnd { unfinished, resolved, all_rounds, time_limit, stopped, nothing_to_compare };
template <>
struct Names<ComparisonEnd> {
  static constexpr std::array table = {
      Named<ComparisonEnd>{ComparisonEnd::unfinished, "unfinished", "it runs, or its program ended"},
      Named<ComparisonEnd>{ComparisonEnd::resolved, "resolved", "every pair is separated or resolved"},
      Named<ComparisonEnd>{ComparisonEnd::all_rounds, "all_rounds", "as many rounds as were asked for"},
      Named<ComparisonEnd>{ComparisonEnd::time_limit, "time_limit", "the time was spent"},
      Named<ComparisonEnd>{ComparisonEnd::stopped, "stopped", "ended by the user"},
      Named<ComparisonEnd>{ComparisonEnd::nothing_to_compare, "nothing_to_compare",
                           "fewer than two accelerators are comparable, or the baseline is not"},
  };
};

/// One comparison: facts only. The experiment (with `comparison` as it was asked for) stands beside it in
/// Results.
struct ComparisonRecord {
  std::uint64_t seed = 0;  ///< of the order of each round
  bool a_a = false;        ///< the same accelerator against itself
  std::optional<NoiseFloor> floor;
  std::vector<CertificateRecord> certificates;
  std::vector<RoundRecord> rounds;  ///< by attempt
  ComparisonEnd end = ComparisonEnd::unfinished;
  std::string end_reason;
  bool operator==(const ComparisonRecord&) const = default;
};

// Judgements

enum class Verdict {
  faster,
  slower,
  lower,
  higher,
  not_separated,
  target_not_reached,
  different_algorithm,
  not_comparable,
  unmeasured,
  too_few_rounds
};
template <>
struct Names<Verdict> {
  static constexpr std::array table = {
      Named<Verdict>{Verdict::faster, "faster", "the whole interval says so"},
      Named<Verdict>{Verdict::slower, "slower", "the whole interval says so"},
      Named<Verdict>{Verdict::lower, "lower", "losses, joules, money: the whole interval says so"},
      Named<Verdict>{Verdict::higher, "higher", "losses, joules, money: the whole interval says so"},
      Named<Verdict>{Verdict::not_separated, "not_separated",
                     "the interval holds 1, or lies within the noise floor"},
      Named<Verdict>{Verdict::target_not_reached, "target_not_reached",
                     "one of the two missed the target in more than 20 % of the rounds"},
      Named<Verdict>{Verdict::different_algorithm, "different_algorithm", "shown, never ranked"},
      Named<Verdict>{Verdict::not_comparable, "not_comparable", "the certificate of one of the two failed"},
      Named<Verdict>{Verdict::unmeasured, "not_measured", "the quantity was not measured for one of the two"},
      Named<Verdict>{Verdict::too_few_rounds, "too_few_rounds", "before the first look"},
  };
};

/// a against b, in one quantity, as of the last look.
struct PairJudgement {
  std::string a;  ///< rows: "gpu", with a sweep "gpu@2"
  std::string b;  ///< the baseline; of a pair behind a leader's claim any other
  std::size_t variant = 0;
  Quantity quantity = Quantity::throughput;
  bool decides = false;         ///< the quantity that the comparison is about
  std::optional<double> ratio;  ///< q_a / q_b: exp of the mean, or of the Hodges–Lehmann estimate
  std::optional<double> low,
      high;                 ///< of its interval; infinite ends (missed targets) are empty with the ratio kept
  double level = 0;         ///< nominal α of this look for this pair
  double confidence = 0;    ///< of the whole procedure for this pair, 1 − its share of α: 0.95
  std::int64_t rounds = 0;  ///< that both took part in, as of the look
  std::int64_t missed_a = 0, missed_b = 0;  ///< targets
  std::int64_t failed_a = 0, failed_b = 0;  ///< runs
  std::string method;                       ///< "paired t", "Wilcoxon, Hodges–Lehmann"
  Verdict verdict = Verdict::too_few_rounds;
  bool within_floor = false;  ///< separated but for the noise floor
  bool resolved = false;
  std::string reason;    ///< of a verdict without a ratio, and of missing figures
  std::string sentence;  ///< "gpu trains 3.1× as fast as cpu (2.9–3.4, 95 %, 10 rounds)"
  std::optional<std::int64_t> expected_rounds;  ///< until this pair is resolved, as its noise so far tells
  bool operator==(const PairJudgement&) const = default;
};

/// One accelerator's own figure: median over counted rounds, with an exact 95 % interval of the median (its
/// range below 6 rounds).
struct QuantityFigure {
  Quantity quantity = Quantity::throughput;
  std::optional<double> median, low, high;
  std::int64_t rounds = 0;
  std::string reason;  ///< why not measured
  bool operator==(const QuantityFigure&) const = default;
};
struct RowFigures {
  std::string row;
  std::string accelerator;
  std::size_t variant = 0;
  std::vector<QuantityFigure> figures;  ///< one for each Quantity, in its order
  bool operator==(const RowFigures&) const = default;
};

/// One look at the data: when verdicts may change.
struct Look {
  std::int64_t rounds = 0;  ///< counted
  double alpha_spent = 0;   ///< of the whole α, cumulative
  std::vector<PairJudgement> pairs;
  std::vector<std::string> best;  ///< row by variant; empty text: none
  bool resolved = false;
  bool operator==(const Look&) const = default;
};

struct Judgement {
  std::vector<RowFigures> rows;      ///< over all counted rounds
  std::vector<PairJudgement> pairs;  ///< as of the last look: first those that decide
  std::vector<PairJudgement>
      pairs_with_set_aside;                 ///< deciding ones, disturbed rounds included; empty: none were
  std::vector<std::string> best;            ///< row by variant; empty text: none
  std::vector<PairJudgement> leader_pairs;  ///< behind `best`: the leader against every other, at α
  std::vector<Look> looks;                  ///< deciding pairs of each look so far
  std::vector<std::int64_t> planned_looks;  ///< rounds at which looks are made
  std::int64_t rounds = 0;                  ///< counted
  std::int64_t set_aside = 0;
  bool resolved = false;
  std::optional<std::int64_t> next_look;        ///< in rounds; empty after the last
  std::optional<std::int64_t> expected_rounds;  ///< in all, until resolved
  bool operator==(const Judgement&) const = default;
};

}  // namespace accelbench
