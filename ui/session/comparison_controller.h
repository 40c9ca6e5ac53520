// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "core/results/results_file.h"
#include "ui/session/comparison_feed.h"
#include "ui/session/training_controller.h"

namespace accelbench {

/// The signature of compare(); tests give one of their own.
using CompareFunction = std::function<Result<ComparisonOutcome>(const ComparisonRequest&,
                                                                ComparisonSink& sink, std::stop_token stop)>;

/// What one press of Compare does.
struct ComparisonJob {
  ComparisonRequest request;
  std::filesystem::path results_file;  ///< empty: not recorded
  bool resume = false;                 ///< goes on with what `results_file` holds
};

/// Compares on a worker thread. The caller's thread never waits: it pulls the feed and hears of changes of
/// state only.
class ComparisonController : public QObject {
  Q_OBJECT

 public:
  using State = TrainingController::State;

  explicit ComparisonController(CompareFunction compare, QObject* parent = nullptr);
  /// Asks a comparison to stop and waits for its thread; a window that closes stops first and waits for idle.
  ~ComparisonController() override;

  State state() const { return state_; }
  /// Whether it was given a function that compares.
  bool can_compare() const { return compare_ != nullptr; }
  /// Does nothing unless idle.
  void start(ComparisonJob job);
  /// Acknowledged at once (`stopping`); the run that goes ends as soon as its engine looks.
  void stop();
  /// Honoured between two runs; ComparisonProgress tells when it begins.
  void pause();
  void go_on();
  /// Whether a pause was asked for.
  bool pauses() const { return pauses_; }

  ComparisonFeed& feed() { return feed_; }
  /// Of the last comparison that ended; empty before.
  const std::optional<Result<ComparisonOutcome>>& outcome() const { return outcome_; }
  /// Where the comparison is recorded; empty: nowhere.
  std::filesystem::path results_file() const;
  /// Why the results cannot be written now; empty: they can, or are not recorded.
  std::optional<Error> trouble() const;
  /// Everything so far into another file, from then on recorded there: on a thread of the pool, `saved` tells
  /// what came of it.
  void save_elsewhere(const QString& file);

 signals:
  void state_changed();
  void pause_changed();
  /// A run or a round has ended: take the feed, draw, and call feed().drawn().
  void ended_something();
  /// `problem` is empty where the file was written.
  void saved(const QString& file, const QString& problem);

 private:
  void work(const ComparisonJob& job, const std::stop_token& stop);
  void end(Result<ComparisonOutcome> outcome);
  void set_state(State state);
  void send(RunCommandKind command, bool pauses);
  std::shared_ptr<Recorder> recorder() const;

  CompareFunction compare_;
  ComparisonFeed feed_;
  State state_ = State::idle;
  bool pauses_ = false;
  std::shared_ptr<RunControl> control_;  ///< of the comparison that runs
  std::optional<Result<ComparisonOutcome>> outcome_;
  mutable std::mutex recorder_mutex_;
  std::shared_ptr<Recorder> recorder_;  // made by the worker; kept after the end for save_elsewhere()
  std::jthread worker_;                 // last: joined before anything that it uses goes
};

}  // namespace accelbench
