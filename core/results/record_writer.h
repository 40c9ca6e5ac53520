// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/results/database.h"
#include "core/run/training.h"

namespace accelbench {

/// Turns events into rows of a new results file. Transactions and threads are the caller's.
class RecordWriter {
 public:
  /// Makes the tables and writes what is known before the training.
  static Result<RecordWriter> create(Database& database, const TrainingRequest& request,
                                     const Machine& machine);
  Status write(const Event& event);
  /// What only the end of the training tells; runs whose last event never came are finished from it.
  Status finish(const TrainingOutcome& outcome);

 private:
  struct Statements {
    Statement about, variant, setting, add_run, start_run, describe_epochs, finish_run, epoch, device, reading, phase, log,
        step;
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
    std::map<Phase, double> open_phases;  ///< begin, seconds
  };
  Status prepare(Database& database);
  Status describe(const TrainingRequest& request, const Machine& machine);
  void plan(const TrainingRows& rows);
  Status describe_variants(const TrainingRows& rows);
  Result<Run*> run_of(const std::string& id);
  Result<std::int64_t> device_row(const DeviceReading& reading);

  Status store(Run& run, double t_s, const RunStarted& started);
  Status store(Run& run, double t_s, const PhaseEvent& phase);
  Status store(Run& run, double t_s, const StepEvent& step);
  Status store(Run& run, double t_s, const EpochsEvent& epochs);
  Status store(Run& run, double t_s, const DeviceEvent& device);
  Status store(Run& run, double t_s, const MessageEvent& message);
  Status store(Run& run, double t_s, const Heartbeat& heartbeat);
  Status store(Run& run, double t_s, const RunFinished& finished);
  Status store_epoch(const Run& run, const EpochRecord& record);
  Status end_run(Run& run, const RunSummary& summary, std::int64_t dropped);

  Statements statements_;
  std::map<std::string, Planned> planned_;
  std::vector<std::string> planned_ids_;  ///< in the order of the outcome
  std::int64_t unplanned_ = 0;
  std::map<std::string, Run> runs_;
  std::map<std::pair<std::string, std::string>, std::int64_t> devices_;
};

/// Why a run that never finished has no end.
inline constexpr const char* reason_without_end = "the program ended before this run did";

}  // namespace accelbench
