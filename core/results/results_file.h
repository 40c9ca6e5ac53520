// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/event.h"
#include "core/results/comparison_records.h"
#include "core/run/training.h"

// One SQLite file a Train, comparison or command: the experiment, the machine, every run, epoch, reading and
// message; of a comparison all that its verdicts were computed from.
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
  std::vector<RunRecord> runs;  ///< of a comparison all launches: those of certificates and trials too

  std::optional<ComparisonRecord> comparison;  ///< its facts; empty: a training
  std::optional<Judgement> judgement;          ///< as it was told last: readers compute their own beside it
  std::vector<Forecast> forecasts;             ///< one for each time that it was begun or resumed
  bool recording = false;                      ///< a living program writes it
};

/// What a comparison is before anything of it has happened.
struct ComparisonStart {
  Experiment experiment;  ///< with the accelerators that take part, and `comparison` as it is to be
  std::uint64_t seed = 0;
  bool a_a = false;
  std::optional<NoiseFloor> floor;
  std::string fingerprint;  ///< of the experiment's own work; empty: end() tells it
};

struct RecorderState;

/// Writes on a thread of its own from a bounded queue: what is older than 250 ms and every finished run
/// survive kill −9, and so does what the calls of a comparison tell, from their return on.
///
/// Where the file cannot be written any more (a full disk, a file that was removed) what is being recorded
/// goes on, and is kept in memory: finished runs and facts all, epochs and readings up to a bound. Writing is
/// tried again now and then, and save_elsewhere() moves to another place.
class Recorder : public EventSink {
 public:
  /// Refuses a file that exists unless `force`, one that a living program records, and a folder that cannot
  /// be written. A file appears whole or not at all.
  static Result<std::unique_ptr<Recorder>> create(const std::filesystem::path& file,
                                                  const TrainingRequest& request, const Machine& machine,
                                                  bool force);
  static Result<std::unique_ptr<Recorder>> create(const std::filesystem::path& file,
                                                  const ComparisonStart& start, const Machine& machine,
                                                  bool force);
  struct Reopened;
  /// Goes on with a comparison that was killed, stopped or ran out of time. Refuses what read_results()
  /// refuses, a training, a comparison that has nothing left to do, one of another machine, and one that a
  /// living program records.
  static Result<Reopened> reopen(const std::filesystem::path& file, const Machine& machine);
  ~Recorder() override;
  void on_event(const Event& event) override;

  void write(const CertificateRecord& certificate);
  void write(const Forecast& forecast);
  /// The one that its verdicts are held against; it replaces that of the start.
  void write(const NoiseFloor& floor);
  void begin_round(const RoundRecord& round);
  void end_run(const RoundRecord& round, const RoundRun& run);
  void end_round(const RoundRecord& round, const Judgement& judgement);
  /// Why and how it ended; an unfinished one can be resumed.
  void end(const ComparisonRecord& facts, const Judgement& judgement, const std::string& fingerprint);

  /// Why the file cannot be written now; empty: it can. From any thread.
  std::optional<Error> trouble() const;
  /// Everything so far into a new file, which is recorded into from then on: before close() and behind it,
  /// with trouble or without, from any thread. The earlier file stays as it is. After an error nothing has
  /// changed.
  Status save_elsewhere(const std::filesystem::path& file, bool force);
  /// Where it records.
  std::filesystem::path file() const;

  /// Waits for the queue, leaves WAL, closes; the first error that writing met (a full disk), if any. What
  /// could not be written stays in memory for save_elsewhere().
  Status close(const TrainingOutcome* outcome);

 private:
  explicit Recorder(std::unique_ptr<RecorderState> state);
  std::unique_ptr<RecorderState> state_;
};

/// A comparison to go on with, and what its file holds so far. Its end has been taken back.
struct Recorder::Reopened {
  std::unique_ptr<Recorder> recorder;
  Results results;
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
  std::int64_t runs = 0;  ///< launches
  std::int64_t bytes = 0;
  bool comparison = false;                        ///< false: a training
  std::int64_t rounds = 0;                        ///< of a comparison, those that count
  ComparisonEnd end = ComparisonEnd::unfinished;  ///< of a comparison
};
/// This machine's results, newest first; unreadable files are left out.
std::vector<ResultsEntry> list_results();

}  // namespace accelbench
