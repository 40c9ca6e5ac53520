// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/engine/event.h"
#include "core/experiment/experiment.h"
#include "core/results/comparison_records.h"
#include "core/run/run_control.h"

// The whole protocol: certificate, rounds in random order of fresh launches, looks, verdicts.
namespace accelbench {

struct ComparisonRequest {
  Experiment experiment;  ///< `comparison` as it is to be: the command line has been put into it
  DataRoots roots;
  std::uint64_t seed = 0;                    ///< of the order of each round
  std::filesystem::path program;             ///< accelbench-cli, for children
  bool a_a = false;                          ///< the experiment is that of a_a_experiment()
  std::optional<NoiseFloor> floor;           ///< of this machine and workload, where one was measured
  bool only_forecast = false;                ///< certificates and trial, no rounds
  std::optional<ComparisonRecord> resume;    ///< goes on behind these facts; their seed and floor are taken
  std::int64_t first_attempt = 1;            ///< of a resumed one: behind all attempts that its file knows
  std::shared_ptr<RunControl> control = {};  ///< a pause is honoured between two runs; null: none
};

/// Where a comparison stands.
struct ComparisonProgress {
  enum class Stage { certificate, rounds, paused, ended };
  Stage stage = Stage::certificate;
  std::int64_t round = 0;  ///< from 1; 0 while certificates are made
  std::int64_t attempt = 0;
  std::string row;  ///< that runs now; empty: none
  std::int64_t done_in_round = 0, rows_in_round = 0;
  double elapsed_s = 0;  ///< pauses excluded
  std::optional<double> eta_s;
};

/// Hears what happens, besides the events of all runs. Called from the thread that compares, in the order in
/// which things happen; what a call has returned from is to survive a kill of the program.
class ComparisonSink : public EventSink {
 public:
  virtual void on_certificate(const CertificateRecord& certificate) = 0;
  virtual void on_forecast(const Forecast& forecast) = 0;
  /// The noise floor of this machine and workload, found before the first round.
  virtual void on_floor(const NoiseFloor&) {}
  virtual void on_round_begin(const RoundRecord& round) = 0;  ///< seed and order: runs without summaries
  virtual void on_run_end(const RoundRecord& round, const RoundRun& run) = 0;
  virtual void on_round_end(const RoundRecord& round, const Judgement& judgement) = 0;
  virtual void on_progress(const ComparisonProgress& progress) = 0;
};

struct ComparisonOutcome {
  std::string fingerprint;  ///< of the experiment's own work (round 1 trains it with seed + 1)
  Machine machine;
  ComparisonRecord facts;
  Judgement judgement;
  std::optional<NoiseFloor> measured_floor;  ///< of an accelerator against itself: kept on this machine
};

/// The experiment with these accelerators only (ids; empty: all), its baseline named: what a comparison of
/// them is recorded with. Errors: an id that there is not, a baseline that is left out.
Result<Experiment> experiment_with(const Experiment& experiment,
                                   const std::vector<std::string>& accelerators);

/// The experiment in which an accelerator (empty: the baseline) competes with itself, under the ids "cpu" and
/// "cpu-again". An error where there is none of that id.
Result<Experiment> a_a_experiment(const Experiment& experiment, const std::string& accelerator);

/// Blocks; call it on a worker thread. An error means that nothing was compared. After `stop` the run that
/// goes is ended, its round does not count, and everything before it stands.
Result<ComparisonOutcome> compare(const ComparisonRequest& request, ComparisonSink& sink,
                                  std::stop_token stop);

}  // namespace accelbench
