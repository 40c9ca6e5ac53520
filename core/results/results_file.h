// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/run/training.h"

// One SQLite file a Train or command: the experiment, the machine, every run, epoch, reading and message.
namespace accelbench {

struct DeviceSample {
  double t_s = 0;
  DeviceReading reading;
};

struct LogLine {
  double t_s = 0;
  std::string level;
  std::string text;
};

struct PhaseSpan {
  Phase phase = Phase::load;
  double begin_s = 0;
  double seconds = 0;
};

struct RunRecord {
  std::string run;  ///< its id in events: "cpu"; with a sweep "cpu@2"
  RunSummary summary;
  std::string label;
  std::vector<Metric> metrics;
  bool validation = false;
  std::vector<EpochRecord> epochs;
  std::vector<DeviceSample> readings;
  std::vector<PhaseSpan> phases;
  std::vector<LogLine> log;
  bool finished = false;  ///< false: the program ended before the run did
};

struct Results {
  std::filesystem::path file;
  std::string created;  ///< UTC, ISO 8601
  std::string experiment_text;
  std::string experiment_name;
  std::string fingerprint;  ///< of the work that all runs did; empty where they did several
  Machine machine;
  bool together = false;
  bool in_process = true;
  std::vector<RunRecord> runs;
};

/// Writes on a thread of its own from a bounded queue: what is older than 250 ms and every finished run
/// survive kill −9.
class Recorder : public EventSink {
 public:
  /// Refuses a file that exists unless `force`, and a folder that cannot be written.
  static Result<std::unique_ptr<Recorder>> create(const std::filesystem::path& file,
                                                  const TrainingRequest& request, const Machine& machine,
                                                  bool force);
  ~Recorder() override;
  void on_event(const Event& event) override;
  /// Waits for the queue, leaves WAL, closes; the first error that writing met (a full disk), if any.
  Status close(const TrainingOutcome* outcome);

 private:
  struct State;
  explicit Recorder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Refuses files that are no results, truncated, or from a newer version, each with what to do.
Result<Results> read_results(const std::filesystem::path& file);

/// STEM-YYYYMMDDTHHMMSSZ.accelresults in the user's data folder (XDG_DATA_HOME/accelbench/results).
std::filesystem::path results_folder();
std::filesystem::path default_results_file(const std::string& stem);
struct ResultsEntry {
  std::filesystem::path file;
  std::string created;
  std::string experiment_name;
  std::int64_t runs = 0;
  std::int64_t bytes = 0;
};
/// This machine's results, newest first; unreadable files are left out.
std::vector<ResultsEntry> list_results();

}  // namespace accelbench
