// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>
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
  /// How a running training gets on; a pause is `pausing` until all that runs has come to rest.
  enum class Pace { going, pausing, one_epoch, paused };
  Q_ENUM(Pace)

  explicit TrainingController(TrainFunction train, QObject* parent = nullptr);
  /// Asks a training to stop and waits for its thread; a window that closes stops first and waits for idle.
  ~TrainingController() override;

  State state() const { return state_; }
  /// Does nothing unless idle.
  void start(TrainingJob job);
  /// Acknowledged at once (`stopping`); the run ends as soon as its engine looks.
  void stop();

  Pace pace() const { return pace_; }
  // All of these return at once and do nothing unless a training runs; the runs see them between two chunks
  // of work.
  void pause();
  void go_on();
  void step_epoch();  ///< to the end of the epoch, then a pause
  void checkpoint();
  /// Refuses what is no positive finite number.
  Status set_learning_rate(double learning_rate);
  /// Finds out, without waiting, whether a pause that was asked for has begun. Called at every tick.
  void look_at_pace();

  RunFeed& feed() { return feed_; }
  /// Of the last training that began, for a picture; null before.
  const std::shared_ptr<WeightWatch>& weights() const { return weights_; }
  /// Of the last training that ended; empty before.
  const std::optional<Result<TrainingOutcome>>& outcome() const { return outcome_; }

 signals:
  void state_changed();
  void pace_changed();

 private:
  void work(const TrainingJob& job, const std::stop_token& stop);
  void end(Result<TrainingOutcome> outcome);
  void set_state(State state);
  void send(RunCommandKind command, Pace pace);
  void set_pace(Pace pace);

  TrainFunction train_;
  RunFeed feed_;
  State state_ = State::idle;
  Pace pace_ = Pace::going;
  std::shared_ptr<RunControl> control_;  ///< of the training that runs
  std::shared_ptr<WeightWatch> weights_;
  std::optional<Result<TrainingOutcome>> outcome_;
  std::jthread worker_;  // last: joined before anything that it uses goes
};

}  // namespace accelbench
