// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/results/comparison_writer.h"
#include "core/results/database.h"
#include "core/results/record.h"

namespace accelbench {

/// Turns what a recorder is told into rows of a results file. Transactions and threads are the caller's.
class RecordWriter {
 public:
  /// Makes the tables in a new database and writes what is known beforehand.
  static Status begin(Database& database, const Description& description);
  /// Goes on in a file that was begun. `of_earlier`: by another process; what is told again of a run that it
  /// knew takes the place of what it kept.
  static Result<RecordWriter> attach(Database& database, const Description& description, bool of_earlier);
  Status write(const Record& record);

 private:
  struct Statements {
    Statement about, variant, setting, add_run, start_run, describe_epochs, finish_run, epoch, device,
        reading, phase, log, step;
    std::vector<Statement> forget;
  };
  struct Planned {
    std::int64_t row = 0;  ///< rows are in the order of the experiment, whoever begins first
    std::string label;
    std::string accelerator;
    std::optional<std::int64_t> variant;  ///< from 1
  };
  struct Run {
    std::int64_t row = 0;
    bool described = false;
    bool finished = false;
    bool of_earlier = false;
    std::map<Phase, double> open_phases;  ///< begin, seconds
  };
  explicit RecordWriter(ComparisonWriter comparison) : comparison_(std::move(comparison)) {}
  static Result<RecordWriter> prepare(Database& database, const Description& description);
  Status prepare(Database& database);
  Status describe(const Description& description);
  void plan(const TrainingRows& rows);
  Status describe_variants(const TrainingRows& rows);
  Status load(Database& database, bool of_earlier);
  Result<Run*> run_of(const std::string& id);
  Planned planned_of(const std::string& id);
  std::string word_of_launch(const std::string& launch) const;
  Status forget(Run& run);
  Result<std::int64_t> device_row(const DeviceReading& reading);

  Status store(const Event& event);
  Status store(const CertificateRecord& certificate);
  Status store(const Forecast& forecast);
  Status store(const NoiseFloor& floor);
  Status store(const RoundBegan& began);
  Status store(const RoundRunEnded& ended);
  Status store(const RoundEnded& ended);
  Status store(const ComparisonEnded& ended);
  Status store(const ComparisonResumed& resumed);
  /// What only the end of a training tells; runs whose last event never came are finished from it.
  Status store(const TrainingOutcome& outcome);
  Status store_summary(const RoundRun& run);

  Status store(Run& run, double t_s, const RunStarted& started);
  Status store(Run& run, double t_s, const PhaseEvent& phase);
  Status store(Run& run, double t_s, const StepEvent& step);
  Status store(Run& run, double t_s, const EpochsEvent& epochs);
  Status store(Run& run, double t_s, const DeviceEvent& device);
  Status store(Run& run, double t_s, const MessageEvent& message);
  Status store(Run& run, double t_s, const Heartbeat& heartbeat);
  Status store(Run& run, double t_s, const RunFinished& finished);
  Status store_epoch(const Run& run, const EpochRecord& record);
  Status end_run(Run& run, const RunSummary& summary, std::optional<std::int64_t> dropped);

  Statements statements_;
  ComparisonWriter comparison_;
  std::map<std::string, Planned> planned_;
  std::vector<std::string> planned_ids_;  ///< in the order of the outcome
  std::int64_t last_row_ = 0;             ///< of runs that were not planned, too
  std::map<std::string, Run> runs_;
  std::map<std::int64_t, std::int64_t> rounds_;  ///< of each attempt
  std::map<std::pair<std::string, std::string>, std::int64_t> devices_;
};

/// Why a run that never finished has no end.
inline constexpr const char* reason_without_end = "the program ended before this run did";
/// What such a run comes to.
RunSummary summary_without_end(const std::string& accelerator);

}  // namespace accelbench
