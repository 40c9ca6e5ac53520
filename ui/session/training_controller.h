// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

#include "core/run/training.h"
#include "ui/session/run_feed.h"

namespace accelbench {

/// The signature of train(); tests give one of their own.
using TrainFunction =
    std::function<Result<TrainingOutcome>(const TrainingRequest&, EventSink& sink, std::stop_token stop)>;

/// What one press of Train does.
struct TrainingJob {
  TrainingRequest request;
  std::filesystem::path results_file;  ///< empty: not recorded
};

/// Trains on a worker thread. The caller's thread never waits: it pulls the feed and hears of changes of
/// state only.
class TrainingController : public QObject {
  Q_OBJECT

 public:
  enum class State { idle, running, stopping };
  Q_ENUM(State)

  explicit TrainingController(TrainFunction train, QObject* parent = nullptr);
  /// Asks a training to stop and waits for its thread; a window that closes stops first and waits for idle.
  ~TrainingController() override;

  State state() const { return state_; }
  /// Does nothing unless idle.
  void start(TrainingJob job);
  /// Acknowledged at once (`stopping`); the run ends as soon as its engine looks.
  void stop();
  RunFeed& feed() { return feed_; }
  /// Of the last training that ended; empty before.
  const std::optional<Result<TrainingOutcome>>& outcome() const { return outcome_; }

 signals:
  void state_changed();

 private:
  void work(const TrainingJob& job, const std::stop_token& stop);
  void end(Result<TrainingOutcome> outcome);
  void set_state(State state);

  TrainFunction train_;
  RunFeed feed_;
  State state_ = State::idle;
  std::optional<Result<TrainingOutcome>> outcome_;
  std::jthread worker_;  // last: joined before anything that it uses goes
};

}  // namespace accelbench
